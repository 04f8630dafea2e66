#include "wirespeed/graph_algorithms/shortest_ways.hpp"

#include <algorithm>
#include <numeric>

#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/found_nodes.hpp"
#include "wirespeed/graph_algorithms/nearest_nodes.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr const char* kOperation = "shortest ways";

// Nodes in the order in which a search goes on from them, and how far they are.
struct Turns {
  std::vector<NodeId> nodes;
  std::vector<double> distances;
};

Result<Turns> turns_by_weights(const EdgeGraph& graph, NodeId source, const Stop& stop) {
  auto found = nearest_nodes(graph, {&source, 1}, {}, stop);
  if (!found) return std::unexpected(found.error());
  return Turns{std::move(found->nodes), std::move(found->distances)};
}

Result<Turns> turns_by_levels(const EdgeGraph& graph, NodeId source, const Stop& stop) {
  auto found = find_nodes(graph, {&source, 1}, Direction::out, kAnyDepth, stop);
  if (!found) return std::unexpected(found.error());
  Turns turns{std::move(found->nodes), {}};
  for (std::size_t level = 0; level + 1 < found->levels.size(); ++level) {
    turns.distances.resize(found->levels[level + 1], static_cast<double>(level));
  }
  return turns;
}

class Maker {
 public:
  Maker(const EdgeGraph& graph, bool weighted, const Turns& turns)
      : numbering_(graph.numbering()),
        weighted_(weighted),
        adjacent_(rows_of(graph, Direction::out)),
        turns_(turns),
        distances_(graph.node_count()),
        places_(graph.node_count(), kNoNode) {
    for (std::size_t i = 0; i < turns.nodes.size(); ++i) {
      distances_[numbering_.place_of(turns.nodes[i])] = turns.distances[i];
    }
  }

  Result<ShortestWays> make(const Stop& stop) {
    Pace pace(stop, kOperation);
    meet(numbering_.place_of(turns_.nodes.front()));
    if (auto ok = each_step(pace, [&](NodeId, NodeId to) { ++ways_.offsets[places_[to] + std::size_t{1}]; }); !ok) {
      return std::unexpected(ok.error());
    }
    std::partial_sum(ways_.offsets.begin(), ways_.offsets.end(), ways_.offsets.begin());
    ways_.before.resize(ways_.offsets.back());
    std::vector<std::uint64_t> ends(ways_.offsets.begin(), ways_.offsets.end() - 1);
    const auto add = [&](NodeId from, NodeId to) {
      ways_.before[ends[places_[to]]++] = places_[from];
      ways_.have_idle_steps = ways_.have_idle_steps || distances_[from] == distances_[to];
    };
    if (auto ok = each_step(pace, add); !ok) return std::unexpected(ok.error());
    ways_.farthest = turns_.distances.back();
    return std::move(ways_);
  }

 private:
  void meet(NodeId node) {
    if (places_[node] != kNoNode) return;
    places_[node] = static_cast<std::uint32_t>(ways_.nodes.size());
    ways_.nodes.push_back(numbering_.node_at(node));
    ways_.offsets.resize(ways_.nodes.size() + 1);
  }

  // visit(from, to) for each step that ends a shortest way.
  template <typename Visit>
  Result<void> each_step(Pace& pace, Visit visit) {
    for (std::size_t i = 0; i < turns_.nodes.size(); ++i) {
      const NodeId from = numbering_.place_of(turns_.nodes[i]);
      adjacent_.for_each_weighted(from, [&](NodeId to, double weight) {
        meet(to);
        if (turns_.distances[i] + (weighted_ ? weight : 1) == distances_[to]) visit(from, to);
      });
      if (!pace.is_due(adjacent_.degree(from) + 1)) continue;
      if (auto ok = pace.check(); !ok) return ok;
    }
    return {};
  }

  const graph::Numbering& numbering_;
  bool weighted_;
  ManyAdjacent adjacent_;
  const Turns& turns_;
  std::vector<double> distances_;
  std::vector<std::uint32_t> places_;
  ShortestWays ways_;
};

}  // namespace

Result<ShortestWays> shortest_ways(const EdgeGraph& graph, NodeId source, bool weighted, const Stop& stop) {
  const auto turns = weighted ? turns_by_weights(graph, source, stop) : turns_by_levels(graph, source, stop);
  if (!turns) return std::unexpected(turns.error());
  return Maker(graph, weighted, *turns).make(stop);
}

Result<void> ShortestWayWalk::add_to(Routes& found, std::size_t count, const Stop& stop) {
  Pace pace(stop, kOperation);
  while (!turns_.empty() && found.size() < count) {
    if (pace.is_due(1)) {
      if (auto ok = pace.check(); !ok) return ok;
    }
    if (turns_.back().place == 0) write(found);
    step();
  }
  return {};
}

void ShortestWayWalk::step() {
  Turn& turn = turns_.back();
  if (turn.next == ways_.offsets[turn.place + std::size_t{1}]) {
    if (ways_.have_idle_steps) is_passed_[turn.place] = false;
    turns_.pop_back();
    return;
  }
  const std::uint32_t place = ways_.before[turn.next++];
  if (!ways_.have_idle_steps || !is_passed_[place]) pass(place);
}

void ShortestWayWalk::write(Routes& found) const {
  for (auto turn = turns_.rbegin(); turn != turns_.rend(); ++turn) found.nodes.push_back(ways_.nodes[turn->place]);
  found.offsets.push_back(static_cast<std::int64_t>(found.nodes.size()));
}

}  // namespace wirespeed::graph_algorithms
