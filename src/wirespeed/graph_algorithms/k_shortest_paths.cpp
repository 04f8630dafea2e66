#include "wirespeed/graph_algorithms/k_shortest_paths.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <set>

#include "wirespeed/graph_algorithms/goal_search.hpp"
#include "wirespeed/graph_algorithms/weights.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// How far nodes are from the target, of those that are nearer to it than the source.
class DistancesBack {
 public:
  DistancesBack(const EdgeGraph& graph, const Passage& passage, bool weighted)
      : passage_(passage), side_(graph, passage.back(), weighted) {}

  // False: there is no way from the source.
  Result<bool> search(NodeId source, NodeId target, Guard& guard) {
    if (auto ok = guard.check(); !ok) return std::unexpected(ok.error());
    side_.start(target);
    while (side_.has_next()) {
      const Waiting::Entry next = side_.take();
      radius_ = next.distance;
      if (next.node == source) return true;
      if (guard.spend(side_.degree(next.node))) {
        if (auto ok = guard.check(side_.bytes()); !ok) return std::unexpected(ok.error());
      }
      side_.for_each(next.node, [&](NodeId node, double weight) {
        if (node == source || passage_.walks_on(node)) side_.reach(node, next.distance + weight, next.node);
      });
    }
    return false;
  }

  // At most what the way from the node to the target takes.
  double operator()(NodeId node) const noexcept {
    const Reached* const reached = side_.find(node);
    return reached == nullptr ? radius_ : std::min(radius_, reached->distance);
  }
  std::uint64_t bytes() const noexcept { return side_.bytes(); }

 private:
  const Passage& passage_;
  WeightedSide side_;
  double radius_ = 0;
};

// A way, how far each of its nodes is, and the first place where another could leave it.
struct Ranked {
  Route route;
  std::vector<double> at;
  std::size_t leaves_at = 0;
};

struct IsShorter {
  bool operator()(const Ranked& a, const Ranked& b) const noexcept {
    if (a.route.distance != b.route.distance) return a.route.distance < b.route.distance;
    if (a.route.nodes.size() != b.route.nodes.size()) return a.route.nodes.size() < b.route.nodes.size();
    return a.route.nodes < b.route.nodes;
  }
};

// A detour does not come back to what lies before it, and leaves another way than those that are known.
struct DetourBans {
  std::span<const NodeId> before;
  NodeId leaves;
  std::vector<NodeId> first{};

  bool step(NodeId node, NodeId next) const noexcept {
    if (node == leaves && std::ranges::find(first, next) != first.end()) return true;
    return std::ranges::find(before, next) != before.end();
  }
};

class Yen {
  static constexpr std::uint64_t kBytesPerWay = sizeof(Ranked) + 96;  // a place in the set, and two allocations

 public:
  Yen(const EdgeGraph& graph, const Passage& passage, bool weighted, const SearchLimits& limits)
      : weighted_(weighted),
        guard_("shortest_paths", limits),
        distances_back_(graph, passage, weighted),
        search_(graph, passage, weighted),
        adjacent_(graph, passage.ahead()) {}

  Result<Routes> run(NodeId source, NodeId target, std::size_t k) {
    const auto is_way = distances_back_.search(source, target, guard_);
    if (!is_way) return std::unexpected(is_way.error());
    target_ = target;
    if (*is_way && k > 0) {
      if (auto ok = detour({}, {}, {{}, source}, 0); !ok) return std::unexpected(ok.error());
    }
    while (found_.size() < k && !candidates_.empty()) {
      found_.push_back(std::move(candidates_.extract(candidates_.begin()).value()));
      if (found_.size() == k) break;
      if (auto ok = leave(found_.back()); !ok) return std::unexpected(ok.error());
    }
    return routes();
  }

