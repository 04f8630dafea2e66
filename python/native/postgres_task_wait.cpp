#include "postgres_task_wait.hpp"

#include <structmember.h>

#include "method_cast.hpp"
#include "owned.hpp"
#include "postgres_query.hpp"
#include "task_callback.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

struct TaskWait {
  PyObject object;
  TaskCallback task;
  PyObject* connection;
  postgres_client::Connection* client;  // in it
  PyObject* step;                       // null: nobody waits
  PyObject* made;
  PyObject* error;
  char is_fresh;    // it has not been given to the task yet
  char is_reading;  // the loop watches the socket
  char is_writing;
};

TaskWait* as_wait(PyObject* self) noexcept { return reinterpret_cast<TaskWait*>(self); }

PyObject* construct(PyTypeObject* type, PyObject* args, PyObject* /*keywords*/) {
  PyObject* loop = nullptr;
  PyObject* connection = nullptr;
  if (PyArg_ParseTuple(args, "OO:TaskWait", &loop, &connection) == 0) return nullptr;
  PythonConnection* native = nullptr;
  if (!nb::try_cast(nb::handle(connection), native) || native == nullptr) {
    PyErr_SetString(PyExc_TypeError, "TaskWait: expected a native connection, found something else");
    return nullptr;
  }
  PyObject* self = type->tp_alloc(type, 0);
  if (self == nullptr) return nullptr;
  as_wait(self)->task.loop = Py_NewRef(loop);
  as_wait(self)->connection = Py_NewRef(connection);
  as_wait(self)->client = native->connection.get();
  return self;
}

int traverse(PyObject* self, visitproc visit, void* arg) {
  TaskWait* wait = as_wait(self);
  Py_VISIT(Py_TYPE(self));
  for (PyObject* held : {wait->connection, wait->step, wait->made, wait->error}) Py_VISIT(held);
  return traverse(wait->task, visit, arg);
}

int clear(PyObject* self) {
  TaskWait* wait = as_wait(self);
  clear(wait->task);
  Py_CLEAR(wait->connection);
  Py_CLEAR(wait->step);
  Py_CLEAR(wait->made);
  Py_CLEAR(wait->error);
  return 0;
}

void destroy(PyObject* self) {
  PyTypeObject* type = Py_TYPE(self);
  PyObject_GC_UnTrack(self);
  clear(self);
  type->tp_free(self);
  Py_DECREF(type);
}

bool call(PyObject* self, const char* method) {
  return static_cast<bool>(Owned(PyObject_CallMethod(self, method, nullptr)));
}

// --- its end ---------------------------------------------------------------------------------------------------------

PyObject* take_raised() {
#if PY_VERSION_HEX < 0x030C0000
  PyObject* type = nullptr;
  PyObject* value = nullptr;
  PyObject* traceback = nullptr;
  PyErr_Fetch(&type, &value, &traceback);
  PyErr_NormalizeException(&type, &value, &traceback);
  if (traceback != nullptr) PyException_SetTraceback(value, traceback);
  Py_XDECREF(type);
  Py_XDECREF(traceback);
  return value;
#else
  return PyErr_GetRaisedException();
#endif
}

PyObject* wake_up(PyObject* self, PyObject* /*unused*/) { return wake_up(as_wait(self)->task, self); }

// Of a wait that ends without what it was for.
PyObject* end(PyObject* self, PyObject* error) {
  Py_CLEAR(as_wait(self)->step);
  Py_XSETREF(as_wait(self)->error, Py_NewRef(error));
  Py_RETURN_NONE;
}

PyObject* forget(PyObject* self, PyObject* /*unused*/) {
  Py_CLEAR(as_wait(self)->step);
  Py_CLEAR(as_wait(self)->task.wake);
  Py_CLEAR(as_wait(self)->task.context);
  Py_RETURN_NONE;
}

// --- its steps -------------------------------------------------------------------------------------------------------

PyObject* on_ready(PyObject* self, PyObject* /*unused*/) {
  TaskWait* wait = as_wait(self);
  if (wait->step == nullptr) return PyObject_CallMethod(self, "leave", nullptr);
  const Owned step(Py_NewRef(wait->step));
  Owned made(PyObject_CallNoArgs(step.get()));
  if (made && made.get() == Py_None) return PyObject_CallMethod(self, "_watch_writing", nullptr);
  Py_CLEAR(wait->step);
  if (made) {
    Py_XSETREF(wait->made, made.release());
  } else {
    Py_XSETREF(wait->error, take_raised());
  }
  return wake_up(self, nullptr);
}

