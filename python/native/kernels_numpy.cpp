#define WIRESPEED_HOLDS_NUMPY_API
#include "kernels_numpy.hpp"

namespace wirespeed::python {

bool import_numpy() { return PyArray_ImportNumPyAPI() == 0; }

PyObject* new_array(int numpy_type, std::int64_t length) {
  npy_intp size = length;
  return PyArray_New(&PyArray_Type, 1, &size, numpy_type, nullptr, nullptr, 0, 0, nullptr);
}

PyObject* new_array_like(PyObject* like, std::int64_t length) {
  npy_intp size = length;
  PyArray_Descr* type = PyArray_DESCR(as_array(like));
  Py_INCREF(type);
  return PyArray_NewFromDescr(&PyArray_Type, type, 1, &size, nullptr, nullptr, 0, nullptr);
}

PyObject* array_over(int numpy_type, std::int64_t length, const void* memory, PyObject* owner) {
  npy_intp size = length;
  PyObject* array = PyArray_New(&PyArray_Type, 1, &size, numpy_type, nullptr, const_cast<void*>(memory), 0,
                                NPY_ARRAY_CARRAY_RO, nullptr);
  if (array == nullptr) return nullptr;
  if (PyArray_SetBaseObject(as_array(array), Py_NewRef(owner)) != 0) Py_CLEAR(array);
  return array;
}

}  // namespace wirespeed::python
