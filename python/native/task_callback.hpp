// What asyncio's tasks want of an object that they wait for as if it were a future: its loop, to be told when to go on,
// and `_asyncio_future_blocking`, for which the object's type has a member at is_blocking.
#pragma once

#include "owned.hpp"

namespace wirespeed::python {

struct TaskCallback {
  PyObject* loop;
  PyObject* wake;     // what the task wants to be called, and
  PyObject* context;  // in which context
  char is_blocking;   // a task may take the object for a future
};

int traverse(const TaskCallback& callback, visitproc visit, void* arg);
void clear(TaskCallback& callback);

// The methods get_loop() and add_done_callback(callback, *, context=None).
PyObject* get_loop(const TaskCallback& callback);
PyObject* add_done_callback(TaskCallback& callback, PyObject* const* args, Py_ssize_t count, PyObject* keywords);

// The task that waits for `self` goes on within this call. A second call finds nothing to do.
PyObject* wake_up(TaskCallback& callback, PyObject* self);

}  // namespace wirespeed::python
