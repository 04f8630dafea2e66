#include "wirespeed/http/url.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "wirespeed/http/line.hpp"
#include "wirespeed/http/response.hpp"

namespace wirespeed::http {
namespace {

constexpr bool is_visible(char c) noexcept { return c > ' ' && c < '\x7F'; }

constexpr bool is_host_byte(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

constexpr bool is_ipv6_byte(char c) noexcept {
  return (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9') || c == ':' || c == '.';
}

std::unexpected<Error> bad_url(std::string_view text, std::string_view why) {
  return fail(Errc::invalid_argument, "url {}: {}; expected one as http://host:port/path", excerpt(text), why);
}

// Takes "http://" or "https://" off the front.
std::optional<bool> take_scheme(std::string_view& rest) noexcept {
  constexpr std::string_view kPlain = "http://";
  constexpr std::string_view kTls = "https://";
  const bool tls = same_name(rest.substr(0, kTls.size()), kTls);
  if (!tls && !same_name(rest.substr(0, kPlain.size()), kPlain)) return std::nullopt;
  rest.remove_prefix(tls ? kTls.size() : kPlain.size());
  return tls;
}

// Takes "host" or "[::1]" off the front of an authority; empty where there is none.
std::string take_host(std::string_view& authority) {
  const bool bracketed = authority.starts_with('[');
  const std::size_t end = bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
  if (end == std::string_view::npos) return {};
  std::string host(authority.substr(bracketed ? 1 : 0, end - (bracketed ? 1 : 0)));
  authority.remove_prefix(end + (bracketed ? 1 : 0));
  std::ranges::transform(host, host.begin(), lower);
  const bool sound = bracketed ? host.contains(':') && std::ranges::all_of(host, is_ipv6_byte)
                               : std::ranges::all_of(host, is_host_byte);
  return sound ? host : std::string();
}

// ":8080", or nothing, which is the scheme's own.
std::optional<std::uint16_t> parse_port(std::string_view text, std::uint16_t usual) noexcept {
  if (text.empty() || text == ":") return usual;
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data() + 1, end, port);
  if (text.front() != ':' || error != std::errc() || at != end || port == 0) return std::nullopt;
  return port;
}

}  // namespace

std::string Url::host_field() const {
  const std::string name = host.find(':') == std::string::npos ? host : fmt::format("[{}]", host);
  return port == (tls ? 443 : 80) ? name : fmt::format("{}:{}", name, port);
}

Result<Url> parse_url(std::string_view text) {
  Url url;
  std::string_view rest = text;
  const auto tls = take_scheme(rest);
  if (!tls) return bad_url(text, "neither http:// nor https://");
  if (!std::ranges::all_of(rest, is_visible)) return bad_url(text, "it holds what no URL may hold");
  url.tls = *tls;
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view authority = rest.substr(0, end);
  if (authority.find('@') != std::string_view::npos) return bad_url("", "it holds a user, who cannot log in so");
  url.host = take_host(authority);
  if (url.host.empty()) return bad_url(text, "no host");
  const auto port = parse_port(authority, url.tls ? 443 : 80);
  if (!port) return bad_url(text, "no port between 1 and 65535");
  url.port = *port;
  const std::string_view target = rest.substr(end, rest.find('#', end) - end);
  url.target = target.starts_with('/') ? std::string(target) : fmt::format("/{}", target);
  return url;
}

}  // namespace wirespeed::http
