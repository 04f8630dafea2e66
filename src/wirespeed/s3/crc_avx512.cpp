#include "wirespeed/s3/crc_x86.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

#include "wirespeed/s3/crc_math.hpp"
#include "wirespeed/s3/crc_portable.hpp"

namespace wirespeed::s3::x86 {
namespace {

#define WIRESPEED_WIDE __attribute__((target("avx512f,avx512vl,vpclmulqdq,pclmul")))

using Wide = __m512i;  // four sums of 128 bits

constexpr std::size_t kSums = kWideStep / sizeof(Wide);

WIRESPEED_WIDE Wide load(const std::uint8_t* at) noexcept { return _mm512_loadu_si512(at); }

template <typename Factors>
WIRESPEED_WIDE Wide fold_into(Wide sums, Wide next) noexcept {
  constexpr auto low = static_cast<long long>(Factors::kLow);
  constexpr auto high = static_cast<long long>(Factors::kHigh);
  const Wide by = _mm512_set_epi64(high, low, high, low, high, low, high, low);
  constexpr int kXorOfThree = 0x96;
  return _mm512_ternarylogic_epi64(_mm512_clmulepi64_epi128(sums, by, 0x00), _mm512_clmulepi64_epi128(sums, by, 0x11),
                                   next, kXorOfThree);
}

// What all sums come to: 64 bytes, to be taken by a register of zero.
template <typename T, T kPolynomial>
WIRESPEED_WIDE T state_of(const Wide (&sums)[kSums]) noexcept {
  Wide sum = sums[0];
  for (std::size_t i = 1; i < kSums; ++i) sum = fold_into<FoldBy<T, kPolynomial, 8 * sizeof(Wide)>>(sum, sums[i]);
  std::uint8_t bytes[sizeof(Wide)];
  _mm512_storeu_si512(bytes, sum);
  return portable::update<T, kPolynomial>(0, bytes);
}

template <typename T, T kPolynomial>
WIRESPEED_WIDE T fold(T state, ByteView bytes) noexcept {
  Wide sums[kSums];
  const std::uint8_t* at = bytes.data();
  const std::uint8_t* const end = at + bytes.size();
  for (std::size_t i = 0; i < kSums; ++i) sums[i] = load(at + i * sizeof(Wide));
  sums[0] = _mm512_xor_si512(sums[0], _mm512_zextsi128_si512(_mm_cvtsi64_si128(static_cast<long long>(state))));
  for (at += kWideStep; static_cast<std::size_t>(end - at) >= kWideStep; at += kWideStep) {
    for (std::size_t i = 0; i < kSums; ++i) {
      sums[i] = fold_into<FoldBy<T, kPolynomial, 8 * kWideStep>>(sums[i], load(at + i * sizeof(Wide)));
    }
  }
  return portable::update<T, kPolynomial>(state_of<T, kPolynomial>(sums), {at, end});
}

}  // namespace

bool has_wide_multiplication() noexcept {
  static const bool has = __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
                          __builtin_cpu_supports("vpclmulqdq") != 0;
  return has;
}

std::uint32_t wide_crc32(std::uint32_t state, ByteView bytes) noexcept {
  return fold<std::uint32_t, kCrc32Polynomial>(state, bytes);
}

std::uint32_t wide_crc32c(std::uint32_t state, ByteView bytes) noexcept {
  return fold<std::uint32_t, kCrc32cPolynomial>(state, bytes);
}

std::uint64_t wide_crc64nvme(std::uint64_t state, ByteView bytes) noexcept {
  return fold<std::uint64_t, kCrc64NvmePolynomial>(state, bytes);
}

}  // namespace wirespeed::s3::x86

#endif
