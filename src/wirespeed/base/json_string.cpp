#include "wirespeed/base/json_string.hpp"

#include <array>
#include <bit>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/utf8.hpp"

#if defined(__SSE4_1__)
#include <smmintrin.h>
#endif

namespace wirespeed {
namespace {

constexpr bool is_plain(std::uint32_t c) noexcept { return c >= 0x20 && c < 0x80 && c != '"' && c != '\\'; }

// What stands behind the backslash; 'u' for those without a letter of their own, 0 for what needs none.
constexpr std::array<char, 128> make_escapes() {
  std::array<char, 128> escapes{};
  for (std::size_t c = 0; c < 0x20; ++c) escapes[c] = 'u';
  escapes['\b'] = 'b';
  escapes['\t'] = 't';
  escapes['\n'] = 'n';
  escapes['\f'] = 'f';
  escapes['\r'] = 'r';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}

constexpr std::array<char, 128> kEscapes = make_escapes();

// REQUIRES: c < 0x80
char* write_ascii(char* out, std::uint32_t c) noexcept {
  const char escape = kEscapes[c];
  if (escape == 0) {
    *out = static_cast<char>(c);
    return out + 1;
  }
  out[0] = '\\';
  out[1] = escape;
  if (escape != 'u') return out + 2;
  out[2] = out[3] = '0';
  out[4] = c < 0x10 ? '0' : '1';
  out[5] = "0123456789abcdef"[c % 16];
  return out + 6;
}

constexpr std::uint64_t bytes_like(std::uint8_t byte) noexcept { return 0x0101010101010101U * byte; }

// Whether all eight bytes can be taken as they are: a byte's top bit shows what cannot.
constexpr bool are_plain(std::uint64_t word) noexcept {
  const auto zeros = [](std::uint64_t bytes) { return (bytes - bytes_like(1)) & ~bytes; };
  const std::uint64_t odd =
      zeros(word ^ bytes_like('"')) | zeros(word ^ bytes_like('\\')) | (word - bytes_like(0x20)) | word;
  return (odd & bytes_like(0x80)) == 0;
}

// How many of the first 16 bytes can be taken as they are; copies all of them.
std::size_t copy_plain_sixteen(char* out, const char* in) noexcept {
#if defined(__SSE4_1__)
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(out), bytes);
  const __m128i low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));  // and those of 0x80 and more, which are negative
  const __m128i quote = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'));
  const __m128i slash = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\'));
  const auto odd = static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(low, _mm_or_si128(quote, slash))));
  return static_cast<std::size_t>(std::countr_zero(odd | 0x10000U));
#else
  std::memcpy(out, in, 16);
  std::size_t n = 0;
  while (n < 16 && is_plain(static_cast<std::uint8_t>(in[n]))) ++n;
  return n;
#endif
}

// Text of less than 16 bytes, by words that overlap. False, and anything at `out`, when it is not plain throughout.
bool copy_plain_short(char* out, const char* in, std::size_t n) noexcept {
  if (n >= 8) {
    const auto first = load_le<std::uint64_t>(in);
    const auto last = load_le<std::uint64_t>(in + n - 8);
    store_le(out, first);
    store_le(out + n - 8, last);
    return are_plain(first) && are_plain(last);
  }
  if (n >= 4) {
    const auto first = load_le<std::uint32_t>(in);
    const auto last = load_le<std::uint32_t>(in + n - 4);
    store_le(out, first);
    store_le(out + n - 4, last);
    return are_plain(std::uint64_t{first} | std::uint64_t{last} << 32);
  }
  bool plain = true;
  for (std::size_t i = 0; i < n; ++i) {
    out[i] = in[i];
    plain &= is_plain(static_cast<std::uint8_t>(in[i]));
  }
  return plain;
}

constexpr bool is_continuation(char c) noexcept { return (static_cast<std::uint8_t>(c) & 0xC0) == 0x80; }

// Bytes of the code point of two to four bytes at `in`; 0 for what is none. Most are of the two kinds whose second byte
// may be any continuation.
std::size_t wide_size(const char* in, const char* end) noexcept {
  const auto lead = static_cast<std::uint8_t>(*in);
  if (lead >= 0xC2 && lead < 0xE0 && end - in >= 2 && is_continuation(in[1])) return 2;
  if (lead > 0xE0 && lead < 0xF0 && lead != 0xED && end - in >= 3 && is_continuation(in[1]) && is_continuation(in[2])) {
    return 3;
  }
  const CodePoint next = decode_utf8({in, static_cast<std::size_t>(end - in)});
  return next.valid ? next.bytes : 0;
}

