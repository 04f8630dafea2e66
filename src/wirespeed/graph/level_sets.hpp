// What was met at each depth of a walk.
#pragma once

#include <vector>

#include "wirespeed/graph/node_set.hpp"

namespace wirespeed::graph {

class LevelSets {
 public:
  // REQUIRES of all calls: id < ids
  explicit LevelSets(std::uint32_t ids) : ids_(ids) {}

  // True if it is new at that depth.
  bool add(std::uint32_t id, std::uint32_t depth) {
    while (levels_.size() <= depth) levels_.emplace_back(ids_);
    return levels_[depth].add(id);
  }
  std::uint64_t bytes() const noexcept {
    std::uint64_t bytes = 0;
    for (const NodeSet& level : levels_) bytes += level.bytes();
    return bytes;
  }

 private:
  std::uint32_t ids_;
  std::vector<NodeSet> levels_;
};

}  // namespace wirespeed::graph
