// The search for marks: bits for each 64 bytes, then the places of those that are set.
#include "wirespeed/xml/marks.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace wirespeed::xml::detail {
namespace {

struct Bits {
  std::uint64_t marks;
  std::uint64_t high;
};

// Most blocks have up to eight marks or up to sixteen: eight are written at a time, so that no branch depends on more.
[[gnu::always_inline]] inline std::uint32_t* put_places(std::uint64_t bits, std::uint32_t offset,
                                                        std::uint32_t* out) noexcept {
  std::uint32_t* const end = out + std::popcount(bits);
  do {
    for (unsigned i = 0; i < 8; ++i) {
      out[i] = offset + static_cast<std::uint32_t>(std::countr_zero(bits));
      bits &= bits - 1;
    }
    out += 8;
  } while (bits != 0);
  return end;
}

inline Bits look_at(const char* at) noexcept {
  Bits found{0, 0};
  for (unsigned i = 0; i < 64; i += 16) {
    const Block block = load(at + i);
    found.marks |= std::uint64_t{text_stop_bits(block)} << i;
    found.high |= std::uint64_t{high_bits(block)} << i;
  }
  return found;
}

}  // namespace

std::uint32_t* find_marks_portable(const char* at, std::size_t blocks, std::uint32_t offset, std::uint32_t* out,
                                   bool& high) noexcept {
  std::uint64_t any_high = 0;
  for (; blocks > 0; --blocks, at += 64, offset += 64) {
    const Bits found = look_at(at);
    any_high |= found.high;
    out = put_places(found.marks, offset, out);
  }
  high |= any_high != 0;
  return out;
}

#if defined(__x86_64__)

bool has_avx2() noexcept { return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("bmi") != 0; }

bool has_avx512() noexcept {
  return has_avx2() && __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vbmi2") != 0;
}

namespace {

__attribute__((target("avx2,bmi"))) inline std::uint32_t mark_bits_32(__m256i block) noexcept {
  const __m256i by_low_bits = _mm256_setr_epi8(WIRESPEED_TEXT_STOPS, WIRESPEED_TEXT_STOPS);
  const __m256i named = _mm256_cmpeq_epi8(_mm256_shuffle_epi8(by_low_bits, block), block);
  const __m256i control = _mm256_cmpeq_epi8(_mm256_subs_epu8(block, _mm256_set1_epi8(0x1F)), _mm256_setzero_si256());
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_xor_si256(named, control)));
}

}  // namespace

__attribute__((target("avx2,bmi"))) std::uint32_t* find_marks_avx2(const char* at, std::size_t blocks,
                                                                   std::uint32_t offset, std::uint32_t* out,
                                                                   bool& high) noexcept {
  __m256i all = _mm256_setzero_si256();
  for (; blocks > 0; --blocks, at += 64, offset += 64) {
    const __m256i low_half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const __m256i high_half = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + 32));
    all = _mm256_or_si256(all, _mm256_or_si256(low_half, high_half));
    out = put_places(mark_bits_32(low_half) | std::uint64_t{mark_bits_32(high_half)} << 32, offset, out);
  }
  high |= _mm256_movemask_epi8(all) != 0;
  return out;
}

#define WIRESPEED_AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,bmi")))

namespace {

template <int kQuarter>
WIRESPEED_AVX512 inline void put_quarter(__m512i places, __m512i offset, std::uint32_t* out) noexcept {
  const __m128i sixteen = _mm512_extracti32x4_epi32(places, kQuarter);
  _mm512_storeu_si512(out + 16 * kQuarter, _mm512_add_epi32(_mm512_cvtepu8_epi32(sixteen), offset));
}

WIRESPEED_AVX512 inline std::uint32_t* put_places_512(std::uint64_t bits, __m512i numbers, std::uint32_t offset,
                                                      std::uint32_t* out) noexcept {
  const __m512i places = _mm512_maskz_compress_epi8(bits, numbers);
  const __m512i from = _mm512_set1_epi32(static_cast<int>(offset));
  const int count = std::popcount(bits);
  put_quarter<0>(places, from, out);
  if (count > 16) put_quarter<1>(places, from, out);
  if (count > 32) {
    put_quarter<2>(places, from, out);
    put_quarter<3>(places, from, out);
  }
  return out + count;
}

struct Tables {
  std::uint8_t by_low_bits[64];
  std::uint8_t numbers[64];
};
constexpr Tables kTables = [] {
  constexpr std::uint8_t kByLowBits[16] = {WIRESPEED_TEXT_STOPS};
  Tables tables{};
  for (std::uint8_t i = 0; i < 64; ++i) {
    tables.by_low_bits[i] = kByLowBits[i % 16];
    tables.numbers[i] = i;
  }
  return tables;
}();

}  // namespace

WIRESPEED_AVX512 std::uint32_t* find_marks_avx512(const char* at, std::size_t blocks, std::uint32_t offset,
                                                  std::uint32_t* out, bool& high) noexcept {
  const __m512i by_low_bits = _mm512_loadu_si512(kTables.by_low_bits);
  const __m512i numbers = _mm512_loadu_si512(kTables.numbers);
  std::uint64_t any_high = 0;
  for (; blocks > 0; --blocks, at += 64, offset += 64) {
    const __m512i block = _mm512_loadu_si512(at);
    const std::uint64_t named = _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(by_low_bits, block), block);
    const std::uint64_t control = _mm512_cmplt_epu8_mask(block, _mm512_set1_epi8(0x20));
    any_high |= _mm512_movepi8_mask(block);
    out = put_places_512(named ^ control, numbers, offset, out);
  }
  high |= any_high != 0;
  return out;
}

#endif

}  // namespace wirespeed::xml::detail
