#include "task_callback.hpp"

#include <utility>

namespace wirespeed::python {

int traverse(const TaskCallback& callback, visitproc visit, void* arg) {
  Py_VISIT(callback.loop);
  Py_VISIT(callback.wake);
  Py_VISIT(callback.context);
  return 0;
}

void clear(TaskCallback& callback) {
  Py_CLEAR(callback.loop);
  Py_CLEAR(callback.wake);
  Py_CLEAR(callback.context);
}

PyObject* get_loop(const TaskCallback& callback) {
  return Py_NewRef(callback.loop != nullptr ? callback.loop : Py_None);
}

PyObject* add_done_callback(TaskCallback& callback, PyObject* const* args, Py_ssize_t count, PyObject* keywords) {
  const Py_ssize_t named = keywords == nullptr ? 0 : PyTuple_GET_SIZE(keywords);
  if (count != 1 || named > 1) {
    PyErr_SetString(PyExc_TypeError, "add_done_callback: expected a callback and perhaps its context");
    return nullptr;
  }
  Py_XSETREF(callback.wake, Py_NewRef(args[0]));
  PyObject* context = named == 0 || args[1] == Py_None ? nullptr : Py_NewRef(args[1]);
  Py_XSETREF(callback.context, context);
  Py_RETURN_NONE;
}

PyObject* wake_up(TaskCallback& callback, PyObject* self) {
  const Owned wake(std::exchange(callback.wake, nullptr));
  const Owned context(std::exchange(callback.context, nullptr));
  if (!wake) Py_RETURN_NONE;
  if (!context) return PyObject_CallOneArg(wake.get(), self);
  if (PyContext_Enter(context.get()) != 0) return nullptr;
  Owned made(PyObject_CallOneArg(wake.get(), self));
  return PyContext_Exit(context.get()) == 0 ? made.release() : nullptr;
}

}  // namespace wirespeed::python
