#include "wirespeed/postgres/text_constants.hpp"

#include <array>

namespace wirespeed::postgres {
namespace {

// The Yen sign and the overline: encoders of SJIS and EUC_JP (Python's for two) write them as 5C and 7E, and 5C is a
// backslash to the server.
constexpr std::string_view kYen = "\xC2\xA5";
constexpr std::string_view kOverline = "\xE2\x80\xBE";

constexpr std::array<std::uint8_t, 256> kMarks = [] {
  std::array<std::uint8_t, 256> marks{};
  for (std::size_t c = 0x80; c < marks.size(); ++c) marks[c] = kBeyondAscii;
  marks['\''] = kQuote;
  marks['\\'] = kBackslash;
  marks['"'] = kDoubleQuote;
  marks[0] = kZero;
  return marks;
}();

bool needs_escapes(std::string_view text, std::uint8_t marks) noexcept {
  if ((marks & kBackslash) != 0) return true;
  return (marks & kBeyondAscii) != 0 &&
         (text.find(kYen) != std::string_view::npos || text.find(kOverline) != std::string_view::npos);
}

void append_escaped(std::string& out, std::string_view text) {
  out += "E'";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i);
    if (rest.starts_with(kYen) || rest.starts_with(kOverline)) {
      out += rest.starts_with(kYen) ? "\\u00a5" : "\\u203e";
      i += rest.starts_with(kYen) ? 1 : 2;
      continue;
    }
    if (text[i] == '\'' || text[i] == '\\') out.push_back(text[i]);
    out.push_back(text[i]);
  }
  out.push_back('\'');
}

}  // namespace

std::uint8_t marks_of(std::string_view text) noexcept {
  std::uint8_t marks = 0;
  for (const char c : text) marks |= kMarks[static_cast<std::uint8_t>(c)];
  return marks;
}

void append_text_constant(std::string& out, std::string_view text, std::uint8_t marks) {
  if (needs_escapes(text, marks)) {
    append_escaped(out, text);
    return;
  }
  out.push_back('\'');
  if ((marks & kQuote) == 0) {
    out += text;
  } else {
    for (const char c : text) {
      if (c == '\'') out.push_back('\'');
      out.push_back(c);
    }
  }
  out.push_back('\'');
}

void append_array_text(std::string& out, std::string_view text, std::uint8_t marks) {
  out.push_back('"');
  if ((marks & (kBackslash | kDoubleQuote)) == 0) {
    out += text;
  } else {
    for (const char c : text) {
      if (c == '"' || c == '\\') out.push_back('\\');
      out.push_back(c);
    }
  }
  out.push_back('"');
}

}  // namespace wirespeed::postgres
