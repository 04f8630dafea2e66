#include "wirespeed/s3_client/instance_metadata.hpp"

#include <algorithm>
#include <charconv>

#include "wirespeed/http/response.hpp"
#include "wirespeed/s3/credential_answers.hpp"
#include "wirespeed/s3_client/credential_error.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::string_view kRolePath = "latest/meta-data/iam/security-credentials/";
constexpr std::chrono::minutes kExtension{10};

// Of the environment, else of the profile.
std::optional<std::string_view> setting(std::string_view variable, std::string_view option,
                                        const s3::ProfileFiles& files, std::string_view profile,
                                        const Surroundings& around) {
  const auto value = around.variable(variable);
  return value ? value : files.option(profile, option);
}

Result<unsigned> parse_count(std::string_view text, std::string_view name) {
  unsigned count = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, count);
  if (error == std::errc() && at == end && count >= 1 && count <= 3600) return count;
  return fail(Errc::invalid_argument, "instance metadata: {}: expected a number from 1 to 3600", name);
}

bool stopped(const s3::Error& error, const Stop& stop) noexcept {
  return error.code == Errc::cancelled || (error.code == Errc::deadline && stop.requested());
}

constexpr bool is_visible(char c) noexcept { return c > ' ' && c < '\x7F'; }

std::string_view first_line(std::string_view text) noexcept { return text.substr(0, text.find_first_of("\r\n")); }

}  // namespace

Result<InstanceMetadata> InstanceMetadata::make(const s3::ProfileFiles& files, std::string_view profile,
                                                const Surroundings& around) {
  const auto find = [&](std::string_view variable, std::string_view option) {
    return setting(variable, option, files, profile, around);
  };
  InstanceMetadata metadata;
  metadata.disabled_ = http::same_name(around.variable("AWS_EC2_METADATA_DISABLED").value_or(""), "true");
  const auto mode = find("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ec2_metadata_service_endpoint_mode");
  const std::string_view usual =
      http::same_name(mode.value_or(""), "ipv6") ? "http://[fd00:ec2::254]/" : "http://169.254.169.254/";
  auto base =
      http::parse_url(find("AWS_EC2_METADATA_SERVICE_ENDPOINT", "ec2_metadata_service_endpoint").value_or(usual));
  if (!base) return fail(base.error().code, "AWS_EC2_METADATA_SERVICE_ENDPOINT: {}", base.error().message);
  metadata.base_ = std::move(*base);
  if (!metadata.base_.target.ends_with('/')) metadata.base_.target += '/';
  if (const auto text = find("AWS_METADATA_SERVICE_TIMEOUT", "metadata_service_timeout")) {
    const auto seconds = parse_count(*text, "AWS_METADATA_SERVICE_TIMEOUT");
    if (!seconds) return std::unexpected(seconds.error());
    metadata.timeout_ = std::chrono::seconds(*seconds);
  }
  if (const auto text = find("AWS_METADATA_SERVICE_NUM_ATTEMPTS", "metadata_service_num_attempts")) {
    const auto attempts = parse_count(*text, "AWS_METADATA_SERVICE_NUM_ATTEMPTS");
    if (!attempts) return std::unexpected(attempts.error());
    metadata.attempts_ = *attempts;
  }
  return metadata;
}

Outcome<std::optional<s3::Credentials>> InstanceMetadata::credentials(const Stop& stop) {
  Engine engine(options());
  const auto role = get(engine, kRolePath, stop);
  if (!role) return std::unexpected(role.error());
  if (!*role || first_line(**role).empty()) {
    if (why_.empty()) why_ = "the instance has no role";
    return std::nullopt;
  }
  const std::string path = fmt::format("{}{}", kRolePath, first_line(**role));
  if (!std::ranges::all_of(path, is_visible)) {
    return no_credentials(Errc::malformed, "instance metadata at {}: expected a role's name, found another text",
                          base_.host_field());
  }
  const auto json = get(engine, path, stop);
  if (!json) return std::unexpected(json.error());
  if (!*json) {
    if (why_.empty()) why_ = "the instance has no credentials of its role";
    return std::nullopt;
  }
  auto credentials = s3::parse_instance_credentials(**json);
  if (!credentials) return std::unexpected(credential_error(std::move(credentials).error()));
  const auto now = std::chrono::system_clock::now();
  if (*credentials->expires <= now) credentials->expires = now + kExtension;
  return std::move(*credentials);
}

