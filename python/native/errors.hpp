// The only translator from wirespeed::Error to Python's exceptions (python/wirespeed/errors.py).
#pragma once

#include <nanobind/nanobind.h>

#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed::python {

// From here on a wirespeed::Exception that leaves a binding arrives in Python as a wirespeed.Error.
void bind_errors(nanobind::module_& m);

// Throws that `operation` expected something else than what was found, which is shown by its repr().
[[noreturn]] void refuse_argument(std::string_view operation, std::string_view expected, nanobind::handle found);

// Sets Python's error indicator, for callbacks of the C API that cannot throw.
// REQUIRES: the thread is attached to the interpreter.
void set_python_error(const Error& error) noexcept;

// A text of others as a str: it need not be UTF-8.
nanobind::object readable_text(std::string_view text);

// Sets what `from_native(kind, code, message, detail)` of the Python module makes of a client's error.
// REQUIRES: as of set_python_error()
void set_client_error(const char* module, const char* kind, const Error& error,
                      const nanobind::object& detail) noexcept;

}  // namespace wirespeed::python
