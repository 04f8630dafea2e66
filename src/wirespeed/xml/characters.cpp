#include "wirespeed/xml/characters.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/xml/scan.hpp"

namespace wirespeed::xml {
namespace {

struct Named {
  std::string_view text;
  char value;
};
constexpr std::array<Named, 5> kNamed = {
    {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}}};

constexpr std::uint8_t kNoDigit = 255;

template <unsigned kBase>
std::uint8_t digit_value(char c) noexcept {
  const auto digit = static_cast<std::uint8_t>(c - '0');
  if (digit < 10) return digit;
  const auto letter = static_cast<std::uint8_t>((c | 0x20) - 'a');
  return kBase == 16 && letter < 6 ? static_cast<std::uint8_t>(letter + 10) : kNoDigit;
}

// How many bytes the reference at the front takes, 0 if there is none; its value goes to `value`. Not a Reference: one
// that is made by its members and handed on as a whole makes the CPU wait for the stores.
template <unsigned kBase>
std::size_t read_number(std::string_view raw, std::size_t first, char32_t& value) noexcept {
  constexpr std::size_t kLongest = 12;  // "&#x0010FFFF;": leading zeros beyond that are nobody's
  raw = raw.substr(0, kLongest);        // eight digits more or nine overflow nothing
  char32_t number = 0;
  std::size_t at = first;
  for (std::uint8_t digit; at < raw.size() && (digit = digit_value<kBase>(raw[at])) != kNoDigit; ++at) {
    number = number * kBase + digit;
  }
  if (at == first || at == raw.size() || raw[at] != ';') return 0;
  value = std::min<char32_t>(number, 0x110000);
  return at + 1;
}

[[gnu::always_inline]] inline std::size_t read(std::string_view raw, char32_t& value) noexcept {
  if (raw.size() > 2 && raw[1] == '#') {
    return raw[2] == 'x' ? read_number<16>(raw, 3, value) : read_number<10>(raw, 2, value);
  }
  for (const Named& named : kNamed) {
    if (!raw.starts_with(named.text)) continue;
    value = static_cast<char32_t>(named.value);
    return named.text.size();
  }
  return 0;
}

Character decode_reference(std::string_view raw) noexcept {
  char32_t value = 0;
  const std::size_t bytes = read(raw, value);
  if (bytes == 0) return {'&', 1, true};
  const bool good = is_xml_char(value);
  return {good ? value : kReplacementCharacter, static_cast<std::uint8_t>(bytes), !good};
}

template <typename Next>
std::size_t decode(std::string_view raw, char* out, std::uint64_t& repairs, Next next) noexcept {
  char* const begin = out;
  while (!raw.empty()) {
    const std::size_t plain = plain_prefix(raw);
    std::memcpy(out, raw.data(), plain);
    out += plain;
    raw.remove_prefix(plain);
    if (raw.empty()) break;
    const Character character = next(raw);
    out += encode_utf8(character.value, out);
    repairs += character.repaired;
    raw.remove_prefix(character.bytes);
  }
  return static_cast<std::size_t>(out - begin);
}

}  // namespace

std::optional<Reference> read_reference(std::string_view raw) noexcept {
  char32_t value = 0;
  const std::size_t bytes = read(raw, value);
  if (bytes == 0) return std::nullopt;
  return Reference{value, static_cast<std::uint8_t>(bytes)};
}

bool is_clean_utf8(std::string_view text) noexcept {
  if (valid_utf8_prefix(text) != text.size()) return false;
  return text.find("\xEF\xBF\xBE") == text.npos && text.find("\xEF\xBF\xBF") == text.npos;
}

Character decode_character(std::string_view raw) noexcept {
  const char c = raw[0];
  if (c == '&') return decode_reference(raw);
  if (c == '\r') return {'\n', static_cast<std::uint8_t>(raw.size() > 1 && raw[1] == '\n' ? 2 : 1), false};
  const CodePoint point = decode_utf8(raw);
  const bool good = point.valid && is_xml_char(point.value);
  return {good ? point.value : kReplacementCharacter, point.bytes, !good};
}

Character decode_value_character(std::string_view raw) noexcept {
  Character character = decode_character(raw);
  if (raw[0] == '\t' || raw[0] == '\n' || raw[0] == '\r') character.value = ' ';
  return character;
}

std::size_t decode_text(std::string_view raw, char* out, std::uint64_t& repairs) noexcept {
  return decode(raw, out, repairs, decode_character);
}

std::size_t decode_value(std::string_view raw, char* out, std::uint64_t& repairs) noexcept {
  return decode(raw, out, repairs, decode_value_character);
}

}  // namespace wirespeed::xml
