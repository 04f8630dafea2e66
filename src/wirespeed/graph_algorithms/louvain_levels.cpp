#include "wirespeed/graph_algorithms/louvain_levels.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "wirespeed/graph_algorithms/neumaier_sum.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr const char* kOperation = "louvain levels";

// --- a level's graph -------------------------------------------------------------------------------------------------

std::vector<std::uint64_t> begins_of(std::vector<std::uint64_t> sizes_behind_zero) {
  std::partial_sum(sizes_behind_zero.begin(), sizes_behind_zero.end(), sizes_behind_zero.begin());
  return sizes_behind_zero;
}

// visit(node, neighbor, weight) of each edge's ends, those of loops once; directed: from its source alone.
template <typename Visit>
void each_out(const LouvainGraph& graph, Visit visit) {
  for (const auto& [source, target, weight] : graph.edges) {
    visit(source, target, weight);
    if (!graph.directed && source != target) visit(target, source, weight);
  }
}

std::vector<double> weights_of(NodeId nodes, bool compensated, const auto& each) {
  std::vector<NeumaierSum> sums(nodes, NeumaierSum(compensated));
  each([&](NodeId node, double weight) { sums[node].add(weight); });
  std::vector<double> values;
  values.reserve(nodes);
  for (const NeumaierSum& sum : sums) values.push_back(sum.value());
  return values;
}

// Directed: what leads to a node, behind what it leads to; weights of a neighbour that is both are added up.
void add_incoming(LouvainGraph& graph) {
  std::vector<std::uint64_t> sizes(graph.nodes + std::size_t{1});
  for (const auto& edge : graph.edges) ++sizes[edge.target + std::size_t{1}];
  const std::vector<std::uint64_t> begins = begins_of(std::move(sizes));
  std::vector<LouvainGraph::Neighbor> incoming(graph.edges.size());
  std::vector<std::uint64_t> ends(begins.begin(), begins.end() - 1);
  for (const auto& [source, target, weight] : graph.edges) incoming[ends[target]++] = {source, weight};
  std::vector<LouvainGraph::Neighbor> all;
  std::vector<std::uint64_t> offsets{0};
  std::vector<std::uint64_t> places(graph.nodes);
  all.reserve(2 * graph.edges.size());
  for (NodeId node = 0; node < graph.nodes; ++node) {
    for (const auto& one : graph.of(node)) {
      places[one.node] = all.size();
      all.push_back(one);
    }
    for (std::uint64_t i = begins[node]; i < begins[node + std::size_t{1}]; ++i) {
      const auto& [source, weight] = incoming[i];
      if (source == node) continue;
      const std::uint64_t place = places[source];
      if (place >= offsets.back() && place < all.size() && all[place].node == source) {
        all[place].weight += weight;
      } else {
        all.push_back({source, weight});
      }
    }
    offsets.push_back(all.size());
  }
  graph.offsets = std::move(offsets);
  graph.neighbors = std::move(all);
}

// From its edges.
void make_rows(LouvainGraph& graph, bool compensated) {
  std::vector<std::uint64_t> sizes(graph.nodes + std::size_t{1});
  each_out(graph, [&](NodeId node, NodeId neighbor, double) {
    if (node != neighbor) ++sizes[node + std::size_t{1}];
  });
  graph.offsets = begins_of(std::move(sizes));
  graph.neighbors.resize(graph.offsets.back());
  std::vector<std::uint64_t> ends(graph.offsets.begin(), graph.offsets.end() - 1);
  each_out(graph, [&](NodeId node, NodeId neighbor, double weight) {
    if (node != neighbor) graph.neighbors[ends[node]++] = {neighbor, weight};
  });
  graph.out = weights_of(graph.nodes, compensated, [&](auto add) {
    each_out(graph, [&](NodeId node, NodeId, double weight) { add(node, weight); });
  });
  if (graph.directed) {
    graph.in = weights_of(graph.nodes, compensated, [&](auto add) {
      for (const auto& edge : graph.edges) add(edge.target, edge.weight);
    });
    add_incoming(graph);
    return;
  }
  for (const auto& [source, target, weight] : graph.edges) graph.out[source] += source == target ? weight : 0;
}

