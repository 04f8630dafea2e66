// The search for a way that keeps clear of some nodes, and of some neighbours of its source: from both ends at once. It
// finds the same one of equally short ways as NetworkX's shortest_simple_paths where rows are in the same order.
#pragma once

#include <optional>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"
#include "wirespeed/graph_algorithms/route.hpp"

namespace wirespeed::graph_algorithms {

// Nodes are places. Holds a few bytes for each node, and is used again and again.
class SpurSearch {
 public:
  // `both_ways`: each relationship is there twice, from either end, so that rows lead back in the order in which they
  // lead on. REQUIRES: that the graph outlives it; no weight below 0
  SpurSearch(const EdgeGraph& graph, bool weighted, bool both_ways);

  // Whether ways keep clear of a node.
  void avoid(NodeId node, bool is_avoided) { avoided_[node] = is_avoided; }

  // A shortest way from the source, whose first step leads to none of some nodes; none: there is no way. By weights its
  // distance is their sum, else the number of its nodes. REQUIRES: source != target, neither is avoided
  Result<std::optional<Route>> find(NodeId source, NodeId target, std::span<const NodeId> not_first, Pace& pace);

 private:
  struct Seen {
    std::uint32_t search = 0;  // the number of the search that has seen it
    NodeId parent = kNoNode;
    double distance = 0;
    bool is_settled = false;
  };
  struct Waiting {
    double distance;
    std::uint32_t number;
    NodeId node;
  };
  struct Side {
    ManyAdjacent adjacent;
    std::vector<Seen> seen;
    std::vector<NodeId> fringe{};    // of levels
    std::vector<Waiting> waiting{};  // by weights: a heap
  };
  // Where the two sides met.
  using Meeting = std::optional<NodeId>;

  bool sees(const Side& side, NodeId node) const noexcept { return side.seen[node].search == search_; }
  void see(Side& side, NodeId node, NodeId parent, double distance) {
    side.seen[node] = {search_, parent, distance, false};
  }
  // visit(neighbor, weight) of those that are not avoided, until it says true.
  template <typename Visit>
  bool any_neighbor(const Side& side, NodeId node, Visit visit) const;

  Result<Meeting> meet_by_levels(Pace& pace);
  bool next_level(Side& side, const Side& other, Meeting& meeting, std::uint64_t& steps);
  Result<std::optional<Route>> meet_by_weights(Pace& pace);
  void expand(std::size_t near, const Waiting& next);
  void wait(Side& side, NodeId node, double distance);
  Route way_over(NodeId meeting) const;

  bool weighted_;
  Side sides_[2];  // from the source on, from the target back
  std::vector<bool> avoided_;
  std::vector<bool> is_not_first_;
  NodeId source_ = kNoNode;
  std::uint32_t search_ = 0;
  std::uint32_t number_ = 0;
  Route best_;  // by weights, so far
};

}  // namespace wirespeed::graph_algorithms
