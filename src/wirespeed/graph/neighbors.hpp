// One node's relationships of one type in one direction: a view on the snapshot.
#pragma once

#include <cstddef>
#include <cstdint>

#include "wirespeed/graph/packed_array.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

// Neighbours ascending; with values, (neighbour, value) ascending, and a neighbour once for each value. Valid as long
// as the Graph. In a snapshot that somebody altered the ids may be wrong, but never outside the graph.
class Neighbors {
 public:
  Neighbors() = default;
  Neighbors(PackedView ids, PackedView values, NodeRange range) : ids_(ids), values_(values), range_(range) {}

  std::size_t size() const noexcept { return ids_.size(); }
  bool empty() const noexcept { return ids_.size() == 0; }

  // REQUIRES: i < size()
  NodeId operator[](std::size_t i) const noexcept {
    const std::uint32_t offset = ids_[i];
    return range_.begin + (offset < range_.size() ? offset : 0);
  }

  // A code for Graph::value_text(); kNoCode where the type has no values. REQUIRES: i < size()
  std::uint32_t value(std::size_t i) const noexcept { return values_.size() == 0 ? kNoCode : values_[i]; }

  // REQUIRES: offset + count <= size()
  Neighbors subrange(std::size_t offset, std::size_t count) const noexcept {
    return {ids_.subrange(offset, count), values_.size() == 0 ? values_ : values_.subrange(offset, count), range_};
  }

  // The number of neighbours below `node`, so the place of `node` if it is one. O(log size()).
  std::size_t lower_bound(NodeId node) const noexcept;
  // The same, where the answer is known to be at or after `from` and likely close to it.
  std::size_t lower_bound(NodeId node, std::size_t from) const noexcept;

  // All neighbours lie in it.
  NodeRange range() const noexcept { return range_; }

 private:
  PackedView ids_;  // relative to range_.begin
  PackedView values_;
  NodeRange range_;
};

}  // namespace wirespeed::graph