// visit(source, target, weight) of each edge in the order of its source's row; undirected ones from the end that comes
// first.
template <typename Visit>
void each_edge(const EdgeGraph& graph, const LouvainLevelOptions& options, Visit visit) {
  for (NodeId node = 0; node < graph.node_count(); ++node) {
    for (const Relationships& one : graph.relationships()) {
      const auto row = one.out.of(node);
      const auto weights = options.weighted ? one.out.weights_of(node) : std::span<const double>();
      for (std::size_t i = 0; i < row.size(); ++i) {
        if (options.directed || row[i] >= node) visit(node, row[i], weights.empty() ? 1.0 : weights[i]);
      }
    }
  }
}

// --- moves -----------------------------------------------------------------------------------------------------------

class Moves {
 public:
  Moves(const LouvainGraph& graph, double resolution, double total, double square)
      : graph_(graph),
        resolution_(resolution),
        total_(total),
        square_(graph.directed ? square : 2 * square),
        outs_(graph.out),
        ins_(graph.in),
        community_of_(graph.nodes),
        places_(graph.nodes, kNoNode) {
    std::iota(community_of_.begin(), community_of_.end(), 0U);
  }

  Result<bool> run(std::span<const NodeId> order, const Stop& stop) {
    Pace pace(stop, kOperation);
    bool has_moved = false;
    for (bool moves = true; moves; has_moved = has_moved || moves) {
      moves = false;
      for (const NodeId node : order) {
        moves = move(node) || moves;
        if (!pace.is_due(graph_.of(node).size() + 1)) continue;
        if (auto ok = pace.check(); !ok) return std::unexpected(ok.error());
      }
    }
    return has_moved;
  }

  std::vector<std::uint32_t> take() { return std::move(community_of_); }

 private:
  struct Near {
    std::uint32_t community;
    double weight;
  };

  bool move(NodeId node) {
    const std::uint32_t home = community_of_[node];
    const double at_home = gather_near(node, home);
    take_out(node, home);
    const double removal = -at_home / total_ + resolution_ * expected(node, home) / square_;
    double most = 0;
    std::uint32_t best = home;
    for (const auto& [community, weight] : near_) {
      const double gain = removal + weight / total_ - resolution_ * expected(node, community) / square_;
      places_[community] = kNoNode;
      if (!(gain > most)) continue;
      most = gain;
      best = community;
    }
    put_into(node, best);
    return best != home;
  }

  // The communities next to a node, its own last if it has no neighbour there; the weight that leads to that.
  double gather_near(NodeId node, std::uint32_t home) {
    near_.clear();
    for (const auto& [neighbor, weight] : graph_.of(node)) near(community_of_[neighbor]).weight += weight;
    return near(home).weight;
  }
  Near& near(std::uint32_t community) {
    if (places_[community] == kNoNode) {
      places_[community] = static_cast<std::uint32_t>(near_.size());
      near_.push_back({community, 0});
    }
    return near_[places_[community]];
  }

  double expected(NodeId node, std::uint32_t community) const noexcept {
    if (!graph_.directed) return outs_[community] * graph_.out[node];
    return graph_.out[node] * ins_[community] + graph_.in[node] * outs_[community];
  }
  void take_out(NodeId node, std::uint32_t community) noexcept {
    outs_[community] -= graph_.out[node];
    if (graph_.directed) ins_[community] -= graph_.in[node];
  }
  void put_into(NodeId node, std::uint32_t community) noexcept {
    outs_[community] += graph_.out[node];
    if (graph_.directed) ins_[community] += graph_.in[node];
    community_of_[node] = community;
  }

  const LouvainGraph& graph_;
  double resolution_;
  double total_;
  double square_;
  std::vector<double> outs_;  // of communities
  std::vector<double> ins_;
  std::vector<std::uint32_t> community_of_;
  std::vector<std::uint32_t> places_;  // in near_
  std::vector<Near> near_;
};

