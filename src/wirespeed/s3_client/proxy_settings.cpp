#include "wirespeed/s3_client/proxy_settings.hpp"

#include <algorithm>

#include "wirespeed/http/url.hpp"
#include "wirespeed/s3/encoding.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::string_view kScheme = "://";

bool ends_with(std::string_view text, std::string_view end) noexcept {
  return text.size() >= end.size() && http::same_name(text.substr(text.size() - end.size()), end);
}

std::string_view trimmed(std::string_view text) noexcept {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == std::string_view::npos ? std::string_view()
                                         : text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

// "Basic ..." of what stands before the @.
std::string basic_authorization(std::string_view user_and_password) {
  const std::size_t colon = std::min(user_and_password.find(':'), user_and_password.size());
  std::string plain = s3::percent_decoded(user_and_password.substr(0, colon), s3::Plus::itself) + ":";
  if (colon < user_and_password.size()) {
    plain += s3::percent_decoded(user_and_password.substr(colon + 1), s3::Plus::itself);
  }
  return "Basic " + s3::to_base64(bytes_of(plain));
}

// One that is set counts even when it is empty: it takes away what the other one says.
std::optional<std::string_view> either_case(const Surroundings& around, std::string_view name) {
  std::string key(name);
  if (const auto found = around.variables.find(key); found != around.variables.end()) return found->second;
  if (name == "http_proxy" && around.variables.contains("REQUEST_METHOD")) return std::nullopt;
  for (char& character : key) {
    if (character >= 'a' && character <= 'z') character = static_cast<char>(character - ('a' - 'A'));
  }
  const auto found = around.variables.find(key);
  return found == around.variables.end() ? std::nullopt : std::optional<std::string_view>(found->second);
}

bool entry_names(std::string_view entry, std::string_view host, std::string_view host_and_port) noexcept {
  while (entry.starts_with('.')) entry.remove_prefix(1);
  if (entry.empty()) return false;
  const auto names = [entry](std::string_view text) {
    if (!ends_with(text, entry)) return false;
    return text.size() == entry.size() || text[text.size() - entry.size() - 1] == '.';
  };
  return names(host) || names(host_and_port);
}

}  // namespace

Result<Proxy> parse_proxy(std::string_view text) {
  const std::size_t scheme_end = text.find(kScheme);
  const std::string_view scheme = scheme_end == std::string_view::npos ? "http" : text.substr(0, scheme_end);
  std::string_view rest = scheme_end == std::string_view::npos ? text : text.substr(scheme_end + kScheme.size());
  if (!http::same_name(scheme, "http")) {
    return fail(Errc::unsupported, "proxy: expected a URL that begins with http://, found {}://", scheme);
  }
  rest = rest.substr(0, rest.find_first_of("/?#"));
  Proxy proxy;
  if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) {
    proxy.authorization = basic_authorization(rest.substr(0, at));
    rest.remove_prefix(at + 1);
  }
  auto url = http::parse_url(fmt::format("http://{}", rest));
  if (!url) {
    return fail(Errc::invalid_argument, "proxy: expected http://user:password@host:port, found the host \"{}\"", rest);
  }
  proxy.address = {std::move(url->host), url->port, {}};
  return proxy;
}

bool no_proxy_names(std::string_view list, std::string_view host, std::uint16_t port) noexcept {
  const std::string host_and_port = fmt::format("{}:{}", host, port);
  while (!list.empty()) {
    const std::size_t comma = std::min(list.find(','), list.size());
    const std::string_view entry = trimmed(list.substr(0, comma));
    if (entry == "*" || entry_names(entry, host, host_and_port)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

Result<std::optional<Proxy>> configured_proxy(bool tls, const Surroundings& around) {
  const auto url = either_case(around, tls ? "https_proxy" : "http_proxy");
  if (!url || url->empty()) return std::nullopt;
  auto proxy = parse_proxy(*url);
  if (!proxy) return std::unexpected(std::move(proxy).error());
  proxy->except = either_case(around, "no_proxy").value_or("");
  return *std::move(proxy);
}

}  // namespace wirespeed::s3_client
