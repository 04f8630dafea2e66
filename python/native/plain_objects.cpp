#include "plain_objects.hpp"

#include <string_view>

#include "known_objects.hpp"

namespace wirespeed::python {
namespace {

bool is_plain(PyObject* value) noexcept {
  return value == Py_None || PyUnicode_CheckExact(value) || PyLong_CheckExact(value) || PyFloat_CheckExact(value) ||
         PyBool_Check(value) || PyBytes_CheckExact(value) || PyList_CheckExact(value) || PyTuple_CheckExact(value) ||
         PyDict_CheckExact(value);
}

std::string_view type_name(PyObject* value) noexcept { return Py_TYPE(value)->tp_name; }

// datetime64 and timedelta64 of finer units than microseconds would become ints.
Owned plain_of_numpy(PyObject* scalar) {
  const bool is_moment = type_name(scalar) == "numpy.datetime64";
  if (!is_moment && type_name(scalar) != "numpy.timedelta64") {
    return Owned(PyObject_CallMethod(scalar, "item", nullptr));
  }
  const Owned us(PyObject_CallMethod(scalar, "astype", "s", is_moment ? "datetime64[us]" : "timedelta64[us]"));
  return Owned(us ? PyObject_CallMethod(us.get(), "item", nullptr) : nullptr);
}

}  // namespace

bool is_not_a_time(PyObject* object) noexcept { return type_name(object).ends_with("NaTType"); }

Owned plain_of(PyObject* value) {
  if (is_plain(value)) return Owned(Py_NewRef(value));
  const std::string_view name = type_name(value);
  if (is_not_a_time(value) || name.ends_with("NAType")) return Owned(Py_NewRef(Py_None));
  if (name.starts_with("numpy.") && name != "numpy.ndarray") {
    const int is_scalar = is_known(value, Known::numpy_generic);
    if (is_scalar != 0) return is_scalar < 0 ? Owned() : plain_of_numpy(value);
  }
  const int is_enum = PyType_HasFeature(Py_TYPE(value), Py_TPFLAGS_HEAPTYPE) ? is_known(value, Known::enum_base) : 0;
  if (is_enum < 0) return Owned();
  return Owned(is_enum == 0 ? Py_NewRef(value) : PyObject_GetAttrString(value, "value"));
}

}  // namespace wirespeed::python
