// A thread's attachment to the interpreter, on threads that may still run when the interpreter ends.
//
// Python ends a thread that wants to attach then by unwinding its stack, which no noexcept function survives. Such a
// thread sleeps here instead, until the process is gone.
#pragma once

#include <cxxabi.h>
#include <Python.h>

#include <optional>
#include <utility>

#include <nanobind/nanobind.h>

namespace wirespeed::python {

[[noreturn]] void sleep_for_good() noexcept;

// Whether this thread can no longer attach: the interpreter is about to end, and it is not the one that ends it.
bool is_left_behind() noexcept;

// From here on, threads other than this one attach no more. Waits, detached, for those that are about to. REQUIRES:
// attached
void leave_others_behind();

// What `call`, which enters the interpreter, returns.
template <typename Call>
auto unless_python_ends(Call&& call) {
  try {
    return std::forward<Call>(call)();
  } catch (const abi::__forced_unwind&) {
    sleep_for_good();
  }
}

// Detached for as long as it lives.
class Detached {
 public:
  Detached() noexcept : state_(PyEval_SaveThread()) {}
  Detached(const Detached&) = delete;
  Detached& operator=(const Detached&) = delete;
  ~Detached();

 private:
  PyThreadState* state_;
};

// Attached for as long as it lives, on any thread.
class Attached {
 public:
  Attached() noexcept;
  Attached(const Attached&) = delete;
  Attached& operator=(const Attached&) = delete;
  ~Attached() { PyGILState_Release(state_); }

 private:
  PyGILState_STATE state_;
};

void bind_attachment(nanobind::module_& m);

}  // namespace wirespeed::python
