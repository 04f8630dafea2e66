#include "wirespeed/kernels/sorted_sets.hpp"

#include <algorithm>

namespace wirespeed::kernels {
namespace {

// From such a ratio of lengths on galloping takes fewer steps than walking.
constexpr std::size_t kSkew = 32;

// Its words when it is complete and strictly ascending. Most columns that are not end after one tile.
std::optional<RawVector<std::uint64_t>> ascending_words(const column::ArrayView& column, KeyKind kind) {
  const WordReader reader(column, kind);
  if (reader.presence().can_miss()) return std::nullopt;
  RawVector<std::uint64_t> words(reader.size());
  for (std::size_t begin = 0; begin < words.size(); begin += kTile) {
    const std::size_t count = std::min(kTile, words.size() - begin);
    reader.read(begin, count, words.data() + begin);
    for (std::size_t i = std::max<std::size_t>(begin, 1); i < begin + count; ++i) {
      if (words[i - 1] >= words[i]) return std::nullopt;
    }
  }
  return words;
}

// Calls work(place in one, place in two) for each word of both, in order. REQUIRES: `two` is the longer one.
template <typename Work>
void gallop_through(const RawVector<std::uint64_t>& one, const RawVector<std::uint64_t>& two, Work&& work) {
  std::size_t at = 0;
  for (std::size_t i = 0; i < one.size() && at < two.size(); ++i) {
    at = gallop(two, at, one[i]);
    if (at < two.size() && two[at] == one[i]) work(i, at);
  }
}

// Both in one walk, without a branch that depends on their words.
RawVector<Row> walked(const RawVector<std::uint64_t>& left, const RawVector<std::uint64_t>& right) {
  RawVector<Row> rows(std::min(left.size(), right.size()) + 1);
  std::size_t size = 0;
  for (std::size_t i = 0, j = 0; i < left.size() && j < right.size();) {
    const std::uint64_t a = left[i];
    const std::uint64_t b = right[j];
    rows[size] = static_cast<Row>(i);
    size += a == b ? 1 : 0;
    i += a <= b ? 1 : 0;
    j += b <= a ? 1 : 0;
  }
  rows.resize(size);
  return rows;
}

RawVector<Row> galloped(const RawVector<std::uint64_t>& left, const RawVector<std::uint64_t>& right) {
  RawVector<Row> rows;
  rows.reserve(std::min(left.size(), right.size()));
  if (left.size() < right.size()) {
    gallop_through(left, right, [&](std::size_t i, std::size_t) { rows.push_back(static_cast<Row>(i)); });
  } else {
    gallop_through(right, left, [&](std::size_t, std::size_t i) { rows.push_back(static_cast<Row>(i)); });
  }
  return rows;
}

}  // namespace

std::size_t gallop(const RawVector<std::uint64_t>& words, std::size_t from, std::uint64_t word) noexcept {
  std::size_t step = 1;
  std::size_t end = from;
  while (end < words.size() && words[end] < word) {
    from = end + 1;
    end += step;
    step *= 2;
  }
  end = std::min(end, words.size());
  return static_cast<std::size_t>(std::lower_bound(words.data() + from, words.data() + end, word) - words.data());
}

std::optional<RawVector<Row>> intersect_if_sorted(const column::ArrayView& left, const column::ArrayView& right,
                                                  KeyKind kind) {
  if (kind == KeyKind::text) return std::nullopt;
  const auto one = ascending_words(left, kind);
  const auto two = one ? ascending_words(right, kind) : std::nullopt;
  if (!two) return std::nullopt;
  const bool skewed = one->size() / kSkew > two->size() || two->size() / kSkew > one->size();
  return skewed ? galloped(*one, *two) : walked(*one, *two);
}

}  // namespace wirespeed::kernels
