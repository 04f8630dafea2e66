// Wanted items side by side. A table says, for the bits of four or eight rows, which items go where; so a step has no
// branch, and writes a whole vector of which only the front is meant.
#include <immintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "wirespeed/kernels/row_mask.hpp"

namespace wirespeed::kernels {
namespace {

constexpr std::size_t kWordRows = 64;

// Places of the bits of each byte, the lowest first; what is behind them does not matter.
constexpr auto kPlaces = [] {
  std::array<std::array<std::uint8_t, 8>, 256> places{};
  for (unsigned bits = 0; bits < 256; ++bits) {
    unsigned size = 0;
    for (std::uint8_t i = 0; i < 8; ++i) {
      if ((bits >> i & 1) != 0) places[bits][size++] = i;
    }
  }
  return places;
}();

template <std::size_t kWidth>
std::uint8_t* put_word(const std::uint8_t* from, std::uint64_t bits, std::uint8_t* to) noexcept {
  for (; bits != 0; bits &= bits - 1, to += kWidth) {
    std::memcpy(to, from + static_cast<std::size_t>(std::countr_zero(bits)) * kWidth, kWidth);
  }
  return to;
}

std::uint8_t* put_word(const std::uint8_t* from, std::size_t width, std::uint64_t bits, std::uint8_t* to) noexcept {
  switch (width) {
    case 1:
      return put_word<1>(from, bits, to);
    case 2:
      return put_word<2>(from, bits, to);
    case 4:
      return put_word<4>(from, bits, to);
    case 8:
      return put_word<8>(from, bits, to);
    default:
      break;
  }
  for (; bits != 0; bits &= bits - 1, to += width) {
    std::memcpy(to, from + static_cast<std::size_t>(std::countr_zero(bits)) * width, width);
  }
  return to;
}

constexpr std::size_t kVector = 64;  // bytes that a step may write beyond what is wanted

// Goes through the words: those of all rows or none have their own way; `put` writes the wanted of one whole word, and
// `put_last` does so where nothing may be read or written behind them.
template <typename Put, typename PutLast>
std::uint8_t* for_words(const std::uint8_t* from, std::size_t width, std::span<const std::uint64_t> words,
                        std::uint8_t* to, const std::uint8_t* limit, Put&& put, PutLast&& put_last) {
  for (const std::uint64_t bits : words) {
    if (bits == ~std::uint64_t{0}) {
      std::memcpy(to, from, kWordRows * width);
      to += kWordRows * width;
    } else if (bits != 0) {
      const auto wanted = static_cast<std::size_t>(std::popcount(bits));
      const bool has_room = static_cast<std::size_t>(limit - to) >= wanted * width + kVector;
      to = has_room ? put(from, bits, to) : put_last(from, bits, to);
    }
    from += kWordRows * width;
  }
  return to;
}

template <typename Put>
std::uint8_t* for_words(const std::uint8_t* from, std::size_t width, std::span<const std::uint64_t> words,
                        std::uint8_t* to, const std::uint8_t* limit, Put&& put) {
  return for_words(from, width, words, to, limit, put,
                   [=](auto* items, auto bits, auto* out) { return put_word(items, width, bits, out); });
}

__m128i places_of(std::uint64_t bits) noexcept {
  return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(kPlaces[bits & 0xFF].data()));
}

int count_of(std::uint64_t bits) noexcept { return std::popcount(bits & 0xFF); }

// Eight items of a byte, or of two, at once.
std::uint8_t* put_bytes(const std::uint8_t* from, std::uint64_t bits, std::uint8_t* to) noexcept {
  for (unsigned i = 0; i < 64; i += 8, bits >>= 8) {
    const __m128i items = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from + i));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to), _mm_shuffle_epi8(items, places_of(bits)));
    to += count_of(bits);
  }
  return to;
}

