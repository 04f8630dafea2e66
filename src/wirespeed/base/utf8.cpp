#include "wirespeed/base/utf8.hpp"

#include <algorithm>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed {
namespace {

// What may follow a lead byte (Unicode table 3-7): the number of bytes, and the range of the second one.
struct Lead {
  std::uint8_t bytes;
  std::uint8_t low;
  std::uint8_t high;
};

Lead lead_of(std::uint8_t byte) noexcept {
  if (byte < 0x80) return {1, 0, 0};
  if (byte < 0xC2) return {0, 0, 0};
  if (byte < 0xE0) return {2, 0x80, 0xBF};
  if (byte < 0xF0) {
    return {3, static_cast<std::uint8_t>(byte == 0xE0 ? 0xA0 : 0x80),
            static_cast<std::uint8_t>(byte == 0xED ? 0x9F : 0xBF)};
  }
  if (byte < 0xF5) {
    return {4, static_cast<std::uint8_t>(byte == 0xF0 ? 0x90 : 0x80),
            static_cast<std::uint8_t>(byte == 0xF4 ? 0x8F : 0xBF)};
  }
  return {0, 0, 0};
}

}  // namespace

CodePoint decode_utf8(std::string_view text) noexcept {
  const auto byte_at = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const Lead lead = lead_of(byte_at(0));
  if (lead.bytes == 0) return {kReplacementCharacter, 1, false};
  if (lead.bytes == 1) return {byte_at(0), 1, true};
  char32_t value = byte_at(0) & (0x7Fu >> lead.bytes);
  for (std::uint8_t i = 1; i < lead.bytes; ++i) {
    const std::uint8_t low = i == 1 ? lead.low : 0x80;
    const std::uint8_t high = i == 1 ? lead.high : 0xBF;
    if (i >= text.size() || byte_at(i) < low || byte_at(i) > high) return {kReplacementCharacter, i, false};
    value = (value << 6) | (byte_at(i) & 0x3Fu);
  }
  return {value, lead.bytes, true};
}

std::size_t encode_utf8(char32_t code_point, char* out) noexcept {
  const auto put = [&](std::size_t i, char32_t bits) { out[i] = static_cast<char>(bits); };
  if (code_point < 0x80) {
    put(0, code_point);
    return 1;
  }
  if (code_point < 0x800) {
    put(0, 0xC0 | (code_point >> 6));
    put(1, 0x80 | (code_point & 0x3F));
    return 2;
  }
  if (code_point < 0x10000) {
    put(0, 0xE0 | (code_point >> 12));
    put(1, 0x80 | ((code_point >> 6) & 0x3F));
    put(2, 0x80 | (code_point & 0x3F));
    return 3;
  }
  put(0, 0xF0 | (code_point >> 18));
  put(1, 0x80 | ((code_point >> 12) & 0x3F));
  put(2, 0x80 | ((code_point >> 6) & 0x3F));
  put(3, 0x80 | (code_point & 0x3F));
  return 4;
}

std::size_t valid_utf8_prefix(std::string_view text) noexcept {
  std::size_t at = 0;
  while (at < text.size()) {
    while (at + 8 <= text.size() && (load_le<std::uint64_t>(text.data() + at) & 0x8080808080808080u) == 0) at += 8;
    if (at == text.size()) break;
    const CodePoint next = decode_utf8(text.substr(at));
    if (!next.valid) return at;
    at += next.bytes;
  }
  return at;
}

std::size_t count_code_points(std::string_view text) noexcept {
  return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

}  // namespace wirespeed
