// The ways between two nodes that pass no node twice, the shortest first, each found when it is asked for: Yen's
// search.
#pragma once

#include <queue>
#include <set>
#include <vector>

#include "wirespeed/graph_algorithms/spur_search.hpp"

namespace wirespeed::graph_algorithms {

struct RankedPathOptions {
  bool weighted = false;     // by the sum of weights, else by the number of relationships
  bool both_ways = false;    // each relationship is there twice, from either end
  bool compensated = false;  // weights are added up by Neumaier's method, as Python does since 3.12
};

// Of equally long ways those come first that NetworkX finds first, as far as SpurSearch does. k_shortest_paths() is
// faster where it is known how many are wanted.
class RankedPathWalk {
 public:
  // Fails for nodes that are not there and weights below 0. REQUIRES: that the graph outlives it
  static Result<RankedPathWalk> make(const EdgeGraph& graph, NodeId source, NodeId target,
                                     const RankedPathOptions& options = {});

  // Adds ways until there are `count`, or no more: then there are fewer. After a deadline it goes on where it was.
  Result<void> add_to(Routes& found, std::size_t count, const Stop& stop);

 private:
  using Way = std::vector<NodeId>;
  struct Candidate {
    double distance;
    std::uint64_t number;
    Way way;
  };
  struct ComesLater {
    bool operator()(const Candidate& a, const Candidate& b) const noexcept {
      return a.distance != b.distance ? a.distance > b.distance : a.number > b.number;
    }
  };

  RankedPathWalk(const EdgeGraph& graph, const RankedPathOptions& options)
      : graph_(&graph), options_(options), search_(graph, options.weighted, options.both_ways) {}
  Result<void> look_for_ways(Pace& pace);
  Result<void> look_for_detour(Pace& pace);
  std::vector<NodeId> taken_steps();
  double length_of(std::span<const NodeId> way) const;
  void add_candidate(double distance, Way way);
  void give_best(Routes& found);

  const EdgeGraph* graph_;
  RankedPathOptions options_;
  SpurSearch search_;
  NodeId source_ = 0;
  NodeId target_ = 0;
  std::vector<Way> ways_;            // those that were given
  std::size_t turn_ = 0;             // nodes of the last way from which detours were looked for
  std::vector<std::size_t> beside_;  // ways that begin like the last one, as far as that
  bool is_searched_ = false;         // for the first way, or from all nodes of the last one
  std::priority_queue<Candidate, std::vector<Candidate>, ComesLater> candidates_;
  std::set<Way> waiting_;  // the same
  std::uint64_t number_ = 0;
};

}  // namespace wirespeed::graph_algorithms
