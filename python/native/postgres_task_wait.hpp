// What a task of asyncio awaits while an answer is on its way.
#pragma once

#include <Python.h>

namespace wirespeed::python {

// class TaskWait(loop, connection), for python/wirespeed/postgres/_watch.py, which makes a class of it that knows how a
// loop watches a socket (its _watch_reading(), _watch_writing() and leave() are called). A new reference, or nullptr
// with an error set. Its objects belong to their loop's thread.
//
//   await wait.until(step)    until step() gives something else than None, or raises; then take() has what it gave
//   wait.on_ready()           for the loop to call: takes a step, and takes the task up when that was the last
PyObject* make_task_wait_type();

}  // namespace wirespeed::python
