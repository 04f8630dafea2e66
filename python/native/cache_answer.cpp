// Answer: a coroutine that is done when it begins. What aget_or_load() returns for a hit.
#include "cache_objects.hpp"
#include "owned.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

PyTypeObject* type = nullptr;

struct AnswerObject {
  PyObject object;
  PyObject* value;    // null: given, or
  PyObject* failure;  // it raises
};

AnswerObject* as_answer(PyObject* self) noexcept { return reinterpret_cast<AnswerObject*>(self); }

int traverse(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  Py_VISIT(as_answer(self)->value);
  Py_VISIT(as_answer(self)->failure);
  return 0;
}

int clear(PyObject* self) {
  Py_CLEAR(as_answer(self)->value);
  Py_CLEAR(as_answer(self)->failure);
  return 0;
}

void destroy(PyObject* self) {
  PyTypeObject* own_type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  clear(self);
  own_type->tp_free(self);
  Py_DECREF(own_type);
}

// The value, new; or nullptr with an error set.
PyObject* take(PyObject* self) {
  if (PyObject* value = std::exchange(as_answer(self)->value, nullptr)) return value;
  const Owned failure(std::exchange(as_answer(self)->failure, nullptr));
  if (failure) {
    raise_shared(failure.get());
  } else {
    PyErr_SetString(PyExc_RuntimeError, "cannot reuse already awaited coroutine");
  }
  return nullptr;
}

PySendResult send_to(PyObject* self, PyObject* /*sent*/, PyObject** result) {
  *result = take(self);
  return *result == nullptr ? PYGEN_ERROR : PYGEN_RETURN;
}

// As StopIteration, for who does not know am_send.
PyObject* next(PyObject* self) {
  const Owned value(take(self));
  if (!value) return nullptr;
  const Owned stop(PyObject_CallOneArg(PyExc_StopIteration, value.get()));
  if (stop) PyErr_SetObject(PyExc_StopIteration, stop.get());
  return nullptr;
}

PyObject* send(PyObject* self, PyObject* /*sent*/) { return next(self); }

PyObject* close(PyObject* self, PyObject* /*unused*/) {
  clear(self);
  Py_RETURN_NONE;
}

PyObject* throw_in(PyObject* self, PyObject* args) {
  clear(self);
  PyObject* thrown = nullptr;
  PyObject* value = nullptr;
  PyObject* traceback = nullptr;
  if (PyArg_ParseTuple(args, "O|OO:throw", &thrown, &value, &traceback) == 0) return nullptr;
  PyObject* exception = value != nullptr && PyExceptionInstance_Check(value) ? value : thrown;
  if (PyExceptionInstance_Check(exception)) {
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception)), exception);
  } else {
    PyErr_SetObject(exception, value);
  }
  return nullptr;
}

PyObject* await(PyObject* self) { return Py_NewRef(self); }

PyMethodDef kMethods[] = {
    {"send", send, METH_O, nullptr},
    {"throw", throw_in, METH_VARARGS, nullptr},
    {"close", close, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot kSlots[] = {
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(clear)},
    {Py_am_await, reinterpret_cast<void*>(await)},
    {Py_am_send, reinterpret_cast<void*>(send_to)},
    {Py_tp_iter, reinterpret_cast<void*>(await)},
    {Py_tp_iternext, reinterpret_cast<void*>(next)},
    {Py_tp_methods, kMethods},
    {0, nullptr},
};
PyType_Spec kSpec = {
    "wirespeed.cache.Answer",
    sizeof(AnswerObject),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
    kSlots,
};

}  // namespace

PyObject* make_answer_type() {
  PyObject* made = PyType_FromSpec(&kSpec);
  type = reinterpret_cast<PyTypeObject*>(made);
  return made;
}

PyObject* make_answer(CachedObject value, CachedObject failure) {
  PyObject* self = type->tp_alloc(type, 0);
  if (self == nullptr) return nullptr;
  as_answer(self)->value = value.release().ptr();
  as_answer(self)->failure = failure.release().ptr();
  return self;
}

}  // namespace wirespeed::python