PyObject* until(PyObject* self, PyObject* step) {
  TaskWait* wait = as_wait(self);
  if (wait->connection == nullptr) {
    PyErr_SetString(PyExc_RuntimeError, "TaskWait: it has been taken apart by the garbage collector");
    return nullptr;
  }
  Py_XSETREF(wait->step, Py_NewRef(step));
  if (wait->is_reading == 0 && !call(self, "_watch_reading")) return nullptr;
  const bool is_unsent = wait->client->channel().unsent() > 0;
  if ((wait->is_writing != 0 || is_unsent) && !call(self, "_watch_writing")) return nullptr;
  wait->task.is_blocking = wait->is_fresh = 1;
  return Py_NewRef(self);
}

PyObject* take(PyObject* self, PyObject* /*unused*/) {
  PyObject* made = std::exchange(as_wait(self)->made, nullptr);
  return made != nullptr ? made : Py_NewRef(Py_None);
}

// --- as a task sees it -----------------------------------------------------------------------------------------------

PyObject* await(PyObject* self) { return Py_NewRef(self); }

// Gives itself to the task once; when the task goes on, it has ended.
PyObject* next(PyObject* self) {
  if (std::exchange(as_wait(self)->is_fresh, 0) != 0) return Py_NewRef(self);
  return nullptr;
}

PyObject* get_loop(PyObject* self, PyObject* /*unused*/) { return get_loop(as_wait(self)->task); }

PyObject* add_done_callback(PyObject* self, PyObject* const* args, Py_ssize_t count, PyObject* keywords) {
  return add_done_callback(as_wait(self)->task, args, count, keywords);
}

// Raises what ended it.
PyObject* result(PyObject* self, PyObject* /*unused*/) {
  const Owned error(std::exchange(as_wait(self)->error, nullptr));
  if (!error) Py_RETURN_NONE;
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error.get())), error.get());
  return nullptr;
}

PyObject* get_waiting(PyObject* self, void* /*unused*/) { return PyBool_FromLong(as_wait(self)->step != nullptr); }

PyGetSetDef kAttributes[] = {
    {"is_waiting", get_waiting, nullptr, nullptr, nullptr},
    {nullptr, nullptr, nullptr, nullptr, nullptr},
};
PyMemberDef kMembers[] = {
    {"_asyncio_future_blocking", T_BOOL, offsetof(TaskWait, task.is_blocking), 0, nullptr},
    {"_is_reading", T_BOOL, offsetof(TaskWait, is_reading), 0, nullptr},
    {"_is_writing", T_BOOL, offsetof(TaskWait, is_writing), 0, nullptr},
    {nullptr, 0, 0, 0, nullptr},
};
PyMethodDef kMethods[] = {
    {"until", until, METH_O, nullptr},
    {"take", take, METH_NOARGS, nullptr},
    {"on_ready", on_ready, METH_NOARGS, nullptr},
    {"end", end, METH_O, nullptr},
    {"forget", forget, METH_NOARGS, nullptr},
    {"wake_up", wake_up, METH_NOARGS, nullptr},
    {"get_loop", get_loop, METH_NOARGS, nullptr},
    {"add_done_callback", as_method(add_done_callback), METH_FASTCALL | METH_KEYWORDS, nullptr},
    {"result", result, METH_NOARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
PyType_Slot kSlots[] = {
    {Py_tp_new, reinterpret_cast<void*>(construct)},
    {Py_tp_dealloc, reinterpret_cast<void*>(destroy)},
    {Py_tp_traverse, reinterpret_cast<void*>(traverse)},
    {Py_tp_clear, reinterpret_cast<void*>(clear)},
    {Py_am_await, reinterpret_cast<void*>(await)},
    {Py_tp_iter, reinterpret_cast<void*>(await)},
    {Py_tp_iternext, reinterpret_cast<void*>(next)},
    {Py_tp_getset, kAttributes},
    {Py_tp_members, kMembers},
    {Py_tp_methods, kMethods},
    {0, nullptr},
};
PyType_Spec kSpec = {
    "wirespeed.postgres.TaskWait",
    sizeof(TaskWait),
    0,
    Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
    kSlots,
};

}  // namespace

PyObject* make_task_wait_type() { return PyType_FromSpec(&kSpec); }

}  // namespace wirespeed::python
