// All shortest ways from one node to the others, as the steps of which they are made; and one way after the other.
#pragma once

#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/route.hpp"

namespace wirespeed::graph_algorithms {

// Place i is nodes[i]; place 0 is the source. The steps that end a shortest way to it come from the places
// before[offsets[i]] to before[offsets[i + 1]], in the order in which a search from the source goes on from them.
// Steps of weight 0 are among them, even those that lead round in a circle.
struct ShortestWays {
  std::vector<NodeId> nodes;  // in the order in which the search meets them
  std::vector<std::uint64_t> offsets;
  std::vector<std::uint32_t> before;
  double farthest = 0;           // the greatest distance
  bool have_idle_steps = false;  // of weight 0: without them no way can come round to a node
};

// By weights, or by the number of relationships. Weights below 0 are taken as nearest_nodes() takes them. Of parallel
// relationships each is a step. Fails for a source that is not there.
Result<ShortestWays> shortest_ways(const EdgeGraph& graph, NodeId source, bool weighted, const Stop& stop = {});

// The ways to one place, each written when it is asked for, depth first from the target back. No way is in a node
// twice; where steps of weight 0 lead back to the source, a way can come again. REQUIRES: that `ways` outlives it
class ShortestWayWalk {
 public:
  // REQUIRES: a place
  ShortestWayWalk(const ShortestWays& ways, std::uint32_t place) : ways_(ways), is_passed_(ways.nodes.size()) {
    pass(place);
  }

  // Adds ways until there are `count`, or no more: then there are fewer. Goes on after a deadline.
  Result<void> add_to(Routes& found, std::size_t count, const Stop& stop);

 private:
  struct Turn {
    std::uint32_t place;
    std::uint64_t next;  // of its `before`
  };

  void pass(std::uint32_t place) {
    if (ways_.have_idle_steps) is_passed_[place] = true;
    turns_.push_back({place, ways_.offsets[place]});
  }
  void step();
  void write(Routes& found) const;

  const ShortestWays& ways_;
  std::vector<bool> is_passed_;  // where there are idle steps
  std::vector<Turn> turns_;
};

}  // namespace wirespeed::graph_algorithms
