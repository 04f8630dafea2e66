#include "wirespeed/bolt_client/uri.hpp"

#include <optional>
#include <string>

namespace wirespeed::bolt_client {
namespace {

constexpr const char* kExpected =
    "expected bolt://host:port or neo4j://host:port, with +s for TLS or +ssc for TLS without verification";

struct Scheme {
  std::string_view name;
  bool routes;
  Encryption encryption;
};

constexpr Scheme kSchemes[] = {
    {"bolt", false, Encryption::configured},     {"neo4j", true, Encryption::configured},
    {"bolt+s", false, Encryption::verified},     {"neo4j+s", true, Encryption::verified},
    {"bolt+ssc", false, Encryption::unverified}, {"neo4j+ssc", true, Encryption::unverified},
};

const Scheme* find_scheme(std::string_view name) noexcept {
  for (const Scheme& scheme : kSchemes) {
    if (scheme.name == name) return &scheme;
  }
  return nullptr;
}

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// %41 is A.
std::string unescaped(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_digit(text[i + 2]) : -1;
    plain += low >= 0 ? static_cast<char>(16 * high + low) : text[i];
    if (low >= 0) i += 2;
  }
  return plain;
}

std::string_view take_until(std::string_view& text, char end) noexcept {
  const std::size_t at = text.find(end);
  const std::string_view front = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
  return front;
}

Result<packstream::Map> parse_context(std::string_view query) {
  packstream::Map context;
  while (!query.empty()) {
    std::string_view value = take_until(query, '&');
    const std::string key = unescaped(take_until(value, '='));
    if (key.empty() || value.empty()) {
      return fail(Errc::invalid_argument, "URI: expected key=value in its query part, found a part without one");
    }
    if (key == "address") {
      return fail(Errc::invalid_argument,
                  "URI: \"address\" in the query part is set by the client itself; leave it out");
    }
    if (context.find(key) != nullptr) {
      return fail(Errc::invalid_argument, "URI: \"{}\" comes twice in the query part; give it once", key);
    }
    context.append(key, unescaped(value));
  }
  return context;
}

}  // namespace

Result<Uri> parse_uri(std::string_view text) {
  const std::size_t colon = text.find("://");
  const std::string_view name = text.substr(0, colon == std::string_view::npos ? 0 : colon);
  const Scheme* scheme = find_scheme(name);
  if (scheme == nullptr) {
    return fail(Errc::invalid_argument, "URI: {}, found the scheme \"{}\"", kExpected, name);
  }
  std::string_view query = text.substr(colon + 3);
  std::string_view host = take_until(query, '?');
  if (host.ends_with('/')) host.remove_suffix(1);
  if (host.find('@') != std::string_view::npos) {
    return fail(Errc::invalid_argument, "URI: found a user or password in it; give them as auth instead");
  }
  auto address = net::parse_address(host, kDefaultPort);
  if (!address) return std::unexpected(std::move(address).error());
  auto context = parse_context(query);
  if (!context) return std::unexpected(std::move(context).error());
  if (!scheme->routes && context->size() > 0) {
    return fail(Errc::invalid_argument, "URI: a routing context needs the scheme neo4j, found \"{}\"", name);
  }
  return Uri{scheme->routes, scheme->encryption, *std::move(address), *std::move(context)};
}

}  // namespace wirespeed::bolt_client
