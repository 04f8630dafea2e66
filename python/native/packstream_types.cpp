#include "packstream_types.hpp"

namespace wirespeed::python {
namespace {

constexpr Py_ssize_t kTupleCount = 7;

// The answer that will not change, a tuple of tuples.
PyObject* final_answer = nullptr;
// The one before it: kept, for those may be packing with it.
PyObject* last_answer = nullptr;

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

bool PackableTypes::find(PackableTypes& out) {
  PyObject* answer = final_answer;
  if (answer == nullptr) {
    answer = ask();
    if (answer == nullptr) return false;
    if (PyTuple_GET_ITEM(answer, kTupleCount) == Py_True) final_answer = Py_NewRef(answer);
    Py_XSETREF(last_answer, answer);
  }
  PyObject** members[kTupleCount] = {&out.null_values, &out.true_values, &out.false_values, &out.floats,
                                     &out.integers,    &out.lists,       &out.maps};
  for (Py_ssize_t i = 0; i < kTupleCount; ++i) *members[i] = PyTuple_GET_ITEM(answer, i);
  return true;
}

}  // namespace wirespeed::python
