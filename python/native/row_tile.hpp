// Rows that are Python objects, some at a time, column by column.
#pragma once

#include <nanobind/nanobind.h>

#include <string>
#include <vector>

#include "owned.hpp"
#include "row_columns.hpp"

namespace wirespeed::python {

// Rows whose objects are looked at together: few enough for them to stay in the cache, enough for a loop over a column.
inline constexpr std::size_t kTileRows = 128;

// Where a row's values are.
enum class RowForm : std::uint8_t {
  items,       // of a sequence, by their places; of a dict, by their names, None where there is none
  attributes,  // by their names
};

// The attributes of objects, most of which are of one class. Where that keeps them in slots they are read from there.
class AttributeReader {
 public:
  explicit AttributeReader(const nanobind::tuple& names) : names_(names), offsets_(names.size()) {}

  void begin(PyObject* object) {
    if (Py_TYPE(object) != reinterpret_cast<PyTypeObject*>(type_.get())) learn(object);
  }
  // A new reference, or nullptr with an error set. REQUIRES: begin(object) was the last one
  PyObject* get(PyObject* object, std::size_t i) const {
    const Py_ssize_t offset = offsets_[i];
    if (offset > 0) {
      PyObject* value = *reinterpret_cast<PyObject**>(reinterpret_cast<char*>(object) + offset);
      if (value != nullptr) [[likely]]
        return Py_NewRef(value);
    }
    return PyObject_GetAttr(object, names_[i].ptr());
  }

 private:
  void learn(PyObject* object);

  nanobind::tuple names_;
  Owned type_;  // kept, so that no other class comes to lie where it was
  std::vector<Py_ssize_t> offsets_;
};

// The objects of some rows. References that a row gives away are kept until the next tile.
class Tile {
 public:
  // `operation` begins what errors say.
  Tile(std::string operation, const nanobind::tuple& names, RowForm form)
      : operation_(std::move(operation)),
        names_(names),
        form_(form),
        attributes_(names),
        columns_(names.size()),
        cells_(columns_ * kTileRows) {}
  Tile(const Tile&) = delete;
  Tile& operator=(const Tile&) = delete;
  ~Tile() { release(); }

  // Throws nanobind::python_error, and Exception for what is no row. REQUIRES: n <= kTileRows
  void fill(PyObject* const* rows, std::size_t n, std::size_t first_row);

  Objects column(std::size_t i) const noexcept { return {cells_.data() + i * kTileRows, rows_}; }

 private:
  static constexpr std::size_t kRowsAhead = 4;
  static constexpr std::size_t kLineBytes = 64;

  void release() noexcept;
  void ask_for(const PyObject* row) const noexcept;
  void put(PyObject* row, std::size_t i, std::size_t row_number);
  void put_sequence(PyObject* row, std::size_t i, std::size_t row_number);
  void put_dict(PyObject* dict, std::size_t i);
  void put_attributes(PyObject* object, std::size_t i, std::size_t row_number);
  PyObject* keep(PyObject* object);
  void check_size(Py_ssize_t size, std::size_t row_number) const;
  [[noreturn]] void refuse(std::size_t row, std::string_view expected, std::string_view found) const;

  // Objects lie all over the memory: they are asked for before the loops over columns need them.
  template <typename Item>
  void put_items(std::size_t i, Item item) {
    PyObject** cell = cells_.data() + i;
    for (std::size_t c = 0; c < columns_; ++c, cell += kTileRows) {
      *cell = item(c);
      __builtin_prefetch(*cell);
    }
  }

  std::string operation_;
  nanobind::tuple names_;
  RowForm form_;
  AttributeReader attributes_;
  std::size_t columns_;
  std::size_t rows_ = 0;
  std::vector<PyObject*> cells_;
  std::vector<PyObject*> kept_;
};

}  // namespace wirespeed::python
