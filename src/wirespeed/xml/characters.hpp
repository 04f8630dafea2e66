// Characters and references of XML text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wirespeed::xml {

// The Char production of XML 1.0: what a document may hold at all.
constexpr bool is_xml_char(char32_t c) noexcept {
  return c == 0x9 || c == 0xA || c == 0xD || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) ||
         (c >= 0x10000 && c <= 0x10FFFF);
}

constexpr bool is_space(char c) noexcept { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

// Valid UTF-8 that holds only characters of XML (the ASCII ones are not looked at).
bool is_clean_utf8(std::string_view text) noexcept;

// A reference as it is written: &amp; &lt; &gt; &quot; &apos; &#228; &#xE4;
struct Reference {
  char32_t value;  // of a number whatever it says, above U+10FFFF always 0x110000: whether it may stand there is the
                   // reader's to decide
  std::uint8_t bytes;  // that it takes
};

// The one at the front of raw text, if there is one. REQUIRES: raw begins with '&'
std::optional<Reference> read_reference(std::string_view raw) noexcept;

// One character of raw text as a parser reports it.
struct Character {
  char32_t value;
  std::uint8_t bytes;  // of raw text that it took, at least 1
  bool repaired;       // the raw text was not XML there; value stands for it
};

// The character at the front of raw text: &amp; &lt; &gt; &quot; &apos; &#..; &#x..; decoded, a CR or CR LF as one LF.
// What is no XML is repaired, never refused: an & that begins no known reference stands for itself; a forbidden
// character (also by number) and each maximal part of wrong UTF-8 become U+FFFD. REQUIRES: !raw.empty()
Character decode_character(std::string_view raw) noexcept;

// The same for an attribute's value, where a written line break or TAB counts as a space.
Character decode_value_character(std::string_view raw) noexcept;

// Decodes raw text (or an attribute's value) to `out` and returns the bytes written; adds to `repairs`.
// REQUIRES: room for decoded_bound(raw) bytes at `out`.
std::size_t decode_text(std::string_view raw, char* out, std::uint64_t& repairs) noexcept;
std::size_t decode_value(std::string_view raw, char* out, std::uint64_t& repairs) noexcept;
constexpr std::size_t decoded_bound(std::string_view raw) noexcept { return 3 * raw.size() + 4; }

}  // namespace wirespeed::xml
