// The part of the chain in which a profile's role is assumed, by the credentials of another place or by a token.
#include <algorithm>
#include <charconv>

#include "wirespeed/base/file.hpp"
#include "wirespeed/s3_client/credential_error.hpp"
#include "wirespeed/s3_client/credential_lookup.hpp"

namespace wirespeed::s3_client {
namespace {

using s3::Credentials;
using s3::find_option;
using s3::Settings;

std::string text_of_option(const Settings& settings, std::string_view name) {
  return std::string(find_option(settings, name).value_or(""));
}

bool has_keys(const Settings& settings) noexcept {
  return settings.contains("aws_access_key_id") || settings.contains("aws_secret_access_key");
}

// A role with a token's file is of_web_identity()'s.
bool has_role(const Settings& settings) noexcept {
  return settings.contains("role_arn") && !settings.contains("web_identity_token_file");
}

// A token ends where its line ends.
Result<std::string> read_token(const std::string& path) {
  auto token = read_file(path);
  if (!token) return fail(token.error().code, "web identity: the token: {}", token.error().message);
  while (token->ends_with('\n') || token->ends_with('\r')) token->pop_back();
  if (token->empty()) return fail(Errc::not_found, "web identity: the token's file {} is empty", path);
  return token;
}

}  // namespace

CredentialLookup::Found CredentialLookup::of_web_identity(const std::string& profile, bool with_environment) {
  const auto find = [&](std::string_view variable, std::string_view option) {
    const auto value = with_environment ? around_.variable(variable) : std::nullopt;
    return std::string(value.value_or(files_.option(profile, option).value_or("")));
  };
  const std::string path = find("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file");
  if (path.empty()) return std::nullopt;
  const Role role{.arn = find("AWS_ROLE_ARN", "role_arn"),
                  .session_name = find("AWS_ROLE_SESSION_NAME", "role_session_name")};
  if (role.arn.empty()) {
    return no_credentials(
        Errc::not_found, "web identity: a token's file without a role; set AWS_ROLE_ARN, or role_arn of profile \"{}\"",
        profile);
  }
  const auto token = read_token(expanded(path, around_));
  if (!token) return std::unexpected(credential_error(token.error()));
  const auto service = sts();
  if (!service) return std::unexpected(service.error());
  auto credentials = service->assume_role_with_web_identity(role, *token, stop_);
  if (!credentials) return std::unexpected(std::move(credentials).error());
  return std::move(*credentials);
}

CredentialLookup::Found CredentialLookup::of_role(const std::string& profile, Visited& visited) {
  const Settings* settings = s3::find_section(files_.profiles, profile);
  if (settings == nullptr || !has_role(*settings)) return std::nullopt;
  const auto role = read_role(*settings, profile);
  if (!role) return std::unexpected(role.error());
  const auto source = source_of(*settings, profile, visited);
  if (!source) return std::unexpected(source.error());
  const auto service = sts();
  if (!service) return std::unexpected(service.error());
  auto credentials = service->assume_role(*role, *source, stop_);
  if (!credentials) return std::unexpected(std::move(credentials).error());
  return std::move(*credentials);
}

Outcome<Role> CredentialLookup::read_role(const Settings& settings, const std::string& profile) const {
  if (settings.contains("mfa_serial")) {
    return no_credentials(Errc::unsupported,
                          "profile \"{}\" assumes its role with MFA, which is not done here: install botocore, or give "
                          "a callback",
                          profile);
  }
  Role role{.arn = text_of_option(settings, "role_arn"),
            .session_name = text_of_option(settings, "role_session_name"),
            .external_id = text_of_option(settings, "external_id")};
  if (const auto text = find_option(settings, "duration_seconds")) {
    unsigned seconds = 0;
    const char* end = text->data() + text->size();
    const auto [at, error] = std::from_chars(text->data(), end, seconds);
    if (error != std::errc() || at != end) {
      return no_credentials(Errc::invalid_argument, "profile \"{}\": duration_seconds: expected a number", profile);
    }
    role.duration_seconds = seconds;
  }
  return role;
}

Outcome<Credentials> CredentialLookup::source_of(const Settings& settings, const std::string& profile,
                                                 Visited& visited) {
  const auto source = find_option(settings, "source_profile");
  const auto named = find_option(settings, "credential_source");
  if (source.has_value() == named.has_value()) {
    return no_credentials(
        Errc::invalid_argument,
        "profile \"{}\": expected either source_profile or credential_source beside role_arn, found {}", profile,
        source ? "both" : "neither");
  }
  return named ? named_source(*named, profile) : of_source_profile(std::string(*source), profile, visited);
}

Outcome<Credentials> CredentialLookup::named_source(std::string_view name, const std::string& profile) {
  Found found = std::nullopt;
  if (name == "Environment") {
    found = environment();
  } else if (name == "EcsContainer") {
    found = container();
  } else if (name == "Ec2InstanceMetadata") {
    found = instance();
  } else {
    return no_credentials(Errc::invalid_argument,
                          "profile \"{}\": credential_source: expected Environment, EcsContainer or "
                          "Ec2InstanceMetadata, found {}",
                          profile, name);
  }
  if (!found) return std::unexpected(std::move(found).error());
  if (*found) return std::move(**found);
  return no_credentials(Errc::not_found, "profile \"{}\": credential_source {} has no credentials", profile, name);
}

Outcome<Credentials> CredentialLookup::of_source_profile(const std::string& source, const std::string& profile,
                                                         Visited& visited) {
  const Settings* settings = s3::find_section(files_.profiles, source);
  if (settings == nullptr) {
    return no_credentials(Errc::not_found, "profile \"{}\": its source_profile \"{}\" is in neither file", profile,
                          source);
  }
  // A profile may name itself, for the keys that it has beside its role.
  const bool seen = std::ranges::find(visited, source) != visited.end();
  if (seen && (source != profile || !has_keys(*settings))) {
    return no_credentials(Errc::invalid_argument, "profile \"{}\": its source profiles go in a circle: {}, {}", profile,
                          fmt::join(visited, ", "), source);
  }
  visited.push_back(source);
  const bool by_role = has_role(*settings) && !has_keys(*settings);
  Found found = by_role ? of_role(source, visited) : of_profile(source, false);
  if (!found) return std::unexpected(std::move(found).error());
  if (*found) return std::move(**found);
  return no_credentials(Errc::not_found, "profile \"{}\": its source_profile \"{}\" has no credentials", profile,
                        source);
}

}  // namespace wirespeed::s3_client
