#include "wirespeed/s3/xml_text.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "wirespeed/base/utf8.hpp"

namespace wirespeed::s3 {
namespace {

struct Named {
  std::string_view text;
  char value;
};
constexpr std::array<Named, 5> kNamed = {
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};

int digit_value(char c, int base) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (base == 16 && c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (base == 16 && c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

struct Reference {
  char32_t value;
  std::size_t bytes;
};

bool is_scalar(char32_t c) noexcept { return c != 0 && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF); }

// &#228; or &#xE4;
std::optional<Reference> number_reference(std::string_view raw) noexcept {
  constexpr std::size_t kLongest = 16;
  const int base = raw.size() > 2 && raw[2] == 'x' ? 16 : 10;
  const std::size_t first = base == 16 ? 3 : 2;
  char32_t value = 0;
  for (std::size_t at = first; at < std::min(raw.size(), kLongest); ++at) {
    if (raw[at] == ';' && at > first && is_scalar(value)) return Reference{value, at + 1};
    const int digit = digit_value(raw[at], base);
    if (digit < 0) return std::nullopt;
    value = std::min<char32_t>(value * static_cast<char32_t>(base) + static_cast<char32_t>(digit), 0x110000);
  }
  return std::nullopt;
}

std::optional<Reference> reference(std::string_view raw) noexcept {
  if (raw.size() > 1 && raw[1] == '#') return number_reference(raw);
  for (const Named& named : kNamed) {
    if (raw.starts_with(named.text)) return Reference{static_cast<char32_t>(named.value), named.text.size()};
  }
  return std::nullopt;
}

}  // namespace

std::size_t append_xml_text(std::string_view raw, std::string& out) {
  std::size_t at = 0;
  while (at < raw.size()) {
    const std::size_t stop = std::min(raw.find_first_of("&\r", at), raw.size());
    out.append(raw, at, stop - at);
    at = stop;
    if (at == raw.size()) break;
    if (raw[at] == '\r') {
      out += '\n';
      at += at + 1 < raw.size() && raw[at + 1] == '\n' ? 2 : 1;
      continue;
    }
    const auto found = reference(raw.substr(at));
    if (!found) return at;
    std::array<char, 4> utf8{};
    out.append(utf8.data(), encode_utf8(found->value, utf8.data()));
    at += found->bytes;
  }
  return at;
}

}  // namespace wirespeed::s3
