// Cells that sums are kept in, and what is right of them at the end.
#pragma once

#include <cmath>
#include <cstdint>
#include <type_traits>

#include "wirespeed/kernels/aggregate_source.hpp"

namespace wirespeed::kernels {

__extension__ using Int128 = __int128;

// What was rounded off is summed beside (Kahan and Babuska's way, by Knuth's branch-free addition).
struct FloatTotal {
  double sum = 0;
  double error = 0;

  void add(double value) noexcept {
    const double next = sum + value;
    const double taken = next - sum;
    error += (sum - (next - taken)) + (value - taken);
    sum = next;
  }
  // Once infinite, the error is NaN.
  double total() const noexcept { return std::isfinite(sum) ? sum + error : sum; }
};

// 64 bits do not overflow by fewer than 2^32 items of 32 bits; those of 64 bits get 128.
template <typename T>
using TotalOf = std::conditional_t<
    std::is_floating_point_v<T>, FloatTotal,
    std::conditional_t<sizeof(T) == 8, Int128, std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>>>;

template <typename Total>
double as_double(const Total& total) noexcept {
  if constexpr (std::is_same_v<Total, FloatTotal>) {
    return total.total();
  } else {
    return static_cast<double>(total);
  }
}

template <typename T, typename Total = TotalOf<T>>
struct SumOp {
  using Value = T;
  using Cell = Total;

  static Cell empty() noexcept { return {}; }
  static void add(Cell& cell, T value, std::uint32_t, std::uint32_t) noexcept {
    if constexpr (std::is_same_v<Cell, FloatTotal>) {
      cell.add(static_cast<double>(value));
    } else {
      cell += value;
    }
  }
  static void merge(Cell& into, const Cell& later) noexcept {
    if constexpr (std::is_same_v<Cell, FloatTotal>) {
      into.add(later.sum);
      into.error += later.error;
    } else {
      into += later;
    }
  }
};

}  // namespace wirespeed::kernels
