#include "postgres_errors.hpp"

#include "errors.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

nb::object text_or_none(std::string_view value) { return value.empty() ? nb::none() : readable_text(value); }

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
    case postgres::Error::Kind::skipped:
      return "skipped";
  }
  return "other";
}

nb::object notice_of(const postgres::Notice* notice) {
  return notice == nullptr ? nb::object(nb::none()) : to_python(*notice);
}

void translate(const std::exception_ptr& thrown, void* /*payload*/) {
  try {
    std::rethrow_exception(thrown);
  } catch (const PostgresException& exception) {
    const auto& error = exception.error();
    set_client_error("wirespeed.postgres._errors", name_of(error.kind), error, notice_of(error.notice.get()));
  }
}

}  // namespace

nb::dict to_python(const postgres::Notice& notice) {
  nb::dict made;
  made["severity"] = readable_text(notice.severity);
  made["sqlstate"] = readable_text(notice.sqlstate);
  made["message"] = readable_text(notice.message);
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
