#include "errors.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

void translate(const std::exception_ptr& thrown, void* /*payload*/) {
  try {
    std::rethrow_exception(thrown);
  } catch (const Exception& exception) {
    set_python_error(exception.error());
  }
}

}  // namespace

void bind_errors(nb::module_& /*m*/) { nb::register_exception_translator(translate); }

nb::object readable_text(std::string_view text) {
  PyObject* decoded = PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "backslashreplace");
  if (decoded == nullptr) throw nb::python_error();
  return nb::steal(decoded);
}

void refuse_argument(std::string_view operation, std::string_view expected, nb::handle found) {
  throw Exception(
      fail(Errc::invalid_argument, "{}: expected {}, found {}", operation, expected, nb::repr(found).c_str()).error());
}

namespace {

// The indicator shows what `make` returns, or what it throws.
template <typename Make>
void set_made(Make make) noexcept {
  try {
    const nb::object exception = make();
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
  } catch (nb::python_error& raised) {
    raised.restore();
  }
}

}  // namespace

void set_python_error(const Error& error) noexcept {
  set_made([&] {
    return nb::module_::import_("wirespeed.errors")
        .attr("_of_code")(to_string(error.code), readable_text(error.message));
  });
}

void set_client_error(const char* module, const char* kind, const Error& error, const nb::object& detail) noexcept {
  set_made([&] {
    return nb::module_::import_(module).attr("from_native")(kind, to_string(error.code), readable_text(error.message),
                                                            detail);
  });
}

}  // namespace wirespeed::python
