#include "wirespeed/search/minimum_tree.hpp"

#include <algorithm>

namespace wirespeed::search {
namespace {

constexpr std::uint32_t kFanOut = 64;

std::uint32_t parents_of(std::uint32_t nodes) noexcept { return nodes / kFanOut + (nodes % kFanOut != 0); }

}  // namespace

std::vector<std::uint32_t> build_minima(std::span<const std::uint32_t> best) {
  std::vector<std::uint32_t> minima;
  for (auto level = best; level.size() > kFanOut;) {
    const std::size_t begin = minima.size();
    const std::vector<std::uint32_t> below(level.begin(), level.end());
    for (std::size_t at = 0; at < below.size(); at += kFanOut) {
      const auto children = std::span(below).subspan(at, std::min<std::size_t>(kFanOut, below.size() - at));
      minima.push_back(std::ranges::min(children));
    }
    level = std::span(minima).subspan(begin);
  }
  return minima;
}

Result<MinimumTree> MinimumTree::open(NumberView best, std::uint32_t blocks, ByteView minima) {
  MinimumTree tree;
  tree.levels_[0] = best;
  tree.sizes_[0] = blocks;
  tree.level_count_ = 1;
  std::uint64_t at = 0;
  for (std::uint32_t size = blocks; size > kFanOut; ++tree.level_count_) {
    size = parents_of(size);
    const std::uint64_t bytes = std::uint64_t{size} * 4;
    if (minima.size() < at + bytes) {
      return fail(Errc::malformed,
                  "open search index: section minima: expected {} bytes or more for {} blocks, found {}", at + bytes,
                  blocks, minima.size());
    }
    tree.levels_[tree.level_count_] = NumberView(minima.subspan(at, bytes));
    tree.sizes_[tree.level_count_] = size;
    at += bytes;
  }
  return tree;
}

std::uint32_t MinimumTree::best(WordRange range) const noexcept { return best_at(0, range); }

std::uint32_t MinimumTree::scan(std::size_t level, WordRange range) const noexcept {
  const NumberView values = levels_[level];
  std::uint32_t least = values[range.begin];
  for (std::uint32_t i = range.begin + 1; i < range.end; ++i) least = std::min(least, values[i]);
  std::uint32_t at = range.begin;
  while (values[at] != least) ++at;
  return at;
}

// Both ends of the range up to whole parents are scanned; between them the level above decides.
std::uint32_t MinimumTree::best_at(std::size_t level, WordRange range) const noexcept {
  const WordRange parents{parents_of(range.begin), range.end / kFanOut};
  if (level + 1 >= level_count_ || parents.empty()) return scan(level, range);
  const std::uint32_t parent = best_at(level + 1, parents);
  std::uint32_t found = scan(level, {parent * kFanOut, std::min((parent + 1) * kFanOut, sizes_[level])});
  const NumberView values = levels_[level];
  if (range.begin < parents.begin * kFanOut) {
    const std::uint32_t left = scan(level, {range.begin, parents.begin * kFanOut});
    if (values[left] <= values[found]) found = left;
  }
  if (parents.end * kFanOut < range.end) {
    const std::uint32_t right = scan(level, {parents.end * kFanOut, range.end});
    if (values[right] < values[found]) found = right;
  }
  return found;
}

}  // namespace wirespeed::search
