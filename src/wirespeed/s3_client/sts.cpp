#include "wirespeed/s3_client/sts.hpp"

#include "wirespeed/s3/aws_host.hpp"
#include "wirespeed/s3/credential_answers.hpp"
#include "wirespeed/s3/encoding.hpp"
#include "wirespeed/s3/hmac.hpp"
#include "wirespeed/s3/signer.hpp"
#include "wirespeed/s3_client/credential_error.hpp"
#include "wirespeed/s3_client/http_call.hpp"

namespace wirespeed::s3_client {
namespace {

using s3::Credentials;

// A form (application/x-www-form-urlencoded).
class Form {
 public:
  explicit Form(std::string_view action) {
    add("Action", action);
    add("Version", "2011-06-15");
  }

  void add(std::string_view name, std::string_view value) {
    if (!text_.empty()) text_ += '&';
    text_ += name;
    text_ += '=';
    s3::append_encoded(value, text_);
  }
  void add_if_any(std::string_view name, std::string_view value) {
    if (!value.empty()) add(name, value);
  }

  std::string take() && { return std::move(text_); }

 private:
  std::string text_;
};

Form form_of(std::string_view action, const Role& role) {
  Form form(action);
  form.add("RoleArn", role.arn);
  const auto now =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch());
  form.add("RoleSessionName",
           role.session_name.empty() ? fmt::format("wirespeed-session-{}", now.count()) : role.session_name);
  form.add_if_any("ExternalId", role.external_id);
  if (role.duration_seconds) form.add("DurationSeconds", std::to_string(*role.duration_seconds));
  return form;
}

HttpCall signed_call(const s3::Endpoint& endpoint, std::string body, const Credentials& signer) {
  s3::Request request;
  request.method = "POST";
  request.fields = {{"content-type", "application/x-www-form-urlencoded; charset=utf-8"}};
  request.payload = s3::Payload::hashed;
  request.payload_sha256 = to_hex(s3::sha256(bytes_of(body)));
  request.content_length = body.size();
  HttpCall call{.target = {{endpoint.host, endpoint.port, {}}, endpoint.tls, {}}, .method = "POST", .head = {}};
  s3::Signer(signer, endpoint.region, "sts")
      .append_head(request, endpoint, std::chrono::system_clock::now(), call.head);
  call.body = std::move(body);
  return call;
}

std::unexpected<s3::Error> refused(std::string_view action, const HttpAnswer& answer) {
  auto refusal = std::make_shared<s3::Refusal>(s3::parse_sts_refusal(answer.status, answer.body));
  s3::Error error = credential_error(
      {Errc::io, fmt::format("sts: {}: status {} {}: {}", action, refusal->status, refusal->code, refusal->message)});
  error.refusal = std::move(refusal);
  return std::unexpected(std::move(error));
}

}  // namespace

Result<Sts> Sts::make(std::string_view endpoint_url, std::string_view region, EngineOptions options) {
  const std::string own = region.empty() ? std::string("https://sts.amazonaws.com")
                                         : fmt::format("https://sts.{}.{}", region, s3::aws_domain_of(region));
  const std::string_view signed_for = region.empty() ? "us-east-1" : region;
  auto endpoint = s3::parse_endpoint(endpoint_url.empty() ? own : endpoint_url, signed_for, s3::Style::path);
  if (!endpoint) return std::unexpected(std::move(endpoint).error());
  return Sts(std::move(*endpoint), std::move(options));
}

Outcome<Credentials> Sts::assume_role(const Role& role, const Credentials& source, const Stop& stop) const {
  return ask("AssumeRole", form_of("AssumeRole", role).take(), source, stop);
}

Outcome<Credentials> Sts::assume_role_with_web_identity(const Role& role, std::string_view token,
                                                        const Stop& stop) const {
  Form form = form_of("AssumeRoleWithWebIdentity", role);
  form.add("WebIdentityToken", token);
  return ask("AssumeRoleWithWebIdentity", std::move(form).take(), Credentials{}, stop);
}

Outcome<Credentials> Sts::ask(std::string_view action, std::string body, const Credentials& signer,
                              const Stop& stop) const {
  Engine engine(options_);
  const auto answer = call(engine, signed_call(endpoint_, std::move(body), signer), stop);
  if (!answer) {
    return no_credentials(answer.error().code, "sts: {} at {}: {}", action, endpoint_.host, answer.error().message);
  }
  if (answer->status != 200) return refused(action, *answer);
  auto credentials = s3::parse_sts_credentials(answer->body);
  if (!credentials) return std::unexpected(credential_error(std::move(credentials).error()));
  return std::move(*credentials);
}

}  // namespace wirespeed::s3_client
