#include "s3_errors.hpp"

#include "errors.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

constexpr const char* kModule = "wirespeed.s3._errors";

const char* name_of(s3::Error::Kind kind) noexcept {
  switch (kind) {
    case s3::Error::Kind::other:
      return "other";
    case s3::Error::Kind::server:
      return "server";
    case s3::Error::Kind::credentials:
      return "credentials";
    case s3::Error::Kind::changed:
      return "changed";
    case s3::Error::Kind::unavailable:
      return "unavailable";
  }
  return "other";
}

nb::object text_or_none(std::string_view value) { return value.empty() ? nb::none() : readable_text(value); }

nb::object detail_of(const s3::Refusal* refusal) {
  if (refusal == nullptr) return nb::none();
  nb::dict made;
  made["status"] = refusal->status;
  // An answer without a body has no code; botocore's users know it by its status.
  made["code"] = refusal->named_by_status ? nb::object(nb::str(std::to_string(refusal->status).c_str()))
                                          : readable_text(refusal->code);
  made["message"] = readable_text(refusal->message);
  made["request_id"] = text_or_none(refusal->request_id);
  made["host_id"] = text_or_none(refusal->host_id);
  made["region"] = text_or_none(refusal->region);
  return made;
}

void translate(const std::exception_ptr& thrown, void* /*payload*/) {
  try {
    std::rethrow_exception(thrown);
  } catch (const S3Exception& exception) {
    const s3::Error& error = exception.error();
    set_client_error(kModule, name_of(error.kind), error, detail_of(error.refusal.get()));
  }
}

}  // namespace

nb::object exception_of(const s3::Error& error) {
  return nb::module_::import_(kModule).attr("from_native")(
      name_of(error.kind), to_string(error.code), readable_text(error.message), detail_of(error.refusal.get()));
}

void bind_s3_errors(nb::module_& /*m*/) { nb::register_exception_translator(translate); }

}  // namespace wirespeed::python
