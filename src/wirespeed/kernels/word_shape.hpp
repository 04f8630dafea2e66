// What one pass over words tells about them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace wirespeed::kernels {

struct WordShape {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  bool is_sorted = true;

  std::uint64_t span() const noexcept { return high - low; }
  bool operator==(const WordShape&) const = default;
};

// The shape of words that follow one another.
inline WordShape both(const WordShape& a, const WordShape& b) noexcept {
  return {std::min(a.low, b.low), std::max(a.high, b.high), a.is_sorted && b.is_sorted && a.high <= b.low};
}

// On any CPU. REQUIRES: words.size > 0
template <typename Words>
WordShape plain_shape_of(const Words& words) noexcept {
  auto low = words[0];
  auto high = low;
  auto before = low;
  bool falls = false;
  for (std::size_t i = 1; i < words.size; ++i) {
    const auto word = words[i];
    low = std::min(low, word);
    high = std::max(high, word);
    falls |= word < before;
    before = word;
  }
  return {low, high, !falls};
}

#if defined(__x86_64__)

inline const bool kHasAvx2 = __builtin_cpu_supports("avx2") != 0;

// 32 bytes a step, as signed numbers, which are all that AVX2 compares. REQUIRES: words.size > lanes; the CPU has AVX2
template <typename T, typename Signed, typename Words>
__attribute__((target("avx2"))) WordShape wide_shape_of(const Words& words) noexcept {
  using Lanes __attribute__((vector_size(32))) = Signed;
  using Load __attribute__((vector_size(32), aligned(1), may_alias)) = Signed;
  constexpr std::size_t kLanes = sizeof(Lanes) / sizeof(Signed);
  constexpr auto kSign = static_cast<T>(T{1} << (sizeof(T) * 8 - 1));
  const auto turn = static_cast<Signed>(words.flip ^ kSign);  // from what is stored to signed order
  Lanes low = *reinterpret_cast<const Load*>(words.data) ^ turn;
  Lanes high = low;
  Lanes falls = low < low;
  const std::size_t last = words.size - kLanes;
  for (std::size_t i = 1;; i = std::min(i + kLanes, last)) {
    const Lanes before = *reinterpret_cast<const Load*>(words.data + i - 1) ^ turn;
    const Lanes word = *reinterpret_cast<const Load*>(words.data + i) ^ turn;
    low = word < low ? word : low;
    high = word > high ? word : high;
    falls |= word < before;
    if (i == last) break;
  }
  WordShape shape{~std::uint64_t{0}, 0, true};
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    shape.low = std::min<std::uint64_t>(shape.low, static_cast<T>(static_cast<T>(low[lane]) ^ kSign));
    shape.high = std::max<std::uint64_t>(shape.high, static_cast<T>(static_cast<T>(high[lane]) ^ kSign));
    shape.is_sorted = shape.is_sorted && falls[lane] == 0;
  }
  return shape;
}

#endif

}  // namespace wirespeed::kernels
