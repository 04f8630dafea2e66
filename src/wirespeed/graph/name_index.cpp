#include "wirespeed/graph/name_index.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

#include "wirespeed/base/hash.hpp"

namespace wirespeed::graph {
namespace {

constexpr std::size_t kNamesPerBucket = 8;  // at most, on average

std::size_t bucket_of(std::string_view name, unsigned bits) noexcept {
  return static_cast<std::size_t>(hash64(bytes_of(name)) >> 1 >> (63 - bits));
}

}  // namespace

NameIndex build_name_index(const TextColumn& names) {
  NameIndex index;
  index.bits = static_cast<unsigned>(std::bit_width(names.size() / kNamesPerBucket));
  std::vector<std::uint32_t> bucket(names.size());
  index.buckets.assign((std::size_t{1} << index.bits) + 1, 0);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i].empty()) continue;
    bucket[i] = static_cast<std::uint32_t>(bucket_of(names[i], index.bits));
    ++index.buckets[bucket[i] + 1];
  }
  std::partial_sum(index.buckets.begin(), index.buckets.end(), index.buckets.begin());
  index.nodes.resize(index.buckets.back());
  std::vector<std::uint32_t> place(index.buckets.begin(), index.buckets.end() - 1);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty()) index.nodes[place[bucket[i]]++] = static_cast<std::uint32_t>(i);
  }
  return index;
}

std::vector<std::uint32_t> NameIndexView::find(std::string_view name, const TextColumn& names) const {
  std::vector<std::uint32_t> found;
  if (name.empty() || !present()) return found;
  const std::size_t bucket = bucket_of(name, bits_);
  const std::size_t end = std::min<std::size_t>(buckets_[bucket + 1], nodes_.size());
  for (std::size_t i = buckets_[bucket]; i < end; ++i) {
    if (names[nodes_[i]] == name) found.push_back(nodes_[i]);
  }
  return found;
}

}  // namespace wirespeed::graph
