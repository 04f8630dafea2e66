// A way between two nodes.
#pragma once

#include <vector>

#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

struct Route {
  std::vector<NodeId> nodes;  // both ends included
  double distance = 0;        // the sum of weights, or how many relationships

  friend bool operator==(const Route&, const Route&) = default;
};

// Nodes of way i: nodes[offsets[i]] to nodes[offsets[i + 1]].
struct Routes {
  std::vector<std::int64_t> offsets{0};
  std::vector<NodeId> nodes{};
  std::vector<double> distances{};  // of each, where they are not all the same or counted by their nodes

  std::size_t size() const noexcept { return offsets.size() - 1; }
  std::uint64_t bytes() const noexcept {
    return offsets.size() * sizeof(std::int64_t) + nodes.size() * sizeof(NodeId) + distances.size() * sizeof(double);
  }
  void add(const std::vector<NodeId>& way) {
    nodes.insert(nodes.end(), way.begin(), way.end());
    offsets.push_back(static_cast<std::int64_t>(nodes.size()));
  }
};

}  // namespace wirespeed::graph_algorithms
