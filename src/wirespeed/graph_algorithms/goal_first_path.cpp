#include "wirespeed/graph_algorithms/goal_first_path.hpp"

#include <algorithm>

#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/node_map.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"
#include "wirespeed/graph_algorithms/weight_along.hpp"
#include "wirespeed/graph_algorithms/weights.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr const char* kOperation = "goal first path";

class Search {
 public:
  Search(const EdgeGraph& graph, NodeId source, NodeId target, const GoalFirstOptions& options)
      : graph_(graph),
        numbering_(graph.numbering()),
        adjacent_(rows_of(graph, Direction::out)),
        target_(numbering_.place_of(target)),
        options_(options) {
    waiting_.push_back({0, number_++, numbering_.place_of(source), 0, kNoNode});
  }

  Result<std::optional<Route>> run(const Stop& stop) {
    Pace pace(stop, kOperation);
    while (!waiting_.empty()) {
      const Waiting next = take();
      if (next.node == target_) return way_to(next);
      if (is_old(next)) continue;
      nodes_.find(next.node)->parent = next.parent;
      nodes_.find(next.node)->is_explored = true;
      if (auto ok = expand(next); !ok) return std::unexpected(ok.error());
      if (!pace.is_due(adjacent_.degree(next.node) + 1)) continue;
      if (auto ok = pace.check(); !ok) return std::unexpected(ok.error());
    }
    return std::nullopt;
  }

 private:
  struct Known {
    double distance = INFINITY;  // of the best way that was put among those that wait
    double left = 0;
    NodeId parent = kNoNode;
    bool is_explored = false;
    bool is_reached = false;
  };
  struct Waiting {
    double promise;
    std::uint64_t number;
    NodeId node;
    double distance;
    NodeId parent;
  };

  static bool comes_later(const Waiting& a, const Waiting& b) noexcept {
    return a.promise != b.promise ? a.promise > b.promise : a.number > b.number;
  }

  Waiting take() {
    std::ranges::pop_heap(waiting_, comes_later);
    const Waiting next = waiting_.back();
    waiting_.pop_back();
    return next;
  }

  // A node is gone on from again when a better way to it has turned up, the source never.
  bool is_old(const Waiting& next) {
    const Known& known = *nodes_.add(next.node, {}).first;
    return known.is_explored && (known.parent == kNoNode || known.distance < next.distance);
  }

  Result<void> expand(const Waiting& next) {
    for (const Rows* rows : adjacent_.rows()) {
      const auto row = rows->of(next.node);
      const auto weights = rows->weights_of(next.node);
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (auto ok = reach(next, row[i], next.distance + (weights.empty() ? 1 : weights[i])); !ok) return ok;
      }
    }
    return {};
  }

  Result<void> reach(const Waiting& from, NodeId node, double distance) {
    Known& known = *nodes_.add(node, {}).first;
    if (known.is_reached && known.distance <= distance) return {};
    double left = known.left;
    if (!known.is_reached && options_.heuristic) {
      auto asked = options_.heuristic(numbering_.node_at(node));
      if (!asked) return std::unexpected(asked.error());
      left = *asked;
    }
    if (distance + left > options_.cutoff) return {};
    known.is_reached = true;
    known.distance = distance;
    known.left = left;
    waiting_.push_back({distance + left, number_++, node, distance, from.node});
    std::ranges::push_heap(waiting_, comes_later);
    return {};
  }

  // Where the heuristic promises too much, a better way to one of its nodes may have turned up since.
  std::optional<Route> way_to(const Waiting& last) {
    Route way{{last.node}, 0};
    for (NodeId node = last.parent; node != kNoNode; node = nodes_.find(node)->parent) way.nodes.push_back(node);
    std::ranges::reverse(way.nodes);
    way.distance = weight_along(graph_, way.nodes, options_.compensated);
    numbering_.to_nodes(way.nodes);
    return way;
  }

  const EdgeGraph& graph_;
  const graph::Numbering& numbering_;
  ManyAdjacent adjacent_;
  NodeId target_;
  const GoalFirstOptions& options_;
  NodeMap<Known> nodes_;
  std::vector<Waiting> waiting_;  // a heap
  std::uint64_t number_ = 0;
};

}  // namespace

Result<std::optional<Route>> goal_first_path(const EdgeGraph& graph, NodeId source, NodeId target,
                                             const GoalFirstOptions& options, const Stop& stop) {
  const NodeId ends[2] = {source, target};
  if (auto ok = check_nodes(graph, ends, kOperation); !ok) return std::unexpected(ok.error());
  if (auto ok = check_weights(graph, true, kOperation); !ok) return std::unexpected(ok.error());
  return Search(graph, source, target, options).run(stop);
}

}  // namespace wirespeed::graph_algorithms
