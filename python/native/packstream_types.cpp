#include "packstream_types.hpp"

#include <atomic>

namespace wirespeed::python {
namespace {

constexpr Py_ssize_t kTupleCount = 7;

// The answer that will not change, a tuple of tuples.
std::atomic<PyObject*> final_answer = nullptr;

bool is_answer(PyObject* found) {
  if (!PyTuple_Check(found) || PyTuple_GET_SIZE(found) != kTupleCount + 1) return false;
  for (Py_ssize_t i = 0; i < kTupleCount; ++i) {
    if (!PyTuple_Check(PyTuple_GET_ITEM(found, i))) return false;
  }
  return true;
}

// A new reference to (seven tuples..., is it final?), or nullptr with an error set.
PyObject* ask() {
  PyObject* module = PyImport_ImportModule("wirespeed.packstream._types");
  PyObject* found = module == nullptr ? nullptr : PyObject_CallMethod(module, "find", nullptr);
  Py_XDECREF(module);
  if (found != nullptr && !is_answer(found)) {
    PyErr_SetString(PyExc_TypeError,
                    "pack: expected seven tuples of types, found something else; is this wirespeed whole?");
    Py_CLEAR(found);
  }
  return found;
}

}  // namespace

bool PackableTypes::find() {
  PyObject* known = final_answer.load();
  kept_ = known == nullptr ? ask() : Py_NewRef(known);
  if (kept_ == nullptr) return false;
  if (known == nullptr && PyTuple_GET_ITEM(kept_, kTupleCount) == Py_True) final_answer = Py_NewRef(kept_);
  PyObject** members[kTupleCount] = {&null_values, &true_values, &false_values, &floats, &integers, &lists, &maps};
  for (Py_ssize_t i = 0; i < kTupleCount; ++i) *members[i] = PyTuple_GET_ITEM(kept_, i);
  return true;
}

}  // namespace wirespeed::python