Outcome<std::optional<std::string>> InstanceMetadata::region(const Stop& stop) {
  Engine engine(options());
  auto region = get(engine, "latest/meta-data/placement/region", stop);
  if (region && *region) **region = first_line(**region);
  return region;
}

// False: there is no such service, which why_ tells.
Outcome<bool> InstanceMetadata::fetch_token(Engine& engine, const Stop& stop) {
  token_.clear();
  const auto answer = call(
      engine, call_of(url_of("latest/api/token"), "PUT", {{"X-aws-ec2-metadata-token-ttl-seconds", "21600"}}), stop);
  if (!answer) {
    if (stopped(answer.error(), stop)) return std::unexpected(answer.error());
    why_ = fmt::format(
        "nobody answers at {} ({}); on an instance, a container is answered only with a hop limit of 2 or more",
        base_.host_field(), answer.error().message);
    return false;
  }
  if (answer->status == 200 && !first_line(answer->body).empty()) {
    token_ = first_line(answer->body);
    return true;
  }
  if (answer->status == 403 || answer->status == 404 || answer->status == 405) {
    why_ = fmt::format("{} gives no token (status {})", base_.host_field(), answer->status);
    return false;
  }
  return no_credentials(Errc::io, "instance metadata at {}: expected a token, found status {}", base_.host_field(),
                        answer->status);
}

// The answer's text; nothing where there is none. A token that is too old is replaced once.
Outcome<std::optional<std::string>> InstanceMetadata::get(Engine& engine, std::string_view path, const Stop& stop) {
  why_.clear();
  if (disabled_) {
    why_ = "AWS_EC2_METADATA_DISABLED is set";
    return std::nullopt;
  }
  for (int token = 0; token < 2; ++token) {
    if (token > 0 || token_.empty()) {
      const auto fetched = fetch_token(engine, stop);
      if (!fetched) return std::unexpected(fetched.error());
      if (!*fetched) return std::nullopt;
    }
    auto answer = ask(engine, path, stop);
    if (!answer) return std::unexpected(std::move(answer).error());
    if (answer->status == 200) return std::move(answer->body);
    if (answer->status == 404) return std::nullopt;
    if (answer->status != 401) {
      return no_credentials(Errc::io, "instance metadata at {}: {}: status {}", base_.host_field(), path,
                            answer->status);
    }
  }
  return no_credentials(Errc::io, "instance metadata at {}: a new token was refused (status 401)", base_.host_field());
}

Outcome<HttpAnswer> InstanceMetadata::ask(Engine& engine, std::string_view path, const Stop& stop) const {
  auto answer = call(engine, call_of(url_of(path), "GET", {{"X-aws-ec2-metadata-token", token_}}), stop);
  if (answer || stopped(answer.error(), stop)) return answer;
  return no_credentials(Errc::io, "instance metadata at {}: {}: {}", base_.host_field(), path, answer.error().message);
}

http::Url InstanceMetadata::url_of(std::string_view path) const {
  http::Url url = base_;
  url.target += path;
  return url;
}

EngineOptions InstanceMetadata::options() const {
  using std::chrono::milliseconds;
  return {.max_connections = 1,
          .connect_timeout = timeout_,
          .first_byte_timeout = timeout_,
          .low_speed_time = timeout_,
          .retry = {.attempts = attempts_, .base = milliseconds(100), .longest = milliseconds(1'000)}};
}

}  // namespace wirespeed::s3_client
