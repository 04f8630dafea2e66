// Items in another order where some have no row, and arrays one behind the other.
#include <algorithm>
#include <cstring>
#include <numeric>

#include "kernels_arguments.hpp"
#include "wirespeed/column/array_items.hpp"

namespace wirespeed::python {

using Rows = std::span<const std::uint32_t>;
using kernels::kNoRow;
using kernels::RawVector;

namespace {

// What stands for a missing item of the array's type: one item of it. Null with an error set.
Owned filler_of(const char* function, PyObject* array, PyObject* fill) {
  PyArray_Descr* type = PyArray_DESCR(as_array(array));
  Owned one(new_array_like(array, 1));
  if (!one) return one;
  const bool is_time = PyTypeNum_ISDATETIME(type->type_num);
  const bool has_own = PyTypeNum_ISFLOAT(type->type_num) || type->type_num == NPY_OBJECT || is_time;
  if (fill == nullptr && !has_own) {
    PyErr_Format(PyExc_ValueError,
                 "%s: expected a value for rows without one, since %S has no NaN or NaT; give it, or use Arrow arrays",
                 function, type);
    return {};
  }
  if (fill == nullptr && type->type_num == NPY_OBJECT) return one;  // begins as None
  const Owned own(fill != nullptr ? Py_NewRef(fill)
                  : is_time       ? PyUnicode_FromString("NaT")
                                  : PyFloat_FromDouble(Py_NAN));
  if (!own || PyArray_SETITEM(as_array(one.get()), PyArray_BYTES(as_array(one.get())), own.get()) != 0) return {};
  return one;
}

void put_filler(PyObject* made, PyObject* filler, Rows rows) {
  const auto width = static_cast<std::size_t>(PyArray_ITEMSIZE(as_array(made)));
  const bool is_object = PyArray_TYPE(as_array(made)) == NPY_OBJECT;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] != kNoRow) continue;
    if (is_object) {
      Py_XSETREF(items_of<PyObject*>(made)[i], Py_XNewRef(items_of<PyObject*>(filler)[0]));
    } else {
      std::memcpy(items_of<char>(made) + i * width, PyArray_BYTES(as_array(filler)), width);
    }
  }
}

// Missing rows take the first item's place, until they get their own.
RawVector<std::uint32_t> at_first(Rows rows) {
  RawVector<std::uint32_t> places(rows.size());
  std::ranges::transform(rows, places.begin(), [](std::uint32_t row) { return row == kNoRow ? 0 : row; });
  return places;
}

// Where an encoded column has the values of those rows.
RawVector<std::uint32_t> places_at(const InputArray& input, Rows rows) {
  RawVector<std::uint32_t> places(rows.begin(), rows.end());
  for (std::uint32_t& place : places) {
    if (place != kNoRow) place = static_cast<std::uint32_t>(column::place_at(input.view(), place));
  }
  return places;
}

PyObject* taken_or_filled(const char* function, const InputArray& input, Rows rows, PyObject* fill) {
  const Owned filler(filler_of(function, input.ndarray(), fill));
  if (!filler) return nullptr;
  Owned made(input.length() > 0 ? taken(input, at_first(rows))
                                : new_array_like(input.ndarray(), static_cast<std::int64_t>(rows.size())));
  if (made) put_filler(made.get(), filler.get(), rows);
  return made.release();
}

// A column of the same type with a null alone. Of each buffer there is enough that is 0 for one item of any type.
std::shared_ptr<ArrowColumn> one_null(const ArrowColumn& like) {
  constexpr std::int64_t kZeros = 64;
  constexpr std::size_t kBuffers = 4;  // as many as any type has
  auto column = std::make_shared<ArrowColumn>();
  const auto zeros = column_memory(kZeros);
  std::memset(zeros.get(), 0, kZeros);
  column->format = like.format;
  column->length = 1;
  column->dictionary = like.dictionary;
  column->has_distinct_values = like.has_distinct_values;
  column->buffers.assign(kBuffers, zeros.get());
  column->owners = {zeros};
  return column;
}

// Items of a column that Python need not see.
PyObject* taken_from(std::shared_ptr<const ArrowColumn> column, Rows rows) {
  const Owned array(array_of(std::move(column)));
  InputArray input;
  return array && input.take(array.get(), "take") ? taken(input, rows) : nullptr;
}

