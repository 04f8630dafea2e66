#include "wirespeed/kernels/aggregate_small_sums.hpp"

#include "wirespeed/kernels/word_shape.hpp"

namespace wirespeed::kernels {
namespace {

// Bits that are beyond 2 * bound - 1 where a number is not in [-bound, bound). REQUIRES: bound is a power of two
std::uint64_t bits_beyond(const std::int64_t* items, std::size_t count, std::uint64_t bound) noexcept {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; ++i) bits |= static_cast<std::uint64_t>(items[i]) + bound;
  return bits;
}

#if defined(__x86_64__)
__attribute__((target("avx2"))) std::uint64_t wide_bits_beyond(const std::int64_t* items, std::size_t count,
                                                               std::uint64_t bound) noexcept {
  using Lanes __attribute__((vector_size(32))) = std::uint64_t;
  using Load __attribute__((vector_size(32), aligned(1), may_alias)) = std::uint64_t;
  Lanes bits[2] = {};
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    bits[0] |= *reinterpret_cast<const Load*>(items + i) + bound;
    bits[1] |= *reinterpret_cast<const Load*>(items + i + 4) + bound;
  }
  const Lanes all = bits[0] | bits[1];
  return all[0] | all[1] | all[2] | all[3] | bits_beyond(items + i, count - i, bound);
}
#endif

}  // namespace

bool are_within(const std::int64_t* items, std::size_t count, std::uint64_t bound) noexcept {
#if defined(__x86_64__)
  if (kHasAvx2) return wide_bits_beyond(items, count, bound) < 2 * bound;
#endif
  return bits_beyond(items, count, bound) < 2 * bound;
}

}  // namespace wirespeed::kernels
