#include "wirespeed/http/request_target.hpp"

#include <algorithm>
#include <optional>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/http/line.hpp"

namespace wirespeed::http {
namespace {

std::optional<unsigned> hex_digit(char c) noexcept {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  const auto letter = static_cast<char>(c | 0x20);
  if (letter >= 'a' && letter <= 'f') return static_cast<unsigned>(letter - 'a' + 10);
  return std::nullopt;
}

// The byte that "%41" at `at` stands for.
std::optional<char> decoded_at(std::string_view text, std::size_t at) noexcept {
  if (text.size() - at < 3) return std::nullopt;
  const auto high = hex_digit(text[at + 1]);
  const auto low = hex_digit(text[at + 2]);
  if (!high || !low) return std::nullopt;
  return static_cast<char>(*high << 4 | *low);
}

Result<void> check_utf8(std::string_view text, std::string_view where) {
  const std::size_t valid = valid_utf8_prefix(text);
  if (valid == text.size()) return {};
  return fail(Errc::malformed, "{}: expected UTF-8, found byte 0x{:02X} at byte {} of what its percent-encoding says",
              where, static_cast<unsigned char>(text[valid]), valid);
}

// Takes what stands before the next `mark` off the front; the mark goes, too.
std::string_view take_until(std::string_view& rest, char mark) noexcept {
  const std::size_t end = rest.find(mark);
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return taken;
}

// "/path" of "http://host/path"
std::string_view without_authority(std::string_view text) noexcept {
  const std::size_t scheme = text.find("://");
  if (text.starts_with('/') || scheme == std::string_view::npos) return text;
  const std::size_t path = text.find_first_of("/?", scheme + 3);
  return path == std::string_view::npos ? std::string_view("/") : text.substr(path);
}

Result<void> parse_path(std::string_view path, RequestTarget& target) {
  if (path.starts_with('/')) path.remove_prefix(1);
  if (path.empty()) return {};
  const auto slashes = std::ranges::count(path, '/');
  target.segments.reserve(static_cast<std::size_t>(slashes) + 1);
  for (bool more = true; more;) {
    more = path.find('/') != std::string_view::npos;
    auto segment = decode_percent(take_until(path, '/'), "path", false);
    if (!segment) return std::unexpected(std::move(segment).error());
    target.segments.push_back(std::move(*segment));
  }
  return {};
}

Result<void> parse_parameters(std::string_view query, RequestTarget& target) {
  while (!query.empty()) {
    std::string_view value = take_until(query, '&');
    if (value.empty()) continue;
    auto name = decode_percent(take_until(value, '='), "parameters", true);
    if (!name) return std::unexpected(std::move(name).error());
    auto text = decode_percent(value, fmt::format("parameter {}", excerpt(*name)), true);
    if (!text) return std::unexpected(std::move(text).error());
    target.parameters.push_back({std::move(*name), std::move(*text)});
  }
  return {};
}

}  // namespace

Result<std::string> decode_percent(std::string_view text, std::string_view where, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '%') {
      const auto byte = decoded_at(text, at);
      if (!byte) {
        return fail(Errc::malformed,
                    "{}: expected two hexadecimal digits behind the % at byte {}, found {}; a % is %25", where, at,
                    excerpt(text.substr(at, 3)));
      }
      decoded += *byte;
      at += 2;
    } else {
      decoded += text[at] == '+' && plus_is_space ? ' ' : text[at];
    }
  }
  if (auto ok = check_utf8(decoded, where); !ok) return std::unexpected(std::move(ok).error());
  return decoded;
}

Result<RequestTarget> parse_request_target(std::string_view text) {
  RequestTarget target;
  std::string_view query = text.substr(0, text.find('#'));
  const std::string_view path = take_until(query, '?');
  if (auto ok = parse_path(without_authority(path), target); !ok) return std::unexpected(std::move(ok).error());
  if (auto ok = parse_parameters(query, target); !ok) return std::unexpected(std::move(ok).error());
  return target;
}

}  // namespace wirespeed::http
