#include "postgres_errors.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

// A server's texts need not be UTF-8.
nb::object text(std::string_view value) {
  PyObject* decoded = PyUnicode_DecodeUTF8(value.data(), static_cast<Py_ssize_t>(value.size()), "backslashreplace");
  if (decoded == nullptr) throw nb::python_error();
  return nb::steal(decoded);
}

nb::object text_or_none(std::string_view value) { return value.empty() ? nb::none() : text(value); }

nb::object position_or_none(std::int32_t position) { return position == 0 ? nb::none() : nb::cast(position); }

const char* name_of(postgres::Error::Kind kind) noexcept {
  switch (kind) {
    case postgres::Error::Kind::other:
      return "other";
    case postgres::Error::Kind::server:
      return "server";
    case postgres::Error::Kind::authentication:
      return "authentication";
    case postgres::Error::Kind::unavailable:
      return "unavailable";
  }
  return "other";
}

void raise(const postgres::Error& error) {
  try {
    const nb::object notice = error.notice ? nb::object(to_python(*error.notice)) : nb::none();
    const nb::object made =
        nb::module_::import_("wirespeed.postgres._errors")
            .attr("from_native")(name_of(error.kind), to_string(error.code), text(error.message), notice);
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(made.ptr())), made.ptr());
  } catch (nb::python_error& raised) {
    raised.restore();
  }
}

void translate(const std::exception_ptr& thrown, void* /*payload*/) {
  try {
    std::rethrow_exception(thrown);
  } catch (const PostgresException& exception) {
    raise(exception.error());
  }
}

}  // namespace

nb::dict to_python(const postgres::Notice& notice) {
  nb::dict made;
  made["severity"] = text(notice.severity);
  made["sqlstate"] = text(notice.sqlstate);
  made["message"] = text(notice.message);
  made["detail"] = text_or_none(notice.detail);
  made["hint"] = text_or_none(notice.hint);
  made["position"] = position_or_none(notice.position);
  made["internal_position"] = position_or_none(notice.internal_position);
  made["internal_query"] = text_or_none(notice.internal_query);
  made["context"] = text_or_none(notice.context);
  made["schema"] = text_or_none(notice.schema);
  made["table"] = text_or_none(notice.table);
  made["column"] = text_or_none(notice.column);
  made["data_type"] = text_or_none(notice.data_type);
  made["constraint"] = text_or_none(notice.constraint);
  made["file"] = text_or_none(notice.file);
  made["line"] = text_or_none(notice.line);
  made["routine"] = text_or_none(notice.routine);
  return made;
}

void bind_postgres_errors(nb::module_& /*m*/) { nb::register_exception_translator(translate); }

}  // namespace wirespeed::python
