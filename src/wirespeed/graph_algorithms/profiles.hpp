// Profiles of nodes, made once so that the most similar ones are found at each request: for every dimension, what a
// node reaches by its steps and how often (an artist's genres by releases: "<BY,IS>"), as a vector of length 1. Kept is
// who has each thing; a question adds up the products of what is shared:
//
//   a list for each thing:   | holder, part of the holder's vector | ...    holders are nodes that have anything
//   a sum for each holder:   0 0 0.3 0 0.1 ...                              one question leaves its memory to the next
//
//   auto profiles = value_or_throw(Profiles::make(graph, {{"<BY,IS>", 0.7}, {"<BY,BY>", 0.3}}));
//   const Similar like_it = value_or_throw(profiles.similar(artist, 10));
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "wirespeed/base/large_memory.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"
#include "wirespeed/graph_algorithms/similar.hpp"

namespace wirespeed::graph_algorithms {

struct ProfileDimension {
  std::string relationships;  // with turns; the node itself is nothing of its own profile
  double weight = 1;
};

// Constant once it is made, but for memory that questions lend from each other: any number of threads may ask at once.
// The graph is borrowed.
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
  struct List;
  class Maker;
  class Sums;

  explicit Profiles(const EdgeGraph& graph);
  Result<std::vector<List>> lists_of(NodeId node, Pace& pace) const;
  static Result<void> add_up(std::span<const List> lists, LargeVector<double>& sums, Pace& pace);
  Similar best(std::span<const List> lists, NodeId own, std::size_t k, LargeVector<double>& sums) const;

  const EdgeGraph* graph_;
  std::vector<std::shared_ptr<const Dimension>> dimensions_;
  std::vector<NodeId> holders_;  // places, ascending
  std::shared_ptr<Sums> sums_;
};

}  // namespace wirespeed::graph_algorithms
