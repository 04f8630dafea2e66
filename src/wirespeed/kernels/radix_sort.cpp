#include "wirespeed/kernels/radix_sort.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace wirespeed::kernels {
namespace {

// Below it a merge sort has fewer steps than the counts of a radix sort have places.
constexpr std::size_t kRadixRows = 512;
constexpr unsigned kDigitBits = 11;
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;

// By `bits` bits of the words from the lowest on.
void radix_sort(RawVector<WordItem>& items, unsigned bits) {
  RawVector<WordItem> other(items.size());
  for (unsigned shift = 0; shift < bits; shift += kDigitBits) {
    std::array<std::size_t, kDigits> places{};
    for (const WordItem& item : items) ++places[item.word >> shift & (kDigits - 1)];
    if (std::ranges::find(places, items.size()) != places.end()) continue;  // all have the same digit
    std::size_t sum = 0;
    for (std::size_t& place : places) sum += std::exchange(place, sum);
    for (const WordItem& item : items) other[places[item.word >> shift & (kDigits - 1)]++] = item;
    items.swap(other);
  }
}

// Runs of doubling length are merged. (std::stable_sort would take memory by a call that is deprecated.)
void merge_sort(RawVector<WordItem>& items) {
  RawVector<WordItem> other(items.size());
  for (std::size_t run = 1; run < items.size(); run *= 2) {
    for (std::size_t begin = 0; begin < items.size(); begin += 2 * run) {
      const auto first = items.begin() + static_cast<std::ptrdiff_t>(begin);
      const auto middle = items.begin() + static_cast<std::ptrdiff_t>(std::min(begin + run, items.size()));
      const auto last = items.begin() + static_cast<std::ptrdiff_t>(std::min(begin + 2 * run, items.size()));
      std::ranges::merge(first, middle, middle, last, other.begin() + static_cast<std::ptrdiff_t>(begin), {},
                         &WordItem::word, &WordItem::word);
    }
    items.swap(other);
  }
}

}  // namespace

void sort_by_word(RawVector<WordItem>& items, unsigned bits) {
  if (items.size() >= kRadixRows) return radix_sort(items, bits);
  merge_sort(items);
}

}  // namespace wirespeed::kernels