 private:
  Result<void> leave(const Ranked& way) {
    for (std::size_t place = way.leaves_at; place + 1 < way.route.nodes.size(); ++place) {
      const std::span<const NodeId> before(way.route.nodes.data(), place);
      DetourBans bans{before, way.route.nodes[place]};
      for (const Ranked& other : found_) {
        const auto& nodes = other.route.nodes;
        if (nodes.size() <= place + 1 ||
            !std::equal(nodes.begin(), nodes.begin() + static_cast<std::ptrdiff_t>(place) + 1,
                        way.route.nodes.begin())) {
          continue;
        }
        bans.first.push_back(nodes[place + 1]);
      }
      if (auto ok = detour(before, std::span(way.at).first(place), bans, way.at[place]); !ok) return ok;
    }
    return {};
  }

  // Of all ways that begin so, the shortest.
  Result<void> detour(std::span<const NodeId> before, std::span<const double> at, const DetourBans& bans,
                      double begun) {
    auto found = search_.run(bans.leaves, target_, begun, guard_, distances_back_, bans);
    if (!found) return std::unexpected(std::move(found).error());
    if (!*found) return {};
    Ranked way{.route = {{before.begin(), before.end()}, (*found)->distance},
               .at = {at.begin(), at.end()},
               .leaves_at = before.size()};
    const std::vector<NodeId>& rest = (*found)->nodes;
    way.route.nodes.insert(way.route.nodes.end(), rest.begin(), rest.end());
    measure(way, begun);
    held_ += kBytesPerWay + way.route.nodes.size() * (2 * sizeof(NodeId) + sizeof(double));  // in the answer, too
    candidates_.insert(std::move(way));
    return guard_.check(distances_back_.bytes() + held_);
  }

  // Adds how far nodes are, from the place where it leaves on.
  void measure(Ranked& way, double distance) const {
    way.at.reserve(way.route.nodes.size());
    way.at.push_back(distance);
    for (std::size_t place = way.at.size(); place < way.route.nodes.size(); ++place) {
      distance += weight_between(way.route.nodes[place - 1], way.route.nodes[place]);
      way.at.push_back(distance);
    }
  }

  double weight_between(NodeId from, NodeId to) const {
    double least = INFINITY;
    adjacent_.for_each_weighted(from, weighted_, [&](NodeId node, double weight) {
      if (node == to) least = std::min(least, weight);
    });
    return least;
  }

  Routes routes() const {
    Routes routes;
    routes.distances.reserve(found_.size());
    for (const Ranked& one : found_) {
      routes.add(one.route.nodes);
      routes.distances.push_back(one.route.distance);
    }
    return routes;
  }

  bool weighted_;
  Guard guard_;
  DistancesBack distances_back_;
  GoalSearch search_;
  ClassedAdjacent adjacent_;
  NodeId target_ = kNoNode;
  std::vector<Ranked> found_;
  std::set<Ranked, IsShorter> candidates_;
  std::uint64_t held_ = 0;  // bytes of ways
};

}  // namespace

Result<Routes> k_shortest_paths(const EdgeGraph& graph, NodeId source, NodeId target, std::size_t k,
                                const KShortestOptions& options, const SearchLimits& limits) {
  if (auto ok = check_nodes(graph, std::array{source, target}, "shortest_paths"); !ok)
    return std::unexpected(ok.error());
  if (auto ok = check_weights(graph, options.weighted, "shortest_paths"); !ok) return std::unexpected(ok.error());
  const auto passage = Passage::compile(graph, options.filter, "shortest_paths");
  if (!passage) return std::unexpected(passage.error());
  const bool weighted = options.weighted && graph.has_weights();
  auto routes =
      Yen(graph, *passage, weighted, limits)
          .run(graph.numbering().place_of(source), graph.numbering().place_of(target), limits.rows_to_find(k));
  if (!routes) return routes;
  if (auto ok = graph::check_rows("shortest_paths", routes->size(), limits.max_rows); !ok) {
    return std::unexpected(std::move(ok).error());
  }
  graph.numbering().to_nodes(routes->nodes);
  return routes;
}

}  // namespace wirespeed::graph_algorithms
