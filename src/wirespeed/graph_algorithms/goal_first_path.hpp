// A* in the order of NetworkX: with the same estimates it finds the same path, even where they promise too much.
#pragma once

#include <functional>
#include <optional>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/route.hpp"

namespace wirespeed::graph_algorithms {

struct GoalFirstOptions {
  // How far it may be from a node to the target. It is asked once for each node that is reached; none: 0.
  std::function<Result<double>(NodeId)> heuristic{};
  double cutoff = INFINITY;  // nodes over which the way would be longer are not reached
  bool compensated = false;  // weights of the path are added up by Neumaier's method, as Python does since 3.12
};

// None where there is no way. Of equally promising nodes that which was reached first is gone on from. shortest_path()
// looks at less where it does not matter which way is found. Fails for nodes that are not there and weights below 0.
Result<std::optional<Route>> goal_first_path(const EdgeGraph& graph, NodeId source, NodeId target,
                                             const GoalFirstOptions& options = {}, const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
