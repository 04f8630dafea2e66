#include "wirespeed/s3_client/credential_lookup.hpp"

#include "wirespeed/s3/credential_answers.hpp"
#include "wirespeed/s3/times.hpp"
#include "wirespeed/s3_client/client_settings.hpp"
#include "wirespeed/s3_client/container_credentials.hpp"
#include "wirespeed/s3_client/credential_error.hpp"
#include "wirespeed/s3_client/credential_process.hpp"
#include "wirespeed/s3_client/instance_metadata.hpp"

namespace wirespeed::s3_client {
namespace {

using s3::Credentials;

std::string text_or_empty(std::optional<std::string_view> text) { return std::string(text.value_or("")); }

bool is_open(const Outcome<std::optional<Credentials>>& found) noexcept { return found && !*found; }

}  // namespace

Outcome<Credentials> CredentialLookup::find() {
  // A profile that the caller chose means its own keys; those of the environment are first otherwise.
  Found found = options_.profile.empty() ? environment() : Found(std::nullopt);
  if (is_open(found)) found = in_files();
  if (is_open(found)) found = around_us();
  if (!found) return std::unexpected(std::move(found).error());
  if (!*found) return none_found();
  return std::move(**found);
}

CredentialLookup::Found CredentialLookup::environment() const {
  const auto key = around_.variable("AWS_ACCESS_KEY_ID");
  if (!key) return std::nullopt;
  const auto secret = around_.variable("AWS_SECRET_ACCESS_KEY");
  if (!secret) return no_credentials(Errc::not_found, "environment: AWS_ACCESS_KEY_ID without AWS_SECRET_ACCESS_KEY");
  auto token = around_.variable("AWS_SECURITY_TOKEN");
  if (!token) token = around_.variable("AWS_SESSION_TOKEN");
  Credentials credentials{std::string(*key), std::string(*secret), text_or_empty(token), {}};
  if (const auto text = around_.variable("AWS_CREDENTIAL_EXPIRATION")) {
    const auto time = s3::parse_iso8601(*text);
    if (!time) {
      return no_credentials(Errc::malformed,
                            "environment: AWS_CREDENTIAL_EXPIRATION: expected a time as 2026-11-22T20:00:00Z");
    }
    credentials.expires = s3::to_system_time(*time);
  }
  auto sound = s3::checked(std::move(credentials), "environment");
  if (!sound) return std::unexpected(credential_error(std::move(sound).error()));
  return std::move(*sound);
}

CredentialLookup::Found CredentialLookup::in_files() {
  auto files = read_profile_files(around_);
  if (!files) return std::unexpected(credential_error(std::move(files).error()));
  files_ = std::move(*files);
  if (auto known = check_profile(profile_, files_, around_); !known) {
    return std::unexpected(credential_error(std::move(known).error()));
  }
  Visited visited{profile_.name};
  Found found = of_role(profile_.name, visited);
  if (is_open(found)) found = of_profile(profile_.name, options_.profile.empty());
  return found;
}

CredentialLookup::Found CredentialLookup::around_us() {
  Found found = container();
  if (is_open(found)) found = instance();
  return found;
}

CredentialLookup::Found CredentialLookup::of_profile(const std::string& profile, bool with_environment) {
  Found found = of_web_identity(profile, with_environment);
  if (is_open(found)) found = of_login(profile);
  if (is_open(found)) found = of_keys(files_.credentials, profile, "credentials file");
  if (is_open(found)) found = of_process(profile);
  if (is_open(found)) found = of_keys(files_.config, profile, "config file");
  return found;
}

CredentialLookup::Found CredentialLookup::of_keys(const s3::Sections& sections, const std::string& profile,
                                                  std::string_view file) const {
  const s3::Settings* settings = s3::find_section(sections, profile);
  if (settings == nullptr) return std::nullopt;
  const auto key = s3::find_option(*settings, "aws_access_key_id");
  if (!key) return std::nullopt;
  auto token = s3::find_option(*settings, "aws_security_token");
  if (!token) token = s3::find_option(*settings, "aws_session_token");
  auto credentials = s3::checked(
      {std::string(*key), text_or_empty(s3::find_option(*settings, "aws_secret_access_key")), text_or_empty(token), {}},
      fmt::format("{}, profile \"{}\"", file, profile));
  if (!credentials) return std::unexpected(credential_error(std::move(credentials).error()));
  return std::move(*credentials);
}

CredentialLookup::Found CredentialLookup::of_process(const std::string& profile) const {
  const auto command = files_.option(profile, "credential_process");
  if (!command) return std::nullopt;
  auto credentials = run_credential_process(*command, stop_);
  if (!credentials) return std::unexpected(std::move(credentials).error());
  return std::move(*credentials);
}

CredentialLookup::Found CredentialLookup::of_login(const std::string& profile) const {
  const bool sso = files_.option(profile, "sso_account_id") || files_.option(profile, "sso_role_name");
  const bool keys = s3::find_section(files_.credentials, profile) != nullptr &&
                    files_.credentials.find(profile)->second.contains("aws_access_key_id");
  if (!sso && (keys || !files_.option(profile, "login_session"))) return std::nullopt;
  return no_credentials(Errc::unsupported,
                        "profile \"{}\" logs in by {}, which is not done here: install botocore, or give a callback",
                        profile, sso ? "SSO" : "a login session");
}

CredentialLookup::Found CredentialLookup::container() {
  const auto url = container_url(around_);
  if (!url) return std::unexpected(credential_error(url.error()));
  if (!*url) return std::nullopt;
  std::shared_ptr<const net::TlsContext> context;
  if ((*url)->tls) {
    auto made = tls();
    if (!made) return std::unexpected(credential_error(std::move(made).error()));
    context = std::move(*made);
  }
  return container_credentials(around_, std::move(context), stop_);
}

CredentialLookup::Found CredentialLookup::instance() {
  auto metadata = InstanceMetadata::make(files_, profile_.name, around_);
  if (!metadata) return std::unexpected(credential_error(std::move(metadata).error()));
  Found found = metadata->credentials(stop_);
  why_no_instance_ = metadata->why();
  return found;
}

Outcome<Sts> CredentialLookup::sts() {
  auto url = configured_endpoint("sts", files_, profile_.name, around_);
  if (!url) return std::unexpected(credential_error(std::move(url).error()));
  const std::string endpoint = url->value_or("");
  EngineOptions engine{.proxy = options_.proxy,
                       .max_connections = 1,
                       .first_byte_timeout = std::chrono::seconds(15),
                       .retry = {.attempts = 3}};
  if (!endpoint.starts_with("http://")) {
    auto context = tls();
    if (!context) return std::unexpected(credential_error(std::move(context).error()));
    engine.tls = std::move(*context);
  }
  const std::string region =
      options_.region.empty() ? configured_region(files_, profile_.name, around_).value_or("") : options_.region;
  auto made = Sts::make(endpoint, region, std::move(engine));
  if (!made) return std::unexpected(credential_error(std::move(made).error()));
  return std::move(*made);
}

Result<std::shared_ptr<const net::TlsContext>> CredentialLookup::tls() const {
  if (options_.tls != nullptr) return options_.tls;
  return net::TlsContext::make({.ca_file = configured_ca_file(files_, profile_.name, around_)});
}

std::unexpected<s3::Error> CredentialLookup::none_found() const {
  return no_credentials(Errc::not_found,
                        "s3 credentials: none found: {}profile \"{}\" of {} and {} has none; no container gives any; "
                        "instance metadata: {}; give keys, or empty ones for what is public",
                        options_.profile.empty() ? "AWS_ACCESS_KEY_ID is not set; " : "", profile_.name,
                        config_path(around_), credentials_path(around_), why_no_instance_);
}

CredentialSource credential_chain(CredentialOptions options, Surroundings around) {
  return [options = std::move(options), around = std::move(around)](const Stop& stop) {
    return CredentialLookup(options, around, stop).find();
  };
}

Result<CredentialSource> fixed_credentials(Credentials credentials) {
  if (!credentials.is_anonymous() || !credentials.secret_access_key.empty()) {
    auto sound = s3::checked(std::move(credentials), "s3 credentials");
    if (!sound) return std::unexpected(std::move(sound).error());
    credentials = std::move(*sound);
  }
  return [credentials = std::move(credentials)](const Stop& /*stop*/) -> Outcome<Credentials> { return credentials; };
}

}  // namespace wirespeed::s3_client
