// wirespeed._native._records: rows of Python objects as columns, for python/wirespeed/postgres/_records.py.
#include <nanobind/nanobind.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <optional>

#include "column_numpy.hpp"
#include "object_array.hpp"
#include "owned.hpp"
#include "record_columns.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

// Rows whose objects are looked at together: few enough for them to stay in the cache, enough for a loop over a column.
constexpr std::size_t kTileRows = 128;

// The objects of some rows, column by column. References that a row gives away are kept until the next tile.
class Tile {
 public:
  explicit Tile(std::size_t columns) : columns_(columns), cells_(columns * kTileRows) {}
  Tile(const Tile&) = delete;
  Tile& operator=(const Tile&) = delete;
  ~Tile() { release(); }

  // Throws nanobind::python_error.
  void fill(PyObject* const* rows, std::size_t n, std::size_t first_row) {
    release();
    for (std::size_t i = 0; i < n; ++i) put(rows[i], i, first_row + i);
    rows_ = n;
  }

  Objects column(std::size_t i) const noexcept { return {cells_.data() + i * kTileRows, rows_}; }

 private:
  void release() noexcept {
    for (PyObject* object : kept_) Py_DECREF(object);
    kept_.clear();
  }

  void put(PyObject* row, std::size_t i, std::size_t row_number) {
    if (PyTuple_Check(row)) {
      check_size(PyTuple_GET_SIZE(row), row_number);
      put_items(i, [row](std::size_t c) { return PyTuple_GET_ITEM(row, static_cast<Py_ssize_t>(c)); });
      return;
    }
    const auto* as_sequence = Py_TYPE(row)->tp_as_sequence;
    if (as_sequence == nullptr || as_sequence->sq_item == nullptr || as_sequence->sq_length == nullptr ||
        PyUnicode_Check(row) || PyBytes_Check(row)) {
      refuse_row(row_number, "a sequence", Py_TYPE(row)->tp_name);
    }
    check_size(as_sequence->sq_length(row), row_number);
    kept_.reserve(columns_ * kTileRows);
    const ssizeargfunc item = as_sequence->sq_item;
    put_items(i, [&](std::size_t c) {
      PyObject* object = item(row, static_cast<Py_ssize_t>(c));
      if (object == nullptr) throw nb::python_error();
      kept_.push_back(object);
      return object;
    });
  }

  // Objects lie all over the memory: they are asked for before the loops over columns need them.
  template <typename Item>
  void put_items(std::size_t i, Item item) {
    PyObject** cell = cells_.data() + i;
    for (std::size_t c = 0; c < columns_; ++c, cell += kTileRows) {
      *cell = item(c);
      __builtin_prefetch(*cell);
    }
  }

  void check_size(Py_ssize_t size, std::size_t row_number) const {
    if (static_cast<std::size_t>(size) == columns_) return;
    refuse_row(row_number, fmt::format("{} values", columns_), std::to_string(size));
  }

  [[noreturn]] static void refuse_row(std::size_t row, std::string_view expected, std::string_view found) {
    throw Exception({Errc::invalid_argument,
                     fmt::format("columns from records: row {}: expected {}, found {}", row, expected, found)});
  }

  std::size_t columns_;
  std::size_t rows_ = 0;
  std::vector<PyObject*> cells_;
  std::vector<PyObject*> kept_;
};

// Calls work(tile, its first row) for all rows, up to `limit`.
template <typename Work>
void for_each_tile(nb::handle rows, std::size_t columns, std::size_t limit, Work work) {
  PyObject* const* items = PySequence_Fast_ITEMS(rows.ptr());
  const std::size_t n = std::min(static_cast<std::size_t>(PyTuple_GET_SIZE(rows.ptr())), limit);
  Tile tile(columns);
  for (std::size_t row = 0; row < n; row += kTileRows) {
    tile.fill(items + row, std::min(kTileRows, n - row), row);
    work(tile, row);
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
  }
}

