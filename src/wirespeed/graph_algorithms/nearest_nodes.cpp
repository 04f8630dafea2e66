#include "wirespeed/graph_algorithms/nearest_nodes.hpp"

#include <algorithm>

#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {
namespace {

struct Reached {
  double distance;
  std::uint32_t number;  // how many were reached before; fewer than relationships
  NodeId node;
};

bool comes_later(const Reached& a, const Reached& b) noexcept {
  return a.distance != b.distance ? a.distance > b.distance : a.number > b.number;
}

class Search {
 public:
  Search(const EdgeGraph& graph, const NearestOptions& options)
      : adjacent_(rows_of(graph, options.direction)),
        options_(options),
        best_(graph.node_count(), INFINITY),
        over_(graph.node_count(), kNoNode),
        turn_(graph.node_count(), kNoNode) {}

  Result<NearestNodes> run(std::span<const NodeId> sources, const Stop& stop) {
    for (const NodeId source : sources) reach(source, 0, kNoNode);
    Pace pace(stop, "nearest nodes");
    while (!heap_.empty() && !has_ended_) {
      const Reached next = take();
      if (pace.is_due(adjacent_.degree(next.node) + 1)) {
        if (auto ok = pace.check(); !ok) return std::unexpected(ok.error());
      }
      if (turn_[next.node] == kNoNode) settle(next);
      if (is_contradictory_) return contradiction();
    }
    return std::move(found_);
  }

 private:
  void settle(const Reached& next) {
    turn_[next.node] = static_cast<std::uint32_t>(found_.nodes.size());
    found_.nodes.push_back(next.node);
    found_.distances.push_back(next.distance);
    found_.finders.push_back(over_[next.node]);
    has_ended_ = next.node == options_.target;
    if (has_ended_) return;
    const std::uint32_t turn = turn_[next.node];
    adjacent_.for_each_weighted(next.node, [&](NodeId neighbor, double weight) {
      const double distance = next.distance + weight;
      if (!(distance > options_.cutoff)) reach(neighbor, distance, turn);
    });
  }

  void reach(NodeId node, double distance, std::uint32_t over) {
    if (!(distance < best_[node]) && !(std::isinf(distance) && best_[node] == INFINITY && is_new(node))) return;
    if (turn_[node] != kNoNode) {
      is_contradictory_ = true;
      return;
    }
    best_[node] = distance;
    over_[node] = over;
    heap_.push_back({distance, number_++, node});
    std::ranges::push_heap(heap_, comes_later);
  }
  // Not reached at all, not even at an infinite distance.
  bool is_new(NodeId node) const noexcept { return over_[node] == kNoNode && turn_[node] == kNoNode; }

  Reached take() {
    std::ranges::pop_heap(heap_, comes_later);
    const Reached next = heap_.back();
    heap_.pop_back();
    return next;
  }

  static std::unexpected<Error> contradiction() {
    return fail(Errc::unsupported,
                "nearest nodes: a weight below 0 leads to a shorter way to a node whose distance was settled; the "
                "search takes no such graphs");
  }

  ManyAdjacent adjacent_;
  NearestOptions options_;
  std::vector<double> best_;
  std::vector<std::uint32_t> over_;  // the turn of the one before, on the best way so far
  std::vector<std::uint32_t> turn_;  // in found_.nodes; kNoNode: not settled
  std::vector<Reached> heap_;
  NearestNodes found_;
  std::uint32_t number_ = 0;
  bool has_ended_ = false;
  bool is_contradictory_ = false;
};

}  // namespace

Result<NearestNodes> nearest_nodes(const EdgeGraph& graph, std::span<const NodeId> sources,
                                   const NearestOptions& options, const Stop& stop) {
  if (auto ok = check_nodes(graph, sources, "nearest nodes"); !ok) return std::unexpected(ok.error());
  if (options.target != kNoNode) {
    if (auto ok = check_node(graph, options.target, "nearest nodes"); !ok) return std::unexpected(ok.error());
  }
  std::vector<NodeId> places = graph.numbering().places_of(sources);
  NearestOptions by_place = options;
  if (options.target != kNoNode) by_place.target = graph.numbering().place_of(options.target);
  auto found = Search(graph, by_place).run(places, stop);
  if (found) graph.numbering().to_nodes(found->nodes);
  return found;
}

}  // namespace wirespeed::graph_algorithms
