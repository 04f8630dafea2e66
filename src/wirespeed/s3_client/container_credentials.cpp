#include "wirespeed/s3_client/container_credentials.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "wirespeed/base/file.hpp"
#include "wirespeed/s3/credential_answers.hpp"
#include "wirespeed/s3_client/credential_error.hpp"
#include "wirespeed/s3_client/http_call.hpp"

namespace wirespeed::s3_client {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kEcsHost = "169.254.170.2";
constexpr std::array<std::string_view, 4> kAllowedHosts{kEcsHost, "169.254.170.23", "fd00:ec2::23", "localhost"};
constexpr milliseconds kTimeout{2'000};

bool is_loopback(const std::string& host) noexcept {
  in_addr v4{};
  if (::inet_pton(AF_INET, host.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return ::inet_pton(AF_INET6, host.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6) != 0;
}

bool is_allowed(const http::Url& url) noexcept {
  return url.tls || is_loopback(url.host) || std::ranges::find(kAllowedHosts, url.host) != kAllowedHosts.end();
}

// What goes into the field Authorization; empty where nobody gave one.
Result<std::string> authorization(const Surroundings& around) {
  std::string token(around.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN").value_or(""));
  if (const auto path = around.variable("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE")) {
    auto text = read_file(*path);
    if (!text) return fail(text.error().code, "container credentials: the token: {}", text.error().message);
    token = std::move(*text);
    while (token.ends_with('\n') || token.ends_with('\r')) token.pop_back();
  }
  const auto is_field_byte = [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '\x7F'; };
  if (std::ranges::all_of(token, is_field_byte)) return token;
  return fail(Errc::invalid_argument, "container credentials: the token holds a line break, which no field can");
}

EngineOptions options_with(std::shared_ptr<const net::TlsContext> tls) {
  return {.tls = std::move(tls),
          .max_connections = 1,
          .connect_timeout = kTimeout,
          .first_byte_timeout = kTimeout,
          .low_speed_time = kTimeout,
          .retry = {.attempts = 3, .base = milliseconds(100), .longest = milliseconds(1'000)}};
}

}  // namespace

Result<std::optional<http::Url>> container_url(const Surroundings& around) {
  if (const auto path = around.variable("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")) {
    auto url = http::parse_url(fmt::format("http://{}{}{}", kEcsHost, path->starts_with('/') ? "" : "/", *path));
    if (!url) return std::unexpected(std::move(url).error());
    return std::move(*url);
  }
  const auto full = around.variable("AWS_CONTAINER_CREDENTIALS_FULL_URI");
  if (!full) return std::nullopt;
  auto url = http::parse_url(*full);
  if (!url) return fail(url.error().code, "AWS_CONTAINER_CREDENTIALS_FULL_URI: {}", url.error().message);
  if (is_allowed(*url)) return std::move(*url);
  return fail(Errc::invalid_argument,
              "AWS_CONTAINER_CREDENTIALS_FULL_URI: expected https, this machine, or one of {}; found the host {}",
              fmt::join(kAllowedHosts, ", "), url->host);
}

s3::Outcome<std::optional<s3::Credentials>> container_credentials(const Surroundings& around,
                                                                  std::shared_ptr<const net::TlsContext> tls,
                                                                  const Stop& stop) {
  auto url = container_url(around);
  if (!url) return std::unexpected(credential_error(std::move(url).error()));
  if (!*url) return std::nullopt;
  const auto token = authorization(around);
  if (!token) return std::unexpected(credential_error(token.error()));
  std::vector<std::pair<std::string_view, std::string_view>> fields;
  if (!token->empty()) fields.emplace_back("Authorization", *token);

  Engine engine(options_with(std::move(tls)));
  const auto answer = call(engine, call_of(**url, "GET", fields), stop);
  if (!answer) {
    return no_credentials(answer.error().code, "container credentials from {}: {}", (*url)->host_field(),
                          answer.error().message);
  }
  if (answer->status != 200) {
    return no_credentials(Errc::io, "container credentials from {}: status {}", (*url)->host_field(), answer->status);
  }
  auto credentials = s3::parse_container_credentials(answer->body);
  if (!credentials) return std::unexpected(credential_error(std::move(credentials).error()));
  return std::move(*credentials);
}

}  // namespace wirespeed::s3_client
