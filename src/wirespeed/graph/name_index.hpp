// Name -> nodes: the nodes of a label dealt into 2^bits buckets by the hash of their names, ascending in each bucket.
//
//   buckets: u32, 2^bits + 1 offsets into nodes       nodes: u32 places in the block, all that have a name
//
// 4 to 8 names share a bucket, so a look-up reads about that many names and the index costs 4.5 to 5 bytes a node.
// Equal names are no special case.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "wirespeed/graph/text_column.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

struct NameIndex {
  unsigned bits = 0;
  std::vector<std::uint32_t> buckets;
  std::vector<std::uint32_t> nodes;
};

NameIndex build_name_index(const TextColumn& names);

// Borrowed. Every answer is compared with the names themselves.
class NameIndexView {
 public:
  static constexpr unsigned kMaxBits = 31;

  NameIndexView() = default;
  // REQUIRES: buckets.size() == 2^bits + 1
  NameIndexView(unsigned bits, std::span<const std::uint32_t> buckets, std::span<const std::uint32_t> nodes) noexcept
      : bits_(bits), buckets_(buckets), nodes_(nodes) {}

  bool present() const noexcept { return !buckets_.empty(); }

  // Places of all nodes that have this name, ascending.
  std::vector<std::uint32_t> find(std::string_view name, const TextColumn& names) const;

  std::span<const std::uint32_t> buckets() const noexcept { return buckets_; }
  std::span<const std::uint32_t> nodes() const noexcept { return nodes_; }

 private:
  unsigned bits_ = 0;
  std::span<const std::uint32_t> buckets_;
  std::span<const std::uint32_t> nodes_;
};

}  // namespace wirespeed::graph
