#include "wirespeed/net/address.hpp"

#include <charconv>

namespace wirespeed::net {
namespace {

std::unexpected<Error> malformed(std::string_view text, const char* expected) {
  return fail(Errc::invalid_argument, "address \"{}\": expected {}; write host, host:port or [IPv6]:port", text,
              expected);
}

Result<std::uint16_t> parse_port(std::string_view text, std::string_view whole) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc() || end != text.data() + text.size() || port == 0) {
    return malformed(whole, "a port of 1 to 65535");
  }
  return port;
}

// Where the host ends; text.size() when there is no port. npos for brackets that are not closed.
std::size_t host_end(std::string_view text) noexcept {
  if (text.starts_with('[')) {
    const std::size_t bracket = text.find(']');
    return bracket == std::string_view::npos ? bracket : bracket + 1;
  }
  const std::size_t first = text.find(':');
  const bool bare_ipv6 = first != std::string_view::npos && text.find(':', first + 1) != std::string_view::npos;
  return bare_ipv6 || first == std::string_view::npos ? text.size() : first;
}

}  // namespace

std::string Address::text() const {
  if (is_unix()) return "unix:" + path;
  return host.find(':') == std::string::npos ? fmt::format("{}:{}", host, port) : fmt::format("[{}]:{}", host, port);
}

Result<Address> parse_address(std::string_view text, std::uint16_t default_port) {
  const std::size_t end = host_end(text);
  if (end == std::string_view::npos) return malformed(text, "a closing bracket");
  std::string_view host = text.substr(0, end);
  const std::string_view rest = text.substr(end);
  if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
  if (host.empty()) return malformed(text, "a host");
  Address address{std::string(host), default_port, {}};
  if (rest.empty()) return address;
  if (!rest.starts_with(':')) return malformed(text, "a colon behind the host");
  auto port = parse_port(rest.substr(1), text);
  if (!port) return std::unexpected(std::move(port).error());
  address.port = *port;
  return address;
}

}  // namespace wirespeed::net
