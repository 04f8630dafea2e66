#include "wirespeed/base/json_string.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <optional>
#include <random>
#include <string>
#include <vector>

#include "wirespeed/base/utf8.hpp"

namespace wirespeed {
namespace {

std::optional<std::string> written(std::string_view text) {
  std::string out(kMaxEscape * text.size() + kJsonSlack, '\x7F');
  const std::string copy(text);  // of its own, so that sanitizers see what is read beyond
  const char* end = write_json_text(out.data(), std::string_view(copy.data(), copy.size()));
  if (end == nullptr) return std::nullopt;
  return out.substr(0, static_cast<std::size_t>(end - out.data()));
}

std::optional<std::string> written(std::u32string_view text) {
  std::string out(kMaxEscape * text.size() + kJsonSlack, '\x7F');
  const std::vector<char32_t> copy(text.begin(), text.end());
  const char* end = write_json_text(out.data(), std::span(copy));
  if (end == nullptr) return std::nullopt;
  return out.substr(0, static_cast<std::size_t>(end - out.data()));
}

// Byte by byte, as the rules say it.
std::optional<std::string> expected(std::string_view text) {
  if (valid_utf8_prefix(text) != text.size()) return std::nullopt;
  std::string out;
  for (const char c : text) {
    const std::size_t letter = std::string_view("\b\t\n\f\r\"\\").find(c);
    if (letter != std::string_view::npos) {
      out += '\\';
      out += "btnfr\"\\"[letter];
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out;
}

std::u32string wide(std::string_view text) {
  std::u32string out;
  while (!text.empty()) {
    const CodePoint next = decode_utf8(text);
    out += next.value;
    text.remove_prefix(next.bytes);
  }
  return out;
}

TEST(JsonString, every_byte_at_every_place_of_every_length_is_as_the_rules_say) {
  for (std::size_t n = 1; n < 40; ++n) {
    for (std::size_t at = 0; at < n; ++at) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string text(n, 'x');
        text[at] = static_cast<char>(byte);
        ASSERT_EQ(written(text), expected(text)) << n << ' ' << at << ' ' << byte;
      }
    }
  }
}

TEST(JsonString, text_of_all_kinds_of_code_points_is_as_it_came) {
  const char* const pieces[] = {
      "a",        "\"",           "\\",           "\n",           "\x01",  "\x7F",
      "\xC3\xA4", "\xE4\xB8\xAD", "\xE0\xA4\x85", "\xED\x9F\xBF", "plain", "\xF0\x9F\x98\x80"};
  std::mt19937 random(4);
  for (int i = 0; i < 100'000; ++i) {
    std::string text;
    for (auto n = random() % 24; n > 0; --n) text += pieces[random() % std::size(pieces)];
    ASSERT_EQ(written(text), expected(text));
    ASSERT_EQ(written(wide(text)), expected(text));
  }
}

TEST(JsonString, bytes_at_random_are_refused_where_they_are_no_text) {
  const std::string_view bytes("a\x80\xC2\xE0\xED\xF0\xF4\xF5\xBF\xA0\x9F\x90\xFFz", 14);
  std::mt19937 random(5);
  for (int i = 0; i < 300'000; ++i) {
    std::string text;
    for (auto n = random() % 20; n > 0; --n) text += bytes[random() % bytes.size()];
    ASSERT_EQ(written(text), expected(text));
  }
}

TEST(JsonString, code_points_that_are_none_are_refused_wherever_they_stand) {
  for (const char32_t bad : {0xD800U, 0xDFFFU, 0x110000U, 0x7FFFFFFFU, 0xFFFFFFFFU}) {
    for (std::size_t at = 0; at < 20; ++at) {
      std::u32string text(20, U'x');
      text[at] = bad;
      ASSERT_EQ(written(text), std::nullopt) << static_cast<unsigned>(bad);
    }
  }
}

TEST(JsonString, each_code_point_is_the_same_in_both_forms) {
  for (char32_t c = 0; c <= 0x10FFFF; c += c < 0x3000 ? 1 : 97) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    char bytes[4];
    const std::string text(bytes, encode_utf8(c, bytes));
    ASSERT_EQ(written(std::u32string(9, c)), written(text + text + text + text + text + text + text + text + text));
  }
}

}  // namespace
}  // namespace wirespeed
