// Which relationship a place in rows is, seen from either end.
//
// A relationship's id is its place among all: types one after the other, in each by its source's place in memory, then
// as the edges were given. It is below 2^32.
#pragma once

#include <memory>
#include <mutex>

#include "wirespeed/graph/rows.hpp"

namespace wirespeed::graph {

using RelationshipId = std::uint32_t;
inline constexpr RelationshipId kNoRelationship = 0xFFFFFFFF;

// For each place of `in`, the rows of targets: the same relationship's place in `out`.
LargeVector<std::uint32_t> places_in_out(NodeId nodes, const Numbering& numbering, const Rows& out, const Rows& in);

// For each place of `out`: which of the edges lies there. `edges` are ascending places in `sources`.
LargeVector<std::uint32_t> edge_numbers(NodeId nodes, const Numbering& numbering, const Rows& out,
                                        std::span<const NodeId> sources, std::span<const std::uint32_t> edges);

// Made when it is first asked for: 4 bytes a relationship that most walks do without. Thread-safe.
class LazyPlaces {
 public:
  LazyPlaces() : made_(std::make_unique<Made>()) {}

  std::span<const std::uint32_t> get(NodeId nodes, const Numbering& numbering, const Rows& out, const Rows& in) const {
    std::call_once(made_->once, [&] { made_->places = places_in_out(nodes, numbering, out, in); });
    return made_->places;
  }

 private:
  struct Made {
    std::once_flag once;
    LargeVector<std::uint32_t> places;
  };
  std::unique_ptr<Made> made_;
};

}  // namespace wirespeed::graph