// Numbers without gaps in the order of the old ones; how many there are.
NodeId close_gaps(std::vector<std::uint32_t>& communities) {
  std::vector<std::uint32_t> number(communities.size());
  for (const std::uint32_t community : communities) number[community] = 1;
  NodeId count = 0;
  for (std::uint32_t& one : number) one = one == 0 ? 0 : count++;
  for (std::uint32_t& community : communities) community = number[community];
  return count;
}

}  // namespace

Result<LouvainLevels> LouvainLevels::make(const EdgeGraph& graph, const LouvainLevelOptions& options,
                                          const Stop& stop) {
  if (auto ok = stop.check(kOperation); !ok) return std::unexpected(ok.error());
  LouvainLevels levels(options);
  levels.graph_.nodes = graph.node_count();
  levels.graph_.directed = options.directed;
  each_edge(graph, options, [&](NodeId source, NodeId target, double weight) {
    levels.graph_.edges.push_back({source, target, weight});
  });
  make_rows(levels.graph_, options.compensated);
  NeumaierSum total(options.compensated);
  for (NodeId node = 0; node < graph.node_count(); ++node) {
    total.add(levels.graph_.out[node] + (options.directed ? levels.graph_.in[node] : 0));
  }
  levels.total_ = total.value() / 2;
  levels.count_ = graph.node_count();
  levels.communities_.resize(graph.node_count());
  std::iota(levels.communities_.begin(), levels.communities_.end(), 0U);
  levels.inner_ = levels.communities_;
  return levels;
}

double LouvainLevels::modularity_of(std::span<const std::uint32_t> communities, NodeId count) const {
  std::vector<double> within(count);
  std::vector<double> outs(count);
  std::vector<double> ins(count);
  for (const auto& [source, target, weight] : graph_.edges) {
    if (communities[source] == communities[target]) within[communities[source]] += weight;
  }
  for (NodeId node = 0; node < graph_.nodes; ++node) {
    outs[communities[node]] += graph_.out[node];
    ins[communities[node]] += options_.directed ? graph_.in[node] : graph_.out[node];
  }
  const double ends = options_.directed ? total_ : 2 * total_;
  double sum = 0;
  for (NodeId i = 0; i < count; ++i) {
    sum += within[i] / total_ - options_.resolution * outs[i] * ins[i] / (ends * ends);
  }
  return sum;
}

Result<bool> LouvainLevels::move(std::span<const NodeId> order, double square, const Stop& stop) {
  merge();
  Moves moves(graph_, options_.resolution, total_, square);
  auto has_moved = moves.run(order, stop);
  if (!has_moved) return has_moved;
  inner_ = moves.take();
  count_ = close_gaps(inner_);
  for (std::uint32_t& community : communities_) community = inner_[community];
  return has_moved;
}

// Communities become nodes, with the edges in the order in which rows of a graph that is read would have them.
void LouvainLevels::merge() {
  if (count_ == graph_.nodes) return;
  LouvainGraph merged;
  merged.nodes = count_;
  merged.directed = graph_.directed;
  const auto row_of = [&](const LouvainGraph::Edge& edge) {
    return graph_.directed ? edge.source : std::min(edge.source, edge.target);
  };
  std::ranges::stable_sort(graph_.edges, std::less(), row_of);
  std::unordered_map<std::uint64_t, std::size_t> places;
  for (const auto& [source, target, weight] : graph_.edges) {
    NodeId from = inner_[source];
    NodeId to = inner_[target];
    if (!graph_.directed && from > to) std::swap(from, to);
    const auto [place, is_new] = places.try_emplace(std::uint64_t{from} << 32 | to, merged.edges.size());
    if (is_new) merged.edges.push_back({from, to, 0});
    merged.edges[place->second].weight += weight;
  }
  make_rows(merged, options_.compensated);
  graph_ = std::move(merged);
}

}  // namespace wirespeed::graph_algorithms
