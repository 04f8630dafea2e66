// Arrow columns as NumPy arrays: Array.to_numpy(), and what functions of apply() are given.
#include <cmath>
#include <limits>
#include <string_view>

#include "kernels_arrays.hpp"
#include "wirespeed/column/array_items.hpp"
#include "wirespeed/kernels/key_words.hpp"

namespace wirespeed::python {

using column::ArrayView;
using column::Item;
using Column = std::shared_ptr<const ArrowColumn>;
using kernels::is_null;

namespace {

bool has_nulls(const ArrayView& view) {
  if (view.validity == nullptr) return false;
  for (std::int64_t i = 0; i < view.length; ++i) {
    if (!view.is_there(i)) return true;
  }
  return false;
}

int type_of(Item item) noexcept {
  switch (item) {
    case Item::int8:
      return NPY_INT8;
    case Item::int16:
      return NPY_INT16;
    case Item::int32:
      return NPY_INT32;
    case Item::uint8:
      return NPY_UINT8;
    case Item::uint16:
      return NPY_UINT16;
    case Item::uint32:
      return NPY_UINT32;
    case Item::uint64:
      return NPY_UINT64;
    case Item::float32:
      return NPY_FLOAT32;
    case Item::float64:
      return NPY_FLOAT64;
    default:
      return NPY_INT64;
  }
}

PyObject* copied(const ArrayView& view) {
  PyObject* made = new_array(type_of(view.item), view.length);
  if (made != nullptr && view.length != 0) {
    std::memcpy(PyArray_DATA(as_array(made)), view.data, static_cast<std::size_t>(view.length * view.width));
  }
  return made;
}

double number_at(const ArrayView& view, std::int64_t i) noexcept {
  switch (view.item) {
    case Item::float32:
      return column::item_at<float>(view, i);
    case Item::float64:
      return column::item_at<double>(view, i);
    case Item::uint64:
      return static_cast<double>(column::item_at<std::uint64_t>(view, i));
    default:
      return static_cast<double>(column::place_at(view, i));
  }
}

// Floats with NaN where there are nulls.
PyObject* floats_of(const ArrayView& view) {
  PyObject* made = new_array(NPY_FLOAT64, view.length);
  if (made == nullptr) return nullptr;
  auto* out = items_of<double>(made);
  for (std::int64_t i = 0; i < view.length; ++i) {
    out[i] = view.is_there(i) ? number_at(view, i) : std::numeric_limits<double>::quiet_NaN();
  }
  return made;
}

// A new reference.
PyObject* object_at(const ArrowColumn& column, std::int64_t i) {
  if (is_null(column.view, i)) return Py_NewRef(Py_None);
  if (column.dictionary != nullptr) return object_at(*column.dictionary, column::place_at(column.view, i));
  const ArrayView& view = column.view;
  if (view.item == Item::bit || view.item == Item::boolean) return PyBool_FromLong(column::bit_at(view, i));
  if (view.item == Item::uint64) return PyLong_FromUnsignedLongLong(column::item_at<std::uint64_t>(view, i));
  if (view.item == Item::float32 || view.item == Item::float64) return PyFloat_FromDouble(number_at(view, i));
  if (!column::is_text(view.item)) return PyLong_FromLongLong(column::place_at(view, i));
  const std::string_view text = column::text_at(view, i);
  const auto size = static_cast<Py_ssize_t>(text.size());
  const bool is_bytes = column.format.find_first_of("zZwd") != std::string::npos;
  return is_bytes ? PyBytes_FromStringAndSize(text.data(), size) : PyUnicode_DecodeUTF8(text.data(), size, "strict");
}

PyObject* objects_of(const ArrowColumn& column) {
  PyObject* made = new_array(NPY_OBJECT, column.length);
  for (std::int64_t i = 0; made != nullptr && i < column.length; ++i) {
    PyObject* object = object_at(column, i);
    if (object == nullptr) {
      Py_CLEAR(made);
    } else {
      Py_XSETREF(items_of<PyObject*>(made)[i], object);
    }
  }
  return made;
}

PyObject* booleans_of(const ArrayView& view) {
  PyObject* made = new_array(NPY_BOOL, view.length);
  for (std::int64_t i = 0; made != nullptr && i < view.length; ++i) {
    items_of<npy_bool>(made)[i] = column::bit_at(view, i) ? 1 : 0;
  }
  return made;
}

// NumPy's name of a time's type, "" for what is none or has no counterpart there (times of day).
std::string_view time_type(std::string_view format) noexcept {
  if (format == "tdD") return "M8[D]";
  if (format == "tdm") return "M8[ms]";
  if (format.starts_with("ts") && format.size() > 2) {
    return format[2] == 's' ? "M8[s]" : format[2] == 'm' ? "M8[ms]" : format[2] == 'u' ? "M8[us]" : "M8[ns]";
  }
  if (format.starts_with("tD") && format.size() > 2) {
    return format[2] == 's' ? "m8[s]" : format[2] == 'm' ? "m8[ms]" : format[2] == 'u' ? "m8[us]" : "m8[ns]";
  }
  return "";
}

PyObject* times_of(const ArrayView& view, std::string_view type) {
  PyObject* ticks = new_array(NPY_INT64, view.length);
  if (ticks == nullptr) return nullptr;
  for (std::int64_t i = 0; i < view.length; ++i) {
    items_of<std::int64_t>(ticks)[i] =
        view.is_there(i) ? column::place_at(view, i) : std::numeric_limits<std::int64_t>::min();
  }
  PyObject* times = PyObject_CallMethod(ticks, "view", "s", std::string(type).c_str());
  Py_DECREF(ticks);
  return times;
}

}  // namespace

PyObject* numpy_of(const Column& column) {
  if (!has_numpy()) return nullptr;
  const ArrayView& view = column->view;
  if (column->dictionary != nullptr || column::is_text(view.item)) return objects_of(*column);
  if (const std::string_view time = time_type(column->format); !time.empty()) return times_of(view, time);
  const bool is_bits = view.item == Item::bit || view.item == Item::boolean;
  if (!has_nulls(view)) return is_bits ? booleans_of(view) : copied(view);
  return is_bits ? objects_of(*column) : floats_of(view);
}

}  // namespace wirespeed::python
