// Parts of a graph that hang together more than they hang together with the rest. A community is a number for each
// node, counted by the communities' first nodes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/scope.hpp"

namespace wirespeed::graph_algorithms {

struct ModularityOptions {
  Scope scope{.direction = Direction::both};  // not every relationship both ways: modularity of directed graphs
  bool weighted = true;                       // in a graph without weights each relationship counts 1
  double resolution = 1;                      // above 1: smaller communities
};

// How much more lies within communities than if relationships were drawn anew between nodes of the same degrees. Fails
// for a graph without relationships, where that means nothing. REQUIRES: a community for each node
Result<double> modularity(const EdgeGraph& graph, std::span<const std::uint32_t> communities,
                          const ModularityOptions& options = {}, const Stop& stop = {});

struct LouvainOptions {
  ModularityOptions modularity{};
  double threshold = 1e-7;  // ends when a level gains no more modularity than this
  std::uint64_t seed = 0;   // of the order in which nodes are asked
};

struct Communities {
  std::vector<std::uint32_t> of_node;
  double modularity = 0;
};

// Blondel and others (2008): nodes move to the neighbouring community that gains most until none does, then communities
// are nodes, and so on. The same for the same seed. Fails for weights below 0.
Result<Communities> louvain(const EdgeGraph& graph, const LouvainOptions& options = {}, const Stop& stop = {});

struct LabelPropagationOptions {
  std::string relationships{};  // types between bars, seen from either end; neighbours count once
  bool weighted = false;        // neighbours count by their weights; only with a seed
  std::optional<std::uint64_t>
      seed{};  // none: nodes of one colour together (Cordasco and Gargano 2010), as NetworkX's
               // label_propagation_communities; else one by one in an order at random, ties too
  std::uint32_t max_iterations = 1000;
};

// Every node takes the label that most of its neighbours have, until all have one of those. Fails with Errc::limit when
// that is not so after max_iterations.
Result<std::vector<std::uint32_t>> label_propagation(const EdgeGraph& graph,
                                                     const LabelPropagationOptions& options = {},
                                                     const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