// One column in the making: of a type, or of the objects themselves.
class Target {
 public:
  Target(const std::string& type, std::size_t rows) {
    if (type == "object") {
      objects_.emplace(rows);
    } else {
      typed_ = make_record_column(type);
    }
    if (!objects_ && !typed_) {
      throw Exception({Errc::invalid_argument, fmt::format("columns from records: there is no type {}", type)});
    }
    if (typed_) typed_->reserve(rows);
  }

  void append(Objects objects, std::size_t row, std::string_view name) {
    if (!typed_) {
      for (std::size_t i = 0; i < objects.size(); ++i) objects_->put(row + i, Py_NewRef(objects[i]));
    } else if (!typed_->append(objects)) {
      fail(objects, row, name);
    }
  }

  bool is_typed() const noexcept { return typed_ != nullptr; }
  RecordColumn& typed() const noexcept { return *typed_; }
  nb::object array() const { return objects_->array(); }

 private:
  [[noreturn]] void fail(Objects objects, std::size_t row, std::string_view name) const {
    if (PyErr_Occurred() != nullptr) throw nb::python_error();
    const RecordColumn::Fault& fault = typed_->fault();
    throw Exception({Errc::invalid_argument,
                     fmt::format("columns from records: row {}, column \"{}\": expected {} for {}, found {}",
                                 row + fault.index, name, fault.expected, column::to_string(typed_->field()),
                                 Py_TYPE(objects[fault.index])->tp_name)});
  }

  std::unique_ptr<RecordColumn> typed_;
  std::optional<ObjectArray> objects_;
};

SharedTable table_of(const std::vector<std::unique_ptr<Target>>& targets, const std::vector<std::string>& names,
                     std::size_t rows) {
  auto table = std::make_shared<column::Table>();
  auto batch = std::make_shared<column::Batch>();
  batch->rows = static_cast<std::int64_t>(rows);
  for (std::size_t i = 0; i < targets.size(); ++i) {
    if (!targets[i]->is_typed()) continue;
    table->schema.push_back(targets[i]->typed().field());
    table->schema.back().name = names[i];
    batch->columns.push_back(targets[i]->typed().finish());
  }
  table->batches.push_back(std::move(batch));
  return table;
}

// A ColumnTable of the columns that have a type, and the arrays of those of type "object", both in order.
nb::tuple gather(const nb::tuple& rows, const std::vector<std::string>& names, const std::vector<std::string>& types) {
  const std::size_t n = rows.size();
  std::vector<std::unique_ptr<Target>> targets;
  for (const std::string& type : types) targets.push_back(std::make_unique<Target>(type, n));
  for_each_tile(rows, targets.size(), n, [&](const Tile& tile, std::size_t row) {
    for (std::size_t c = 0; c < targets.size(); ++c) targets[c]->append(tile.column(c), row, names[c]);
  });
  nb::list arrays;
  for (const auto& target : targets) {
    if (!target->is_typed()) arrays.append(target->array());
  }
  return nb::make_tuple(column_table(table_of(targets, names, n)), arrays);
}

// What two parts of a column have in common.
std::string_view join(std::string_view a, std::string_view b) {
  if (a == b || b == "null") return a;
  if (a == "null") return b;
  const bool are_numbers = (a == "i8" || a == "f8") && (b == "i8" || b == "f8");
  return are_numbers ? "f8" : "object";
}

// The types of the first rows' columns.
std::vector<std::string> infer(const nb::tuple& rows, std::size_t columns, std::size_t limit) {
  std::vector<std::string_view> types(columns, "null");
  for_each_tile(rows, columns, limit, [&](const Tile& tile, std::size_t) {
    for (std::size_t c = 0; c < columns; ++c) {
      if (types[c] != "object") types[c] = join(types[c], common_type(tile.column(c)));
    }
  });
  return {types.begin(), types.end()};
}

}  // namespace

void bind_postgres_records(nb::module_& m) {
  nb::module_ own = m.def_submodule("_records", "Rows of objects as columns; import wirespeed.postgres instead.");
  own.def("gather", gather, "rows"_a, "names"_a, "types"_a);
  own.def("infer", infer, "rows"_a, "columns"_a, "limit"_a);
}

}  // namespace wirespeed::python
