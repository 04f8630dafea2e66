#include "wirespeed/graph_algorithms/neighborhood.hpp"

#include <algorithm>

#include "wirespeed/graph_algorithms/steps.hpp"

namespace wirespeed::graph_algorithms {
namespace {

std::int64_t sum_up_to_most(std::int64_t a, std::int64_t b) noexcept {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

// Hop by hop; the nodes of a hop lie behind those of the hop before it.
class Hops {
 public:
  Hops(const EdgeGraph& graph, std::vector<ManyAdjacent> steps, const NeighborhoodOptions& options)
      : steps_(std::move(steps)), options_(options), places_(graph.node_count()) {}

  Result<Neighborhood> run(NodeId root, const SearchLimits& limits) {
    Guard guard("neighborhood", limits);
    const std::uint64_t enough = limits.rows_to_find(options_.limit);
    add(root, 0, 1);
    std::size_t first = 0;
    for (std::uint32_t hop = 1; hop <= options_.k && first < found_.nodes.size(); ++hop) {
      const std::size_t last = found_.nodes.size();
      const ManyAdjacent& adjacent = steps_[(hop - 1) % steps_.size()];
      for (std::size_t i = first; i < last; ++i) {
        const NodeId node = found_.nodes[i];
        adjacent.for_each(node, [&](NodeId next) { reach(next, static_cast<std::int32_t>(hop), found_.ways[i]); });
        if (!guard.spend(adjacent.degree(node) + 1)) continue;
        if (auto ok = guard.check(bytes()); !ok) return std::unexpected(ok.error());
      }
      first = last;
      if (found_.nodes.size() - 1 >= enough) break;
    }
    Neighborhood found = without_root();
    if (auto ok = graph::check_rows("neighborhood", found.nodes.size(), limits.max_rows); !ok) {
      return std::unexpected(std::move(ok).error());
    }
    return found;
  }

 private:
  std::uint64_t bytes() const noexcept {
    return places_.bytes() + found_.nodes.size() * (sizeof(NodeId) + sizeof(std::int32_t) + sizeof(std::int64_t));
  }

  void add(NodeId node, std::int32_t hop, std::int64_t ways) {
    found_.nodes.push_back(node);
    found_.hops.push_back(hop);
    found_.ways.push_back(ways);
    places_[node] = static_cast<std::uint32_t>(found_.nodes.size());  // plus one: 0 is for those not met
  }

  void reach(NodeId node, std::int32_t hop, std::int64_t ways) {
    const std::uint32_t place = places_[node];
    if (place == 0) return add(node, hop, ways);
    if (found_.hops[place - 1] == hop) found_.ways[place - 1] = sum_up_to_most(found_.ways[place - 1], ways);
  }

  Neighborhood without_root() {
    const auto cut = [&](auto& values) {
      values.erase(values.begin());
      if (values.size() > options_.limit) values.resize(options_.limit);
    };
    cut(found_.nodes);
    cut(found_.hops);
    cut(found_.ways);
    return std::move(found_);
  }

  std::vector<ManyAdjacent> steps_;
  const NeighborhoodOptions& options_;
  NodeTable<std::uint32_t> places_;
  Neighborhood found_;
};

}  // namespace

Result<Neighborhood> neighborhood(const EdgeGraph& graph, NodeId node, const NeighborhoodOptions& options,
                                  const SearchLimits& limits) {
  if (auto ok = check_node(graph, node, "neighborhood"); !ok) return std::unexpected(ok.error());
  auto steps = steps_of(graph, options.relationships);
  if (!steps) return std::unexpected(steps.error());
  auto found = Hops(graph, *std::move(steps), options).run(graph.numbering().place_of(node), limits);
  if (found) graph.numbering().to_nodes(found->nodes);
  return found;
}

}  // namespace wirespeed::graph_algorithms
