// Arrays of Python objects, asked for what can be told from the objects alone. Where an object's identity says all, the
// thread is detached: nothing is read but pointers.
#include "kernels_numpy.hpp"

#include <numpy/arrayscalars.h>  // which needs the one above

#include <optional>

#include "attachment.hpp"
#include "kernels_objects.hpp"
#include "owned.hpp"

namespace wirespeed::python {
namespace {

constexpr std::int64_t kDetachedItems = 1 << 14;  // from which on they take 20 us

// The objects of an array of one dimension, or of a sequence. They may change meanwhile, if others change the array.
class ObjectItems {
 public:
  // False with an error set.
  bool take(PyObject* object, const char* operation) {
    if (!has_numpy()) return false;
    if (!PyArray_Check(object)) return take_sequence(object);
    PyArrayObject* array = as_array(object);
    if (PyArray_TYPE(array) != NPY_OBJECT || PyArray_NDIM(array) != 1) {
      PyErr_Format(PyExc_TypeError, "%s: expected an array of objects of one dimension, found dtype %S of %d",
                   operation, PyArray_DESCR(array), PyArray_NDIM(array));
      return false;
    }
    owner_ = Owned(Py_NewRef(object));
    data_ = static_cast<const char*>(PyArray_DATA(array));
    stride_ = PyArray_STRIDE(array, 0);
    count_ = PyArray_DIM(array, 0);
    return true;
  }

  std::int64_t count() const noexcept { return count_; }
  // Borrowed from an array that another thread may change: to be compared, or used while attached.
  PyObject* at(std::int64_t i) const noexcept {
    PyObject* object = __atomic_load_n(reinterpret_cast<PyObject* const*>(data_ + i * stride_), __ATOMIC_RELAXED);
    return object == nullptr ? Py_None : object;
  }

 private:
  bool take_sequence(PyObject* object) {
    owner_ = Owned(PySequence_Tuple(object));
    if (!owner_) return false;
    data_ = reinterpret_cast<const char*>(PySequence_Fast_ITEMS(owner_.get()));
    stride_ = sizeof(PyObject*);
    count_ = PyTuple_GET_SIZE(owner_.get());
    return true;
  }

  Owned owner_;
  const char* data_ = nullptr;
  std::int64_t stride_ = 0;
  std::int64_t count_ = 0;
};

// Calls work() detached where that pays.
template <typename Work>
auto run(std::int64_t items, Work work) {
  std::optional<Detached> detached;
  if (items >= kDetachedItems) detached.emplace();
  return work();
}

PyObject* compared(PyObject* objects, const char* operation, bool if_none) {
  ObjectItems items;
  if (!items.take(objects, operation)) return nullptr;
  Owned out(new_array(NPY_BOOL, items.count()));
  if (!out) return nullptr;
  auto* to = items_of<std::uint8_t>(out.get());
  run(items.count(), [&] {
    for (std::int64_t i = 0; i < items.count(); ++i) to[i] = (items.at(i) == Py_None) == if_none ? 1 : 0;
  });
  return out.release();
}

// The place of the first object that is no truth value, or -1.
std::int64_t write_bools(const ObjectItems& items, std::uint8_t* out) {
  const PyObject* numpy_true = PyArrayScalar_True;
  const PyObject* numpy_false = PyArrayScalar_False;
  return run(items.count(), [&]() -> std::int64_t {
    for (std::int64_t i = 0; i < items.count(); ++i) {
      const PyObject* object = items.at(i);
      const bool is_true = object == Py_True || object == numpy_true;
      if (!is_true && object != Py_False && object != Py_None && object != numpy_false) return i;
      out[i] = is_true ? 1 : 0;
    }
    return -1;
  });
}

// -1 with an error set.
Py_ssize_t length_of(PyObject* object) {
  if (object == Py_None) return 0;
  if (PyList_Check(object)) return PyList_GET_SIZE(object);
  if (PyArray_Check(object) && PyArray_NDIM(as_array(object)) > 0) return PyArray_DIM(as_array(object), 0);
  return PyObject_Size(object);
}

}  // namespace

PyObject* is_null(PyObject*, PyObject* objects) { return compared(objects, "is_null", true); }
PyObject* is_not_null(PyObject*, PyObject* objects) { return compared(objects, "is_not_null", false); }

PyObject* as_bool(PyObject*, PyObject* objects) {
  ObjectItems items;
  if (!items.take(objects, "as_bool")) return nullptr;
  Owned out(new_array(NPY_BOOL, items.count()));
  if (!out) return nullptr;
  const std::int64_t wrong = write_bools(items, items_of<std::uint8_t>(out.get()));
  if (wrong < 0) return out.release();
  PyErr_Format(PyExc_TypeError, "as_bool: row %lld: expected True, False or None, found %s",
               static_cast<long long>(wrong), Py_TYPE(items.at(wrong))->tp_name);
  return nullptr;
}

PyObject* nested_lengths(PyObject*, PyObject* objects) {
  ObjectItems items;
  if (!items.take(objects, "nested_lengths")) return nullptr;
  Owned out(new_array(NPY_INT64, items.count()));
  if (!out) return nullptr;
  auto* to = items_of<std::int64_t>(out.get());
  for (std::int64_t i = 0; i < items.count(); ++i) {
    const Owned object(Py_NewRef(items.at(i)));  // asking it for its length may run code that changes the array
    to[i] = length_of(object.get());
    if (to[i] >= 0) continue;
    if (PyErr_ExceptionMatches(PyExc_TypeError) == 0) return nullptr;
    PyErr_Clear();
    PyErr_Format(PyExc_TypeError, "nested_lengths: row %lld: expected what has a length, or None, found %s",
                 static_cast<long long>(i), Py_TYPE(object.get())->tp_name);
    return nullptr;
  }
  return out.release();
}

}  // namespace wirespeed::python
