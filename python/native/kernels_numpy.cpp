#define WIRESPEED_HOLDS_NUMPY_API
#include "kernels_numpy.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "owned.hpp"
#include "wirespeed/kernels/kept_memory.hpp"

namespace wirespeed::python {
namespace {

// NumPy's memory for large arrays is the kernels' own, which is kept when they go.
void* take_memory(void* /*context*/, std::size_t bytes) {
  try {
    return kernels::take_kept(bytes);
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
}

void* take_zeros(void* context, std::size_t count, std::size_t size) {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) return nullptr;
  void* memory = take_memory(context, bytes);
  if (memory != nullptr) std::memset(memory, 0, bytes);
  return memory;
}

void give_memory(void* /*context*/, void* memory, std::size_t /*bytes*/) {
  if (memory != nullptr) kernels::give_kept(memory);
}

void* move_memory(void* context, void* memory, std::size_t bytes) {
  void* moved = take_memory(context, bytes);
  if (moved == nullptr || memory == nullptr) return moved;
  std::memcpy(moved, memory, std::min(bytes, kernels::kept_size(memory)));
  kernels::give_kept(memory);
  return moved;
}

PyDataMem_Handler kept_memory = {"wirespeed_kept", 1, {nullptr, take_memory, take_zeros, move_memory, give_memory}};

// While it lives, arrays of this thread are made in kept memory.
class WithKeptMemory {
 public:
  WithKeptMemory() : capsule_(PyCapsule_New(&kept_memory, "mem_handler", nullptr)) {
    if (capsule_) before_ = Owned(PyDataMem_SetHandler(capsule_.get()));
  }
  WithKeptMemory(const WithKeptMemory&) = delete;
  WithKeptMemory& operator=(const WithKeptMemory&) = delete;
  ~WithKeptMemory() {
    if (before_) Py_XDECREF(PyDataMem_SetHandler(before_.get()));
  }
  explicit operator bool() const noexcept { return static_cast<bool>(before_); }

 private:
  Owned capsule_;
  Owned before_;
};

// Takes the reference to the type away.
PyObject* new_array_of(PyArray_Descr* type, std::int64_t length) {
  npy_intp size = length;
  const auto make = [&] { return PyArray_NewFromDescr(&PyArray_Type, type, 1, &size, nullptr, nullptr, 0, nullptr); };
  const auto width = static_cast<std::int64_t>(PyDataType_ELSIZE(type));
  std::int64_t bytes = 0;
  const bool is_large =
      __builtin_mul_overflow(length, width, &bytes) || bytes >= static_cast<std::int64_t>(kernels::kWorthKeeping);
  if (!is_large || PyDataType_REFCHK(type)) return make();
  const WithKeptMemory kept;
  if (kept) return make();
  Py_DECREF(type);
  return nullptr;
}

}  // namespace

bool import_numpy() { return PyArray_ImportNumPyAPI() == 0; }

PyObject* new_array(int numpy_type, std::int64_t length) {
  PyArray_Descr* type = PyArray_DescrFromType(numpy_type);
  return type == nullptr ? nullptr : new_array_of(type, length);
}

PyObject* new_array_like(PyObject* like, std::int64_t length) {
  PyArray_Descr* type = PyArray_DESCR(as_array(like));
  Py_INCREF(type);
  return new_array_of(type, length);
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