std::uint8_t* put_pairs(const std::uint8_t* from, std::uint64_t bits, std::uint8_t* to) noexcept {
  const __m128i which = _mm_set1_epi16(0x0100);
  for (unsigned i = 0; i < 64; i += 8, bits >>= 8) {
    const __m128i places = places_of(bits);
    const __m128i twice = _mm_add_epi8(places, places);
    const __m128i shuffle = _mm_or_si128(_mm_unpacklo_epi8(twice, twice), which);
    const __m128i items = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + std::size_t{2} * i));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to), _mm_shuffle_epi8(items, shuffle));
    to += 2 * count_of(bits);
  }
  return to;
}

__attribute__((target("avx2"))) std::uint8_t* put_fours_avx2(const std::uint8_t* from, std::uint64_t bits,
                                                             std::uint8_t* to) noexcept {
  for (unsigned i = 0; i < 64; i += 8, bits >>= 8) {
    const __m256i items = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + std::size_t{4} * i));
    const __m256i packed = _mm256_permutevar8x32_epi32(items, _mm256_cvtepu8_epi32(places_of(bits)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), packed);
    to += 4 * count_of(bits);
  }
  return to;
}

// Four items of eight bytes are eight of four, of which each two go together.
constexpr auto kEights = [] {
  std::array<std::array<std::uint32_t, 8>, 16> places{};
  for (unsigned bits = 0; bits < 16; ++bits) {
    for (unsigned i = 0; i < 8; ++i) places[bits][i] = 2U * kPlaces[bits][i / 2] + i % 2;
  }
  return places;
}();

__attribute__((target("avx2"))) std::uint8_t* put_eights_avx2(const std::uint8_t* from, std::uint64_t bits,
                                                              std::uint8_t* to) noexcept {
  for (unsigned i = 0; i < 64; i += 4, bits >>= 4) {
    const __m256i items = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from + std::size_t{8} * i));
    const __m256i places = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(kEights[bits & 0xF].data()));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), _mm256_permutevar8x32_epi32(items, places));
    to += 8 * std::popcount(bits & 0xF);
  }
  return to;
}

__attribute__((target("avx512f"))) std::uint8_t* put_fours_avx512(const std::uint8_t* from, std::uint64_t bits,
                                                                  std::uint8_t* to) noexcept {
  for (unsigned i = 0; i < 64; i += 16, bits >>= 16) {
    const __m512i items = _mm512_loadu_si512(from + std::size_t{4} * i);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(static_cast<__mmask16>(bits), items));
    to += 4 * std::popcount(bits & 0xFFFF);
  }
  return to;
}

__attribute__((target("avx512f"))) std::uint8_t* put_eights_avx512(const std::uint8_t* from, std::uint64_t bits,
                                                                   std::uint8_t* to) noexcept {
  for (unsigned i = 0; i < 64; i += 8, bits >>= 8) {
    const __m512i items = _mm512_loadu_si512(from + std::size_t{8} * i);
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(static_cast<__mmask8>(bits), items));
    to += 8 * count_of(bits);
  }
  return to;
}

// The same, of which nothing is read but what is wanted, and nothing else written.
__attribute__((target("avx512f"))) std::uint8_t* put_last_fours_avx512(const std::uint8_t* from, std::uint64_t bits,
                                                                       std::uint8_t* to) noexcept {
  for (; bits != 0; bits >>= 16, from += 64) {
    const auto wanted = static_cast<__mmask16>(bits);
    const int count = std::popcount(bits & 0xFFFF);
    const __m512i packed = _mm512_maskz_compress_epi32(wanted, _mm512_maskz_loadu_epi32(wanted, from));
    _mm512_mask_storeu_epi32(to, static_cast<__mmask16>((1U << count) - 1), packed);
    to += 4 * count;
  }
  return to;
}

