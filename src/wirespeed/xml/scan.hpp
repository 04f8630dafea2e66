// The inner loops: find the next byte that means something. 16 bytes a step with SSSE3, which every
// x86-64 CPU has that this is built for.
//
// All take [at, end) and may read past `end`; kScanPadding bytes there must be readable.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__SSSE3__)
#include <tmmintrin.h>
#endif

// Tables of bytes by their low four bits. An entry that no byte shall be has other low bits than its place.
// clang-format off
// LF is a control character, too: there both rules say yes, and the exclusive or no.
#define WIRESPEED_TEXT_STOPS 1, 2, 1, 1, 1, 1, '&', 1, 1, 1, '\n', 1, '<', 1, '>', 1
#define WIRESPEED_PLAIN_STOPS 1, 2, '"', 1, 1, 1, '&', 1, 1, 1, 1, 1, '<', 1, 1, 1
// clang-format on

namespace wirespeed::xml {

inline constexpr std::size_t kScanPadding = 64;

#if defined(__SSSE3__)

namespace detail {

using Block = __m128i;
inline Block load(const char* at) noexcept { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }
inline Block equal(Block block, char c) noexcept { return _mm_cmpeq_epi8(block, _mm_set1_epi8(c)); }
inline Block at_most(Block block, char c) noexcept { return equal(_mm_subs_epu8(block, _mm_set1_epi8(c)), 0); }
inline unsigned bits(Block block) noexcept { return static_cast<unsigned>(_mm_movemask_epi8(block)); }
inline unsigned high_bits(Block block) noexcept { return bits(block); }

// Where a byte is the one that the table has for its low four bits.
inline Block in_table(Block block, Block by_low_bits) noexcept {
  return _mm_cmpeq_epi8(_mm_shuffle_epi8(by_low_bits, block), block);
}

inline unsigned text_stop_bits(Block block) noexcept {
  return bits(_mm_xor_si128(in_table(block, _mm_setr_epi8(WIRESPEED_TEXT_STOPS)), at_most(block, 0x1F)));
}

// The double quote, < & and all that is no printable ASCII.
inline unsigned plain_stop_bits(Block block) noexcept {
  const Block unprinted = _mm_cmplt_epi8(block, _mm_set1_epi8(' '));
  return bits(_mm_or_si128(in_table(block, _mm_setr_epi8(WIRESPEED_PLAIN_STOPS)), unprinted));
}

inline unsigned value_stop_bits(Block block, char quote) noexcept {
  return bits(_mm_or_si128(_mm_or_si128(equal(block, '<'), equal(block, '&')),
                           _mm_or_si128(equal(block, quote), at_most(block, 0x1F))));
}

// Whatever may need decoding: & and all that is no printable ASCII.
inline unsigned decode_stop_bits(Block block) noexcept {
  return bits(_mm_or_si128(_mm_or_si128(equal(block, '&'), at_most(block, 0x1F)), block));
}

// Ends of a name: everything up to ',', '/', and ';' to '?'.
inline unsigned name_stop_bits(Block block) noexcept {
  const Block from_semicolon = _mm_sub_epi8(block, _mm_set1_epi8(';'));
  return bits(_mm_or_si128(_mm_or_si128(at_most(block, ','), equal(block, '/')), at_most(from_semicolon, '?' - ';')));
}

}  // namespace detail

#else

namespace detail {

// The same loops on machines without SSSE3: a block is 16 bytes, looked at one by one.
struct Block {
  const char* at;
};
inline Block load(const char* at) noexcept { return {at}; }

template <typename Predicate>
unsigned bits_where(Block block, Predicate predicate) noexcept {
  unsigned bits = 0;
  for (unsigned i = 0; i < 16; ++i)
    bits |= static_cast<unsigned>(predicate(static_cast<unsigned char>(block.at[i]))) << i;
  return bits;
}
inline unsigned high_bits(Block block) noexcept {
  return bits_where(block, [](unsigned char c) { return c >= 0x80; });
}
inline unsigned text_stop_bits(Block block) noexcept {
  return bits_where(block, [](unsigned char c) { return c == '<' || c == '&' || c == '>' || (c < 0x20 && c != '\n'); });
}
inline unsigned value_stop_bits(Block block, char quote) noexcept {
  return bits_where(block, [quote](unsigned char c) {
    return c == '<' || c == '&' || c == static_cast<unsigned char>(quote) || c < 0x20;
  });
}
inline unsigned plain_stop_bits(Block block) noexcept { return value_stop_bits(block, '"') | high_bits(block); }
inline unsigned decode_stop_bits(Block block) noexcept {
  return bits_where(block, [](unsigned char c) { return c == '&' || c < 0x20 || c >= 0x80; });
}
inline unsigned name_stop_bits(Block block) noexcept {
  return bits_where(block, [](unsigned char c) { return c <= ',' || c == '/' || (c >= ';' && c <= '?'); });
}

}  // namespace detail

#endif

struct Scanned {
  const char* at;  // the first byte that stops, or end
  bool high;       // a byte >= 0x80 came before it
};

namespace detail {

template <typename StopBits>
[[gnu::always_inline]] inline Scanned scan(const char* at, const char* end, StopBits stop_bits) noexcept {
  unsigned high = 0;
  for (; at < end; at += 16) {
    const Block block = load(at);
    const unsigned stop = stop_bits(block);
    if (stop != 0) {
      const int n = std::countr_zero(stop);
      high |= high_bits(block) & ((1u << n) - 1u);
      return at + n < end ? Scanned{at + n, high != 0} : Scanned{end, high != 0};
    }
    high |= high_bits(block);
  }
  return {end, high != 0};
}

}  // namespace detail

// Stops in text: < & > and control characters other than LF (so CR and TAB stop, too).
inline Scanned scan_text(const char* at, const char* end) noexcept {
  return detail::scan(at, end, [](detail::Block block) { return detail::text_stop_bits(block); });
}

struct Copied {
  const char* at;  // as in Scanned
  char* out;       // behind the bytes before it
};

namespace detail {

template <typename StopBits>
[[gnu::always_inline]] inline Copied copy(const char* at, const char* end, char* out, StopBits stop_bits) noexcept {
  for (; at < end; at += 16, out += 16) {
    std::memcpy(out, at, 16);
    const unsigned stop = stop_bits(load(at));
    if (stop == 0) continue;
    const int n = std::countr_zero(stop);
    at += n;
    out += n;
    break;
  }
  return at < end ? Copied{at, out} : Copied{end, out - (at - end)};
}

}  // namespace detail

// Copies [at, end) up to where scan_text() stops; the second one stops at bytes >= 0x80, too. May write 15 bytes more.
inline Copied copy_text(const char* at, const char* end, char* out) noexcept {
  return detail::copy(at, end, out, [](detail::Block block) { return detail::text_stop_bits(block); });
}
inline Copied copy_ascii_text(const char* at, const char* end, char* out) noexcept {
  return detail::copy(at, end, out,
                      [](detail::Block block) { return detail::text_stop_bits(block) | detail::high_bits(block); });
}

// Stops in an attribute's value: its quote, < & and every control character.
inline Scanned scan_value(const char* at, const char* end, char quote) noexcept {
  return detail::scan(at, end, [quote](detail::Block block) { return detail::value_stop_bits(block, quote); });
}

// Stops where scan_value() with a double quote does, and at bytes >= 0x80. Most values fit the first two blocks.
inline const char* scan_plain_value(const char* at, const char* end) noexcept {
  for (; at < end; at += 32) {
    const unsigned stop = detail::plain_stop_bits(detail::load(at)) | detail::plain_stop_bits(detail::load(at + 16))
                                                                          << 16;
    if (stop != 0) return at + std::countr_zero(stop);
  }
  return end;
}

// The end of the name at `at`. Names of tags are short: the first block nearly always holds it.
inline const char* scan_name(const char* at, const char* end) noexcept {
  return detail::scan(at, end, [](detail::Block block) { return detail::name_stop_bits(block); }).at;
}

// How many of the 16 bytes at `at` have the bit that all letters and the underscore have: none of these ends a name.
inline unsigned letters(const char* at) noexcept {
#if defined(__SSSE3__)
  return static_cast<unsigned>(std::countr_one(detail::bits(_mm_slli_epi16(detail::load(at), 1))));
#else
  return static_cast<unsigned>(std::countr_zero(detail::name_stop_bits(detail::load(at)) | 1u << 16));
#endif
}

// How many bytes at a and b are the same, of 16.
inline std::size_t same_prefix(const char* a, const char* b) noexcept {
#if defined(__SSSE3__)
  return static_cast<std::size_t>(std::countr_one(detail::bits(_mm_cmpeq_epi8(detail::load(a), detail::load(b)))));
#else
  std::size_t n = 0;
  while (n < 16 && a[n] == b[n]) ++n;
  return n;
#endif
}

// Whether n bytes at a and b are the same; for names, which one block nearly always holds. Reads up to 15 bytes past.
inline bool same_bytes(const char* a, const char* b, std::size_t n) noexcept {
  return n <= 16 ? same_prefix(a, b) >= n : std::memcmp(a, b, n) == 0;
}

// Whether there is a byte >= 0x80. Reads up to 15 bytes past.
inline bool has_high(std::string_view text) noexcept {
  std::size_t n = 0;
  for (; n + 16 < text.size(); n += 16) {
    if (detail::high_bits(detail::load(text.data() + n)) != 0) return true;
  }
  return (detail::high_bits(detail::load(text.data() + n)) & ((1u << (text.size() - n)) - 1u)) != 0;
}

// The length of the front part of `text` that decodes to itself wherever it stands: ASCII without & and without control
// characters. Reads nothing past the end.
std::size_t plain_prefix(std::string_view text) noexcept;

}  // namespace wirespeed::xml
