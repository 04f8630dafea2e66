#include "errors.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

// A class of its own only where a caller would act differently; `code` on the exception tells the rest apart.
const char* class_name(Errc code) noexcept {
  switch (code) {
    case Errc::invalid_argument:
      return "InvalidArgumentError";
    case Errc::malformed:
    case Errc::truncated:
    case Errc::corrupt:
      return "MalformedError";
    case Errc::not_found:
      return "NotFoundError";
    case Errc::io:
      return "IoError";
    case Errc::cancelled:
      return "CancelledError";
    case Errc::deadline:
      return "TimeoutError";
    case Errc::unsupported:
    case Errc::limit:
      break;
  }
  return "Error";
}

void translate(const std::exception_ptr& thrown, void* /*payload*/) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Exception& exception) {
    set_python_error(exception.error());
  }
}

}  // namespace

void bind_errors(nb::module_& /*m*/) { nb::register_exception_translator(translate); }

void set_python_error(const Error& error) noexcept {
  try {
    // A message may quote bytes of a damaged file, which need not be UTF-8.
    const auto text = nb::steal<nb::str>(
        PyUnicode_DecodeUTF8(error.message.data(), static_cast<Py_ssize_t>(error.message.size()), "backslashreplace"));
    const nb::object type = nb::module_::import_("wirespeed.errors").attr(class_name(error.code));
    const nb::object exception = type(text);
    exception.attr("code") = to_string(error.code);
    PyErr_SetObject(type.ptr(), exception.ptr());
  } catch (nb::python_error& raised) {
    raised.restore();
  }
}

}  // namespace wirespeed::python
