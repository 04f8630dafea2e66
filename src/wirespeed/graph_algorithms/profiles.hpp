// Profiles of nodes, made once so that the most similar ones are found at each request: for every dimension, what a
// node reaches by its steps and how often (an artist's genres by releases: "<BY,IS>"), as a vector of length 1. Kept is
// who has each thing; a question adds up the products of what is shared.
//
//   auto profiles = value_or_throw(Profiles::make(graph, {{"<BY,IS>", 0.7}, {"<BY,BY>", 0.3}}));
//   const Similar like_it = value_or_throw(profiles.similar(artist, 10));
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wirespeed/base/large_memory.hpp"
#include "wirespeed/graph_algorithms/similar.hpp"

namespace wirespeed::graph_algorithms {

struct ProfileDimension {
  std::string relationships;  // with turns; the node itself is nothing of its own profile
  double weight = 1;
};

// Constant once it is made: any number of threads may ask at once. The graph is borrowed.
class Profiles {
 public:
  static Result<Profiles> make(const EdgeGraph& graph, const std::vector<ProfileDimension>& dimensions,
                               const Stop& stop = {});

  // The k nodes with the greatest sum of weights times cosines, itself left out, only such that share something; equal
  // scores by smaller id. Cosines are exact to 7 digits.
  Result<Similar> similar(NodeId node, std::size_t k, const Stop& stop = {}) const;

  std::size_t bytes() const noexcept;

 private:
  struct Dimension;
  class Maker;

  explicit Profiles(const EdgeGraph& graph) : graph_(&graph) {}

  const EdgeGraph* graph_;
  std::vector<std::shared_ptr<const Dimension>> dimensions_;
};

}  // namespace wirespeed::graph_algorithms
