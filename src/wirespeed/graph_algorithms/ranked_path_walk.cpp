#include "wirespeed/graph_algorithms/ranked_path_walk.hpp"

#include <algorithm>
#include <numeric>

#include "wirespeed/graph_algorithms/weight_along.hpp"
#include "wirespeed/graph_algorithms/weights.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr const char* kOperation = "ranked paths";

}  // namespace

Result<RankedPathWalk> RankedPathWalk::make(const EdgeGraph& graph, NodeId source, NodeId target,
                                            const RankedPathOptions& options) {
  const NodeId ends[2] = {source, target};
  if (auto ok = check_nodes(graph, ends, kOperation); !ok) return std::unexpected(ok.error());
  if (auto ok = check_weights(graph, options.weighted, kOperation); !ok) return std::unexpected(ok.error());
  RankedPathWalk walk(graph, options);
  walk.source_ = graph.numbering().place_of(source);
  walk.target_ = graph.numbering().place_of(target);
  return walk;
}

Result<void> RankedPathWalk::add_to(Routes& found, std::size_t count, const Stop& stop) {
  Pace pace(stop, kOperation);
  while (found.size() < count) {
    if (!is_searched_) {
      if (auto ok = look_for_ways(pace); !ok) return ok;
    }
    if (candidates_.empty()) return {};
    give_best(found);
  }
  return {};
}

Result<void> RankedPathWalk::look_for_ways(Pace& pace) {
  if (ways_.empty() && source_ == target_) {
    add_candidate(0, {source_});
  } else if (ways_.empty()) {
    auto way = search_.find(source_, target_, {}, pace);
    if (!way) return std::unexpected(way.error());
    if (*way) add_candidate((*way)->distance, std::move((*way)->nodes));
  } else {
    for (; turn_ + 1 < ways_.back().size(); ++turn_) {
      if (auto ok = look_for_detour(pace); !ok) return ok;
      search_.avoid(ways_.back()[turn_], true);
    }
    for (const NodeId node : ways_.back()) search_.avoid(node, false);
  }
  is_searched_ = true;
  return {};
}

// One that leaves the last way at its turn, where no other way has left it.
Result<void> RankedPathWalk::look_for_detour(Pace& pace) {
  const Way& last = ways_.back();
  const auto detour = search_.find(last[turn_], target_, taken_steps(), pace);
  if (!detour) return std::unexpected(detour.error());
  if (!*detour) return {};
  Way way(last.begin(), last.begin() + static_cast<std::ptrdiff_t>(turn_));
  const double before = length_of({last.data(), turn_ + 1});
  way.insert(way.end(), (*detour)->nodes.begin(), (*detour)->nodes.end());
  add_candidate(before + (*detour)->distance, std::move(way));
  return {};
}

// Where the ways that begin like the last one go from its turn.
std::vector<NodeId> RankedPathWalk::taken_steps() {
  std::erase_if(beside_, [&](std::size_t way) { return ways_[way][turn_] != ways_.back()[turn_]; });
  std::vector<NodeId> steps;
  steps.reserve(beside_.size());
  for (const std::size_t way : beside_) steps.push_back(ways_[way][turn_ + 1]);
  return steps;
}

double RankedPathWalk::length_of(std::span<const NodeId> way) const {
  return options_.weighted ? weight_along(*graph_, way, options_.compensated) : static_cast<double>(way.size());
}

void RankedPathWalk::add_candidate(double distance, Way way) {
  if (waiting_.insert(way).second) candidates_.push({distance, number_++, std::move(way)});
}

void RankedPathWalk::give_best(Routes& found) {
  ways_.push_back(candidates_.top().way);
  candidates_.pop();
  waiting_.erase(ways_.back());
  for (const NodeId place : ways_.back()) found.nodes.push_back(graph_->numbering().node_at(place));
  found.offsets.push_back(static_cast<std::int64_t>(found.nodes.size()));
  beside_.resize(ways_.size());
  std::iota(beside_.begin(), beside_.end(), std::size_t{0});
  turn_ = 0;
  is_searched_ = false;
}

}  // namespace wirespeed::graph_algorithms