// What is not plain: an escape, or a run of code points beyond ASCII. nullptr for what is no UTF-8. REQUIRES: in != end
char* write_odd(char* out, const char*& in, const char* end) noexcept {
  if (static_cast<std::uint8_t>(*in) < 0x80) return write_ascii(out, static_cast<std::uint8_t>(*in++));
  while (in != end && static_cast<std::uint8_t>(*in) >= 0x80) {
    const std::size_t n = wide_size(in, end);
    if (n == 0) return nullptr;
    for (std::size_t i = 0; i < n; ++i) *out++ = *in++;
  }
  return out;
}

char* write_tail(char* out, const char* in, const char* end) noexcept {
  while (in != end && out != nullptr) out = write_odd(out, in, end);
  return out;
}

char* write_mixed(char* out, const char* in, const char* end) noexcept {
  while (end - in >= 16) {
    const std::size_t plain = copy_plain_sixteen(out, in);
    out += plain;
    in += plain;
    if (plain == 16) continue;
    out = write_odd(out, in, end);
    if (out == nullptr) return nullptr;
  }
  const auto left = static_cast<std::size_t>(end - in);
  return copy_plain_short(out, in, left) ? out + left : write_tail(out, in, end);
}

// Plain text of 16 bytes and more, the last 16 once more where they overlap. False when it is not plain.
bool copy_plain_long(char* out, const char* in, std::size_t n) noexcept {
  for (std::size_t i = 0; i + 16 < n; i += 16) {
    if (copy_plain_sixteen(out + i, in + i) != 16) return false;
  }
  return copy_plain_sixteen(out + n - 16, in + n - 16) == 16;
}

char* write_code_point(char* out, char32_t c) noexcept {
  if (c < 0x80) return write_ascii(out, c);
  if ((c >= 0xD800 && c < 0xE000) || c > 0x10FFFF) return nullptr;
  return out + encode_utf8(c, out);
}

// How many of the first eight code points can be taken as they are; copies all of them as bytes.
std::size_t narrow_plain_eight(char* out, const char32_t* in) noexcept {
#if defined(__SSE4_1__)
  const auto* words = reinterpret_cast<const __m128i*>(in);
  const __m128i halves = _mm_packus_epi32(_mm_loadu_si128(words), _mm_loadu_si128(words + 1));
  const __m128i wide = _mm_cmpgt_epi16(_mm_srli_epi16(halves, 7), _mm_setzero_si128());
  const __m128i bytes = _mm_packus_epi16(halves, halves);
  _mm_storel_epi64(reinterpret_cast<__m128i*>(out), bytes);
  const __m128i low = _mm_cmplt_epi8(bytes, _mm_set1_epi8(0x20));
  const __m128i marks =
      _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
  const __m128i odd = _mm_or_si128(_mm_or_si128(low, marks), _mm_packs_epi16(wide, wide));
  const auto mask = static_cast<unsigned>(_mm_movemask_epi8(odd)) & 0xFFU;
  return static_cast<std::size_t>(std::countr_zero(mask | 0x100U));
#else
  std::size_t n = 0;
  for (; n < 8 && is_plain(in[n]); ++n) out[n] = static_cast<char>(in[n]);
  return n;
#endif
}

}  // namespace

char* write_json_text(char* out, std::string_view text) noexcept {
  const std::size_t n = text.size();
  const bool is_plain = n < 16 ? copy_plain_short(out, text.data(), n) : copy_plain_long(out, text.data(), n);
  return is_plain ? out + n : write_mixed(out, text.data(), text.data() + n);
}

char* write_json_text(char* out, std::span<const char32_t> text) noexcept {
  const char32_t* in = text.data();
  const char32_t* end = in + text.size();
  while (in != end) {
    if (end - in >= 8) {
      const std::size_t plain = narrow_plain_eight(out, in);
      out += plain;
      in += plain;
      if (plain == 8) continue;
    }
    out = write_code_point(out, *in++);
    if (out == nullptr) return nullptr;
  }
  return out;
}

}  // namespace wirespeed
