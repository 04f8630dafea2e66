// A node's neighbours over many rows, where most nodes have some in few of them: a look at the node's class says in
// which. For searches that go from node to node; what reads all nodes takes adjacent.hpp.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

// Borrows the graph.
class ClassedAdjacent {
 public:
  // `rows` of the graph's relationships, each once.
  ClassedAdjacent(const EdgeGraph& graph, const std::vector<const Rows*>& rows);

  // The rows in which the node may have neighbours, in their order.
  std::span<const Rows* const> rows_of(NodeId node) const noexcept { return of_class_[class_of_[node]]; }

  std::uint64_t degree(NodeId node) const noexcept {
    std::uint64_t degree = 0;
    for (const Rows* rows : rows_of(node)) degree += rows->degree(node);
    return degree;
  }
  template <typename Visit>
  void for_each(NodeId node, Visit visit) const {
    for (const Rows* rows : rows_of(node)) {
      for (const NodeId neighbor : rows->of(node)) visit(neighbor);
    }
  }
  // Until `found` is true of one.
  template <typename Found>
  bool any_of(NodeId node, Found found) const {
    for (const Rows* rows : rows_of(node)) {
      for (const NodeId neighbor : rows->of(node)) {
        if (found(neighbor)) return true;
      }
    }
    return false;
  }
  // visit(neighbor, weight). Without `weighted`, and in graphs without weights, each relationship counts 1.
  template <typename Visit>
  void for_each_weighted(NodeId node, bool weighted, Visit visit) const {
    for (const Rows* rows : rows_of(node)) {
      const auto neighbors = rows->of(node);
      const auto weights = weighted ? rows->weights_of(node) : std::span<const double>();
      for (std::size_t i = 0; i < neighbors.size(); ++i) visit(neighbors[i], weights.empty() ? 1.0 : weights[i]);
    }
  }

 private:
  const std::uint16_t* class_of_;
  std::vector<std::vector<const Rows*>> of_class_;
};

}  // namespace wirespeed::graph_algorithms
