#include "wirespeed/s3/crc_x86.hpp"

#if defined(__x86_64__)

#include <immintrin.h>

#include "wirespeed/s3/crc_math.hpp"
#include "wirespeed/s3/crc_portable.hpp"

namespace wirespeed::s3::x86 {
namespace {

// --- CRC-32C: an instruction takes 3 cycles, and one can begin in each: three lanes, joined at the end.

constexpr std::size_t kLongLane = 4096;
constexpr std::size_t kShortLane = 256;

// [k][b]: what byte k of a register, being b, becomes when kLane bytes of zeros follow.
template <std::size_t kLane>
constexpr auto kLaneTables = [] {
  using Math = CrcMath<std::uint32_t, kCrc32cPolynomial>;
  constexpr std::uint32_t shift = Math::power(kLane, 3);
  std::array<std::array<std::uint32_t, 256>, 4> tables{};
  for (std::size_t k = 0; k < 4; ++k) {
    for (std::uint32_t byte = 0; byte < 256; ++byte) tables[k][byte] = Math::multiply(shift, byte << (8 * k));
  }
  return tables;
}();

template <std::size_t kLane>
std::uint32_t behind_lane(std::uint64_t state) noexcept {
  constexpr auto& tables = kLaneTables<kLane>;
  return tables[0][state & 0xFF] ^ tables[1][(state >> 8) & 0xFF] ^ tables[2][(state >> 16) & 0xFF] ^
         tables[3][(state >> 24) & 0xFF];
}

// Takes all that is there in groups of three lanes.
template <std::size_t kLane>
std::uint64_t take_lanes(std::uint64_t state, ByteView& bytes) noexcept {
  while (bytes.size() >= 3 * kLane) {
    const std::uint8_t* at = bytes.data();
    std::uint64_t second = 0;
    std::uint64_t third = 0;
    for (const std::uint8_t* const end = at + kLane; at != end; at += 8) {
      state = _mm_crc32_u64(state, load_le<std::uint64_t>(at));
      second = _mm_crc32_u64(second, load_le<std::uint64_t>(at + kLane));
      third = _mm_crc32_u64(third, load_le<std::uint64_t>(at + 2 * kLane));
    }
    state = behind_lane<kLane>(state) ^ second;
    state = behind_lane<kLane>(state) ^ third;
    bytes = bytes.subspan(3 * kLane);
  }
  return state;
}

// --- The others: eight sums of 128 bits, each folded over the 1024 bits of one step.

using Words = __m128i;

template <typename Factors>
__attribute__((target("pclmul"))) Words fold_into(Words sum, Words next) noexcept {
  const Words by = _mm_set_epi64x(static_cast<long long>(Factors::kHigh), static_cast<long long>(Factors::kLow));
  const Words folded = _mm_xor_si128(_mm_clmulepi64_si128(sum, by, 0x00), _mm_clmulepi64_si128(sum, by, 0x11));
  return _mm_xor_si128(folded, next);
}

Words load(const std::uint8_t* at) noexcept { return _mm_loadu_si128(reinterpret_cast<const Words*>(at)); }

template <typename T, T kPolynomial>
__attribute__((target("pclmul"))) T fold(T state, ByteView bytes) noexcept {
  constexpr std::size_t kSums = 8;
  constexpr std::size_t kStep = kSums * sizeof(Words);
  if (bytes.size() < 2 * kStep) return portable::update<T, kPolynomial>(state, bytes);
  Words sums[kSums];
  const std::uint8_t* at = bytes.data();
  for (std::size_t i = 0; i < kSums; ++i) sums[i] = load(at + i * sizeof(Words));
  sums[0] = _mm_xor_si128(sums[0], _mm_set_epi64x(0, static_cast<long long>(std::uint64_t{state})));
  const std::uint8_t* const end = at + bytes.size();
  for (at += kStep; static_cast<std::size_t>(end - at) >= kStep; at += kStep) {
    for (std::size_t i = 0; i < kSums; ++i) {
      sums[i] = fold_into<FoldBy<T, kPolynomial, 8 * kStep>>(sums[i], load(at + i * sizeof(Words)));
    }
  }
  for (std::size_t i = 1; i < kSums; ++i) sums[i] = fold_into<FoldBy<T, kPolynomial, 128>>(sums[i - 1], sums[i]);
  // What is left of all is 16 bytes, to be taken by a register of zero.
  std::uint8_t sum[sizeof(Words)];
  _mm_storeu_si128(reinterpret_cast<Words*>(sum), sums[kSums - 1]);
  state = portable::update<T, kPolynomial>(0, sum);
  return portable::update<T, kPolynomial>(state, {at, end});
}

}  // namespace

std::uint32_t crc32c(std::uint32_t state, ByteView bytes) noexcept {
  std::uint64_t wide = take_lanes<kLongLane>(state, bytes);
  wide = take_lanes<kShortLane>(wide, bytes);
  const std::uint8_t* at = bytes.data();
  const std::uint8_t* const end = at + bytes.size();
  for (; end - at >= 8; at += 8) wide = _mm_crc32_u64(wide, load_le<std::uint64_t>(at));
  auto narrow = static_cast<std::uint32_t>(wide);
  for (; at != end; ++at) narrow = _mm_crc32_u8(narrow, *at);
  return narrow;
}

bool has_carryless_multiplication() noexcept {
  static const bool has = __builtin_cpu_supports("pclmul") != 0;
  return has;
}

std::uint32_t crc32(std::uint32_t state, ByteView bytes) noexcept {
  return fold<std::uint32_t, kCrc32Polynomial>(state, bytes);
}

std::uint64_t crc64nvme(std::uint64_t state, ByteView bytes) noexcept {
  return fold<std::uint64_t, kCrc64NvmePolynomial>(state, bytes);
}

}  // namespace wirespeed::s3::x86

#endif
