// postgresql://[user[:password]@][host][:port][,...][/dbname][?keyword=value[&...]]
#include <algorithm>

#include "wirespeed/postgres/conninfo_url.hpp"

namespace wirespeed::postgres {
namespace {

int hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Errors name the part of the URL alone, for any of it may be a password that was not escaped.
std::unexpected<wirespeed::Error> bad(const char* part, const char* expected) {
  return fail(
      Errc::invalid_argument,
      "connection URL, its {}: expected {}; write postgresql://user:password@host:port/dbname?keyword=value with "
      "other characters than letters and digits as %XX",
      part, expected);
}

Result<std::string> decoded(std::string_view text, const char* part) {
  std::string value;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      value += text[i];
      continue;
    }
    const int high = i + 2 < text.size() ? hex_digit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return bad(part, "two hexadecimal digits behind each %");
    if (high == 0 && low == 0) return bad(part, "no zero byte (%00)");
    value += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return value;
}

Result<void> put(Conninfo& info, const char* keyword, std::string_view text) {
  auto value = decoded(text, keyword);
  if (!value) return std::unexpected(std::move(value).error());
  info.insert_or_assign(keyword, *std::move(value));
  return {};
}

Result<void> read_user(Conninfo& info, std::string_view text) {
  const std::size_t colon = text.find(':');
  if (const std::string_view user = text.substr(0, colon); !user.empty()) {
    if (auto ok = put(info, "user", user); !ok) return ok;
  }
  if (colon == std::string_view::npos || colon + 1 == text.size()) return {};
  return put(info, "password", text.substr(colon + 1));
}

// The length of a host: up to its colon, brackets around IPv6 included. npos: a bracket that is not closed.
std::size_t host_size(std::string_view text) noexcept {
  if (!text.starts_with('[')) return std::min(text.find(':'), text.size());
  const std::size_t bracket = text.find(']');
  return bracket == std::string_view::npos ? bracket : bracket + 1;
}

// One of the hosts, appended to both lists.
Result<void> read_host(std::string_view text, std::string& hosts, std::string& ports) {
  const std::size_t size = host_size(text);
  if (size == std::string_view::npos) return bad("host", "a closing bracket behind an IPv6 address");
  std::string_view host = text.substr(0, size);
  const std::string_view port = text.substr(size);
  if (host.starts_with('[')) {
    host = host.substr(1, host.size() - 2);
    if (host.empty()) return bad("host", "an IPv6 address in the brackets");
  }
  if (!port.empty() && !port.starts_with(':')) return bad("host", "a colon and a port behind the brackets");
  auto name = decoded(host, "host");
  if (!name) return std::unexpected(std::move(name).error());
  hosts += *name;
  if (!port.empty()) ports += port.substr(1);
  return {};
}

Result<void> read_hosts(Conninfo& info, std::string_view text) {
  std::string hosts;
  std::string ports;
  for (;;) {
    const std::size_t comma = text.find(',');
    if (auto ok = read_host(text.substr(0, comma), hosts, ports); !ok) return ok;
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 1);
    hosts += ',';
    ports += ',';
  }
  if (!hosts.empty()) info.insert_or_assign("host", hosts);
  if (ports.find_first_not_of(',') != std::string::npos) info.insert_or_assign("port", ports);
  return {};
}

// JDBC's way to say it.
bool is_ssl_true(std::string_view keyword, std::string_view value) noexcept {
  return keyword == "ssl" && value == "true";
}

Result<void> read_parameter(Conninfo& info, std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || text.find('=', equals + 1) != std::string_view::npos) {
    return bad("parameters", "one \"=\" in each of them");
  }
  const auto keyword = decoded(text.substr(0, equals), "parameters");
  if (!keyword) return std::unexpected(keyword.error());
  auto value = decoded(text.substr(equals + 1), "parameters");
  if (!value) return std::unexpected(std::move(value).error());
  if (is_ssl_true(*keyword, *value)) {
    info.insert_or_assign("sslmode", "require");
    return {};
  }
  if (auto known = check_keyword(*keyword); !known) return known;
  info.insert_or_assign(*keyword, *std::move(value));
  return {};
}

Result<void> read_parameters(Conninfo& info, std::string_view text) {
  while (!text.empty()) {
    const std::size_t ampersand = std::min(text.find('&'), text.size());
    if (auto ok = read_parameter(info, text.substr(0, ampersand)); !ok) return ok;
    text.remove_prefix(std::min(text.size(), ampersand + 1));
  }
  return {};
}

// Takes the front of `text` up to one of `ends`.
std::string_view take_until(std::string_view& text, std::string_view ends) noexcept {
  const std::size_t n = std::min(text.find_first_of(ends), text.size());
  const std::string_view front = text.substr(0, n);
  text.remove_prefix(n);
  return front;
}

}  // namespace

Result<Conninfo> parse_conninfo_url(std::string_view text) {
  text.remove_prefix(text.find("://") + 3);
  Conninfo info;
  const std::string_view authority = take_until(text, "/?");
  const std::size_t at = authority.rfind('@');
  Result<void> ok;
  if (at != std::string_view::npos) ok = read_user(info, authority.substr(0, at));
  if (ok) ok = read_hosts(info, at == std::string_view::npos ? authority : authority.substr(at + 1));
  if (ok && text.starts_with('/')) {
    text.remove_prefix(1);
    const std::string_view database = take_until(text, "?");
    if (!database.empty()) ok = put(info, "dbname", database);
  }
  if (ok && text.starts_with('?')) ok = read_parameters(info, text.substr(1));
  if (!ok) return std::unexpected(std::move(ok).error());
  return info;
}

}  // namespace wirespeed::postgres
