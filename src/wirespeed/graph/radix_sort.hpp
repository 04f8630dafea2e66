// Numbers in ascending order, digit by digit from the last: for more of them than std::sort is fast with.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <cstdint>
#include <numeric>
#include <vector>

namespace wirespeed::graph {

template <std::unsigned_integral Number>
class RadixSorter {
 public:
  explicit RadixSorter(std::vector<Number>& numbers) : numbers_(numbers) {}

  void sort() {
    if (numbers_.size() < kFrom) {
      std::ranges::sort(numbers_);
      return;
    }
    Number differs = 0;
    for (const Number one : numbers_) differs |= one ^ numbers_[0];
    other_.resize(numbers_.size());
    for (unsigned shift = 0; shift < 8 * sizeof(Number); shift += kDigitBits) {
      if ((differs >> shift & kMask) != 0) sort_by_digit(shift);
    }
  }

 private:
  static constexpr std::size_t kFrom = 512;  // below it std::sort is as fast
  static constexpr unsigned kDigitBits = 11;
  static constexpr Number kMask = (Number{1} << kDigitBits) - 1;

  void sort_by_digit(unsigned shift) {
    std::array<std::size_t, kMask + 2> place{};
    for (const Number one : numbers_) ++place[(one >> shift & kMask) + 1];
    std::partial_sum(place.begin(), place.end(), place.begin());
    for (const Number one : numbers_) other_[place[one >> shift & kMask]++] = one;
    numbers_.swap(other_);
  }

  std::vector<Number>& numbers_;
  std::vector<Number> other_;
};

template <std::unsigned_integral Number>
void radix_sort(std::vector<Number>& numbers) {
  RadixSorter<Number>(numbers).sort();
}

}  // namespace wirespeed::graph
