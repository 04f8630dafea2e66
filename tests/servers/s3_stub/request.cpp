#include "request.hpp"

#include <strings.h>

#include <array>

#include "words.hpp"

namespace wirespeed::s3_stub {

namespace {

constexpr std::string_view kEnd = "\r\n\r\n";

bool same(std::string_view a, std::string_view b) noexcept {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

int digit(char character) noexcept {
  if (character >= '0' && character <= '9') return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

bool unreserved(char character) noexcept {
  return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'z') ||
         (character >= 'A' && character <= 'Z') || std::string_view("-._~").contains(character);
}

void parse_query(std::string_view text, Request& into) {
  into.query.clear();
  for (const std::string_view pair : split(text, '&')) {
    const auto [name, value] = halves(pair, '=');
    into.query.emplace_back(decode_percent(name), decode_percent(value));
  }
}

// A proxy's client says the whole URL.
std::string_view without_authority(std::string_view target) noexcept {
  if (!target.starts_with("http://")) return target;
  const std::size_t path = target.find('/', std::string_view("http://").size());
  return path == std::string_view::npos ? "/" : target.substr(path);
}

bool parse_line(std::string_view line, Request& into) {
  const auto [method, rest] = halves(line, ' ');
  const auto [target, version] = halves(rest, ' ');
  if (method.empty() || target.empty() || !version.starts_with("HTTP/1.")) return false;
  into.method = method;
  into.target = without_authority(target);
  std::tie(into.path, into.query_text) = halves(into.target, '?');
  const auto [bucket, key] = halves(into.path.substr(into.path.empty() ? 0 : 1), '/');
  into.bucket = decode_percent(bucket);
  into.key = decode_percent(key);
  parse_query(into.query_text, into);
  return true;
}

bool parse_fields(std::string_view text, Request& into) {
  into.fields.clear();
  while (!text.empty()) {
    const std::size_t end = text.find("\r\n");
    const std::string_view line = text.substr(0, end);
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) return false;
    into.fields.emplace_back(line.substr(0, colon), trimmed(line.substr(colon + 1)));
    text.remove_prefix(end + 2);
  }
  const std::string_view length = into.field("content-length");
  into.length = 0;
  return length.empty() || to_number(length, into.length);
}

}  // namespace

std::string_view Request::field(std::string_view name) const noexcept {
  for (const auto& [known, value] : fields) {
    if (same(known, name)) return value;
  }
  return {};
}

std::optional<std::string_view> Request::parameter(std::string_view name) const noexcept {
  for (const auto& [known, value] : query) {
    if (known == name) return value;
  }
  return std::nullopt;
}

Result<bool> parse_request(std::string_view bytes, Request& into) {
  const std::size_t end = bytes.find(kEnd);
  if (end == std::string_view::npos) {
    if (bytes.size() > kMaxHead) return fail(Errc::limit, "a head of more than {} bytes", kMaxHead);
    return false;
  }
  const std::size_t line = bytes.find("\r\n");
  const std::string_view fields = line == end ? "" : bytes.substr(line + 2, end - line);
  if (!parse_line(bytes.substr(0, line), into)) return fail(Errc::malformed, "expected a request line");
  if (!parse_fields(fields, into)) return fail(Errc::malformed, "expected fields, and a length that is a number");
  into.size = end + kEnd.size();
  return true;
}

std::string decode_percent(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? digit(text[i + 1]) : -1;
    const int low = high >= 0 ? digit(text[i + 2]) : -1;
    decoded += low < 0 ? text[i] : static_cast<char>(high * 16 + low);
    if (low >= 0) i += 2;
  }
  return decoded;
}

std::string encode_percent(std::string_view text, std::string_view kept) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char character : text) {
    if (unreserved(character) || kept.contains(character)) {
      encoded += character;
      continue;
    }
    const auto byte = static_cast<unsigned char>(character);
    encoded += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return encoded;
}

}  // namespace wirespeed::s3_stub
