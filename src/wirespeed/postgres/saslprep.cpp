#include "wirespeed/postgres/saslprep.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/postgres/saslprep_tables.hpp"

namespace wirespeed::postgres {
namespace {

bool is_in(std::span<const CodePointRange> ranges, char32_t c) noexcept {
  const auto after = std::upper_bound(ranges.begin(), ranges.end(), c,
                                      [](char32_t value, const CodePointRange& range) { return value < range.first; });
  return after != ranges.begin() && c <= std::prev(after)->last;
}

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// REQUIRES: UTF-8.
std::u32string code_points(std::string_view text) {
  std::u32string all;
  while (!text.empty()) {
    const CodePoint point = decode_utf8(text);
    all += point.value;
    text.remove_prefix(point.bytes);
  }
  return all;
}

std::string utf8(const std::u32string& text) {
  std::string bytes;
  for (const char32_t c : text) {
    char encoded[4];
    bytes.append(encoded, encode_utf8(c, encoded));
  }
  return bytes;
}

std::u32string mapped(const std::u32string& text) {
  std::u32string kept;
  for (const char32_t c : text) {
    if (is_in(kSaslSpaces, c)) {
      kept += U' ';
    } else if (!is_in(kSaslNothing, c)) {
      kept += c;
    }
  }
  return kept;
}

std::optional<std::string> nfkc(const std::string& text) {
  constexpr auto kNfkc = static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT);
  utf8proc_uint8_t* made = nullptr;
  const auto size = ::utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                   static_cast<utf8proc_ssize_t>(text.size()), &made, kNfkc);
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(made, &std::free);
  if (size < 0) return std::nullopt;
  return std::string(reinterpret_cast<const char*>(made), static_cast<std::size_t>(size));
}

// Letters of both directions do not mix, and those from right to left stand at both ends.
bool directions_agree(const std::u32string& text) noexcept {
  const auto has = [&](std::span<const CodePointRange> ranges) {
    return std::any_of(text.begin(), text.end(), [&](char32_t c) { return is_in(ranges, c); });
  };
  if (!has(kSaslRightToLeft)) return true;
  return !has(kSaslLeftToRight) && is_in(kSaslRightToLeft, text.front()) && is_in(kSaslRightToLeft, text.back());
}

}  // namespace

std::optional<std::string> saslprep(std::string_view text) {
  if (is_ascii(text)) return std::string(text);
  if (valid_utf8_prefix(text) != text.size()) return std::nullopt;
  const std::u32string kept = mapped(code_points(text));
  auto normalized = kept.empty() ? std::nullopt : nfkc(utf8(kept));
  if (!normalized) return std::nullopt;
  const std::u32string points = code_points(*normalized);
  const bool refused = std::any_of(points.begin(), points.end(), [](char32_t c) { return is_in(kSaslRefused, c); });
  return refused || !directions_agree(points) ? std::nullopt : normalized;
}

}  // namespace wirespeed::postgres
