#include "numpy_interface.hpp"

namespace wirespeed::python {

// As NumPy documents it ("The array interface protocol").
struct NumpyArray::Interface {
  int two;
  int dimensions;
  char kind;
  int width;
  int flags;
  Py_ssize_t* sizes;
  Py_ssize_t* strides;
  void* data;
  PyObject* description;
};

bool NumpyArray::take(PyObject* array) {
  capsule_ = Owned(PyObject_GetAttrString(array, "__array_struct__"));
  interface_ = capsule_ ? static_cast<Interface*>(PyCapsule_GetPointer(capsule_.get(), nullptr)) : nullptr;
  return interface_ != nullptr;
}

char NumpyArray::kind() const noexcept { return interface_->kind; }
int NumpyArray::dimensions() const noexcept { return interface_->dimensions; }
Py_ssize_t NumpyArray::size(int dimension) const noexcept { return interface_->sizes[dimension]; }

std::size_t NumpyArray::count() const noexcept {
  std::size_t n = 1;
  for (int i = 0; i < dimensions(); ++i) n *= static_cast<std::size_t>(size(i));
  return n;
}

NumpyItems NumpyArray::items() const noexcept {
  return {static_cast<const std::uint8_t*>(interface_->data), count(), static_cast<std::size_t>(interface_->width)};
}

Owned contiguous_of(PyObject* array, const char* dtype) {
  const Owned own(PyObject_GetAttrString(array, "dtype"));
  const Owned wanted(!own             ? nullptr
                     : *dtype != '\0' ? PyUnicode_FromString(dtype)
                                      : PyObject_CallMethod(own.get(), "newbyteorder", "s", "<"));
  return Owned(wanted ? PyObject_CallMethod(array, "astype", "OssOO", wanted.get(), "C", "unsafe", Py_False, Py_False)
                      : nullptr);
}

}  // namespace wirespeed::python
