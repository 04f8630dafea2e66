// Louvain's method level by level in a given order of nodes, to the last bit as NetworkX does it: what it finds hangs
// on the order in which nodes are asked, neighbours are looked at and weights are added up.
//
//   LouvainLevels levels = value_or_throw(LouvainLevels::make(graph, options));
//   while (value_or_throw(levels.move(some order of levels.size() nodes))) levels.communities();
#pragma once

#include <span>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

struct LouvainLevelOptions {
  bool directed = false;  // else each relationship is there twice, from either end
  bool weighted = true;
  double resolution = 1;
  bool compensated = false;  // weights around a node are added up by Neumaier's method, as Python does since 3.12
};

// A level's graph: its edges in the order in which they were made, and rows of them in that order.
struct LouvainGraph {
  struct Edge {
    NodeId source;
    NodeId target;
    double weight;
  };
  struct Neighbor {
    NodeId node;
    double weight;
  };

  NodeId nodes = 0;
  bool directed = false;
  std::vector<Edge> edges;  // one between two nodes, or one each way
  std::vector<std::uint64_t> offsets;
  std::vector<Neighbor> neighbors;  // without the node itself; of directed ones those it leads to, then the others
  std::vector<double> out;          // of each node; in undirected graphs all that it has, loops twice
  std::vector<double> in;

  std::span<const Neighbor> of(NodeId node) const noexcept {
    return {neighbors.data() + offsets[node], offsets[node + std::size_t{1}] - offsets[node]};
  }
};

class LouvainLevels {
 public:
  // REQUIRES: no parallel relationships, places that are ids
  static Result<LouvainLevels> make(const EdgeGraph& graph, const LouvainLevelOptions& options, const Stop& stop = {});

  double total() const noexcept { return total_; }  // weight of all edges
  // Communities so far; at first each node is its own.
  NodeId size() const noexcept { return count_; }
  double modularity() const { return modularity_of(inner_, count_); }
  // Before the first move, of any communities. REQUIRES: a number below `count` for each node
  double modularity_of(std::span<const std::uint32_t> communities, NodeId count) const;
  // A number for each node of the whole graph, without gaps.
  const std::vector<std::uint32_t>& communities() const noexcept { return communities_; }

  // One level: communities so far are its nodes, which move in this order, again and again, until none gains. Whether
  // one has moved. `square` is that of total(). After an error the levels are of no more use. REQUIRES: each node of
  // size() once
  Result<bool> move(std::span<const NodeId> order, double square, const Stop& stop = {});

 private:
  explicit LouvainLevels(const LouvainLevelOptions& options) : options_(options) {}
  void merge();

  LouvainLevelOptions options_;
  LouvainGraph graph_;  // of the last level
  double total_ = 0;
  std::vector<std::uint32_t> communities_;
  std::vector<std::uint32_t> inner_;  // of the last level's nodes
  NodeId count_ = 0;
};

}  // namespace wirespeed::graph_algorithms
