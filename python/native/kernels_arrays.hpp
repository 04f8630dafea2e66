// Arrays of Python's libraries as kernels read them, and results in the form that the inputs had.
//
//   InputArray values;
//   if (!values.take(object, "sum")) return nullptr;      // the error is set
//   use(values.view());                                   // also detached: everything it shows is kept
//   return taken(values, first_rows);                     // NumPy of the same dtype, or Arrow of the same type
//
// Taken are NumPy arrays (of booleans, numbers, times, S, U, and of str or bytes or None as objects), lists that NumPy
// makes such arrays of, whatever offers __arrow_c_array__ or __arrow_c_stream__ (pyarrow, polars, our own Array), and
// pandas' columns as what they hold. Nothing is copied but what has another byte order or no alignment, half and long
// floats, chunks, and lists.
#pragma once

#include <span>

#include "kernels_arrow_column.hpp"
#include "kernels_numpy.hpp"
#include "owned.hpp"

namespace wirespeed::python {

// To be called once before any array is taken. False with an error set.
bool prepare_inputs();

enum class Use : std::uint8_t {
  values,  // they are looked at
  items,   // they are moved alone: long floats stay what they are, and show as Item::bytes
};

class InputArray {
 public:
  // False with an error set that begins with `operation`. REQUIRES: to be called once; the thread is attached.
  bool take(PyObject* object, const char* operation, Use use = Use::values);

  const column::ArrayView& view() const noexcept { return view_; }
  std::int64_t length() const noexcept { return view_.length; }

  // Results shall be Arrow; else NumPy.
  bool is_arrow() const noexcept { return values() != nullptr ? values()->is_arrow() : column_ != nullptr; }
  // The NumPy array that is shown, borrowed; its dtype is the results'. nullptr where the input is Arrow's.
  PyObject* ndarray() const noexcept { return array_.get(); }
  const std::shared_ptr<const ArrowColumn>& column() const noexcept { return column_; }
  // The column carries codes whose values are known to be distinct, so that equal codes are all there is to compare.
  bool has_distinct_values() const noexcept {
    return static_cast<bool>(encoded_) || (column_ != nullptr && column_->has_distinct_values);
  }
  // Of each of those values its first row; empty where it is not known.
  std::span<const std::uint32_t> first_rows() const noexcept;
  // What an encoded column's codes stand for; nullptr for all others. Then view().dictionary shows it.
  const InputArray* values() const noexcept;

  InputArray() = default;
  InputArray(InputArray&&) noexcept = default;
  InputArray& operator=(InputArray&&) noexcept = default;
  ~InputArray();

 private:
  bool take_ndarray(PyObject* array, const char* operation, Use use);
  bool take_texts(const char* operation);
  bool take_column(std::shared_ptr<const ArrowColumn> column);
  bool take_other(PyObject* object, const char* operation, Use use);
  bool take_encoded(PyObject* object);
  bool take_interface(PyObject* object, PyObject* method, const char* operation, bool& is_done);
  bool take_last(PyObject* object, const char* operation, Use use);

  struct Texts;  // what `slices` need
  struct FreeTexts {
    void operator()(Texts* texts) const noexcept;
  };

  column::ArrayView view_;
  Owned array_;
  Owned encoded_;
  std::shared_ptr<const ArrowColumn> column_;
  std::unique_ptr<Texts, FreeTexts> texts_;
};

// Those items, in that order, as a NumPy array or an Array of Arrow's, as the input was. A new reference, or nullptr
// with an error set. REQUIRES: every row is one of the input's
PyObject* taken(const InputArray& input, std::span<const std::uint32_t> rows);

// A column that a call has made, as wirespeed.kernels.Array. REQUIRES: buffers as its format has them, and its view
PyObject* array_of(std::shared_ptr<const ArrowColumn> column);
// The same of a column whose view is still to be made; nullptr with an error set.
PyObject* finished(std::shared_ptr<ArrowColumn> column);
// The column of an Array, or nullptr when it is none; no error is set.
const std::shared_ptr<const ArrowColumn>* column_of(PyObject* object) noexcept;

// A NumPy array of what a column holds: numbers and times as they are (of numbers with nulls floats with NaN, of times
// NaT), text and the rest as objects with None. A new reference, or nullptr with an error set.
PyObject* numpy_of(const std::shared_ptr<const ArrowColumn>& column);

// A column of numbers in the making: `data` takes `length` items of `width` bytes; where `has_validity`, the bits of
// those that are there (all are, to begin with) can be cleared.
class NumberColumn {
 public:
  NumberColumn(const char* format, std::int64_t width, std::int64_t length, bool has_validity);

  template <typename T>
  T* items() noexcept {
    return reinterpret_cast<T*>(data_.get());
  }
  void set_null(std::int64_t i) noexcept {
    validity_[i / 8] = static_cast<std::uint8_t>(validity_[i / 8] & ~(1U << (i % 8)));
  }
  // A new reference to an Array, or nullptr with an error set. REQUIRES: to be called once
  PyObject* finish();

 private:
  std::string format_;
  std::int64_t length_;
  std::shared_ptr<std::uint8_t[]> data_;
  std::shared_ptr<std::uint8_t[]> validity_;
};

}  // namespace wirespeed::python
