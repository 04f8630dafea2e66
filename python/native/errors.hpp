// The only translator from wirespeed::Error to Python's exceptions (python/wirespeed/errors.py).
#pragma once

#include <nanobind/nanobind.h>

#include "wirespeed/base/error.hpp"

namespace wirespeed::python {

// From here on a wirespeed::Exception that leaves a binding arrives in Python as a wirespeed.Error.
void bind_errors(nanobind::module_& m);

// Sets Python's error indicator, for callbacks of the C API that cannot throw.
// REQUIRES: the thread is attached to the interpreter.
void set_python_error(const Error& error) noexcept;

}  // namespace wirespeed::python