RawVector<std::uint32_t> all_rows(std::int64_t count) {
  RawVector<std::uint32_t> rows(static_cast<std::size_t>(count));
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

PyObject* all_null(const ArrowColumn& like, Rows rows) {
  auto null = one_null(like);
  if (auto ok = show(*null); !ok) return failed(ok.error());
  return taken_from(std::move(null), RawVector<std::uint32_t>(rows.size(), 0));
}

// The column with nulls where rows are missing.
PyObject* with_nulls(const ArrowColumn& column, Rows rows) {
  auto patched = std::make_shared<ArrowColumn>(column);
  const std::size_t bytes = (rows.size() + 7) / 8;
  const auto bits = column_memory(static_cast<std::int64_t>(bytes));
  if (column.buffers[0] == nullptr) {
    std::memset(bits.get(), 0xff, bytes);
  } else {
    std::memcpy(bits.get(), column.buffers[0], bytes);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i] == kNoRow) bits.get()[i / 8] &= static_cast<std::uint8_t>(~(1U << (i % 8)));
  }
  patched->buffers[0] = bits.get();
  patched->owners.push_back(bits);
  return finished(std::move(patched));
}

PyObject* taken_or_null(const InputArray& input, Rows rows) {
  if (input.length() == 0) return all_null(*input.column(), rows);
  Owned array(taken(input, at_first(rows)));
  if (!array || input.column()->format == "n") return array.release();
  return with_nulls(**column_of(array.get()), rows);
}

bool same_formats(const char* function, std::span<const InputArray> arrays) {
  for (const InputArray& array : arrays) {
    if (array.is_arrow() != arrays[0].is_arrow()) {
      PyErr_Format(PyExc_TypeError, "%s: expected arrays of one library, found NumPy's beside Arrow's", function);
      return false;
    }
    if (!array.is_arrow() || array.column()->format == arrays[0].column()->format) continue;
    PyErr_Format(PyExc_TypeError, "%s: expected arrays of one type, found Arrow's %s and %s; convert one of them",
                 function, arrays[0].column()->format.c_str(), array.column()->format.c_str());
    return false;
  }
  return true;
}

}  // namespace

PyObject* taken_or_missing(const char* function, const InputArray& input, Rows rows, PyObject* fill) {
  if (std::ranges::find(rows, kNoRow) == rows.end()) return taken(input, rows);
  if (input.values() != nullptr) return taken_or_missing(function, *input.values(), places_at(input, rows), fill);
  if (!input.is_arrow()) return taken_or_filled(function, input, rows, fill);
  if (fill == nullptr) return taken_or_null(input, rows);
  PyErr_Format(PyExc_TypeError, "%s: expected no value for missing rows of an Arrow array, where they are null",
               function);
  return nullptr;
}

namespace {

PyObject* joined_columns(std::span<const InputArray> arrays) {
  std::vector<std::shared_ptr<const ArrowColumn>> columns;
  columns.reserve(arrays.size());
  for (const InputArray& array : arrays) columns.push_back(array.column());
  auto column = concatenated(std::move(columns));
  if (!column) return failed(column.error());
  const auto rows = all_rows((*column)->length);
  return taken_from(std::move(*column), rows);
}

PyObject* joined_numpy(std::span<const InputArray> arrays) {
  const Owned list(PyList_New(static_cast<Py_ssize_t>(arrays.size())));
  for (std::size_t i = 0; list && i < arrays.size(); ++i) {
    PyList_SET_ITEM(list.get(), static_cast<Py_ssize_t>(i), Py_NewRef(arrays[i].ndarray()));
  }
  return list ? PyArray_Concatenate(list.get(), 0) : nullptr;
}

}  // namespace

PyObject* joined(const char* function, std::vector<InputArray> arrays) {
  for (InputArray& array : arrays) {
    if (array.values() == nullptr) continue;
    const Owned decoded(taken(array, all_rows(array.length())));
    InputArray plain;
    if (!decoded || !plain.take(decoded.get(), function)) return nullptr;
    array = std::move(plain);
  }
  if (!same_formats(function, arrays)) return nullptr;
  return arrays[0].is_arrow() ? joined_columns(arrays) : joined_numpy(arrays);
}

}  // namespace wirespeed::python