__attribute__((target("avx512f"))) std::uint8_t* put_last_eights_avx512(const std::uint8_t* from, std::uint64_t bits,
                                                                        std::uint8_t* to) noexcept {
  for (; bits != 0; bits >>= 8, from += 64) {
    const auto wanted = static_cast<__mmask8>(bits);
    const int count = count_of(bits);
    const __m512i packed = _mm512_maskz_compress_epi64(wanted, _mm512_maskz_loadu_epi64(wanted, from));
    _mm512_mask_storeu_epi64(to, static_cast<__mmask8>((1U << count) - 1), packed);
    to += 8 * count;
  }
  return to;
}

using Compress = decltype(&detail::compress_portable);

Compress best_compress() noexcept {
  if (detail::has_avx512()) return detail::compress_avx512;
  return detail::has_avx2() ? detail::compress_avx2 : detail::compress_portable;
}

}  // namespace

namespace detail {

bool has_avx2() noexcept { return __builtin_cpu_supports("avx2") != 0; }
bool has_avx512() noexcept { return __builtin_cpu_supports("avx512f") != 0; }

std::uint8_t* compress_portable(const std::uint8_t* from, std::size_t width, std::span<const std::uint64_t> words,
                                std::uint8_t* to, const std::uint8_t* limit) {
  return for_words(from, width, words, to, limit,
                   [&](auto* items, auto bits, auto* out) { return put_word(items, width, bits, out); });
}

std::uint8_t* compress_avx2(const std::uint8_t* from, std::size_t width, std::span<const std::uint64_t> words,
                            std::uint8_t* to, const std::uint8_t* limit) {
  switch (width) {
    case 1:
      return for_words(from, 1, words, to, limit, put_bytes);
    case 2:
      return for_words(from, 2, words, to, limit, put_pairs);
    case 4:
      return for_words(from, 4, words, to, limit, put_fours_avx2);
    case 8:
      return for_words(from, 8, words, to, limit, put_eights_avx2);
    default:
      return compress_portable(from, width, words, to, limit);
  }
}

std::uint8_t* compress_avx512(const std::uint8_t* from, std::size_t width, std::span<const std::uint64_t> words,
                              std::uint8_t* to, const std::uint8_t* limit) {
  if (width == 4) return for_words(from, 4, words, to, limit, put_fours_avx512, put_last_fours_avx512);
  if (width == 8) return for_words(from, 8, words, to, limit, put_eights_avx512, put_last_eights_avx512);
  return compress_avx2(from, width, words, to, limit);
}

}  // namespace detail

namespace {

// Where each part of the words begins among those that are wanted, and the end.
std::vector<std::size_t> begins_of(std::span<const std::uint64_t> words, std::size_t part) {
  std::vector<std::size_t> begins{0};
  begins.reserve(words.size() / part + 2);
  for (std::size_t word = 0; word < words.size(); word += part) {
    std::size_t count = 0;
    for (const std::uint64_t bits : words.subspan(word, std::min(part, words.size() - word))) {
      count += static_cast<std::size_t>(std::popcount(bits));
    }
    begins.push_back(begins.back() + count);
  }
  return begins;
}

}  // namespace

void compress(std::span<const Compression> columns, const RowMask& mask) {
  static const Compress best = best_compress();
  const auto words = mask.words();
  const unsigned threads = threads_for(mask.rows());
  if (threads == 1) {
    const std::size_t wanted = mask.wanted();
    for (const auto& [from, width, to] : columns) best(from, width, words, to, to + wanted * width);
    return;
  }
  const std::size_t part = words.size() / (std::size_t{threads} * 4) + 1;
  const std::vector<std::size_t> begins = begins_of(words, part);
  const std::size_t parts = begins.size() - 1;
  parallel_for(threads, parts * columns.size(), [&](std::size_t i) {
    const auto& [from, width, to] = columns[i / parts];
    const std::size_t k = i % parts;
    const auto own = words.subspan(k * part, std::min(part, words.size() - k * part));
    std::uint8_t* const begin = to + begins[k] * width;
    std::uint8_t* const end = to + begins[k + 1] * width;
    best(from + k * part * kWordRows * width, width, own, begin, end);
  });
}

}  // namespace wirespeed::kernels
