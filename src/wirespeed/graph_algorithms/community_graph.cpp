#include "wirespeed/graph_algorithms/community_graph.hpp"

#include <algorithm>
#include <numeric>

#include "wirespeed/graph_algorithms/simple_rows.hpp"
#include "wirespeed/graph_algorithms/weights.hpp"

namespace wirespeed::graph_algorithms {
namespace {

class Maker {
 public:
  Maker(const SimpleRows& ahead, const SimpleRows& back, double loop) : ahead_(ahead), back_(back), loop_(loop) {}

  CommunityGraph make() {
    const NodeId nodes = ahead_.node_count();
    made_.offsets.reserve(nodes + std::size_t{1});
    made_.neighbors.reserve(ahead_.size());
    made_.between.reserve(ahead_.size());
    made_.within.assign(nodes, 0);
    made_.out.assign(nodes, 0);
    made_.in.assign(nodes, 0);
    for (NodeId node = 0; node < nodes; ++node) {
      merge(node);
      made_.offsets.push_back(made_.neighbors.size());
      made_.total += made_.out[node];
    }
    return std::move(made_);
  }

 private:
  // Both rows are in the order of ids.
  void merge(NodeId node) {
    std::size_t i = 0;
    std::size_t j = 0;
    const auto to = ahead_.of(node);
    const auto from = back_.of(node);
    while (i < to.size() || j < from.size()) {
      const NodeId next = std::min(i < to.size() ? to[i] : kNoNode, j < from.size() ? from[j] : kNoNode);
      const double ahead = i < to.size() && to[i] == next ? weight_at(ahead_.weights_of(node), i++) : 0;
      const double back = j < from.size() && from[j] == next ? weight_at(back_.weights_of(node), j++) : 0;
      add(node, next, ahead, back);
    }
  }

  void add(NodeId node, NodeId next, double ahead, double back) {
    const double times = next == node ? loop_ : 1;
    made_.out[node] += times * ahead;
    made_.in[node] += times * back;
    if (next == node) {
      made_.within[node] += times * ahead;
    } else {
      made_.neighbors.push_back(next);
      made_.between.push_back(ahead + back);
    }
  }

  const SimpleRows& ahead_;
  const SimpleRows& back_;
  double loop_;
  CommunityGraph made_;
};

}  // namespace

Result<CommunityGraph> CommunityGraph::make(const EdgeGraph& graph, const ModularityOptions& options,
                                            const char* operation, const Stop& stop) {
  const auto ways = ways_of(graph, options.scope, operation);
  if (!ways) return std::unexpected(ways.error());
  if (!(options.resolution >= 0)) {
    return fail(Errc::invalid_argument, "{}: expected a resolution of 0 or more, found {}", operation,
                options.resolution);
  }
  if (auto ok = check_weights(graph, options.weighted, operation); !ok) return std::unexpected(ok.error());
  const SimpleOptions simple{.weighing = options.weighted ? Weighing::sum : Weighing::count, .by_id = true};
  const auto ahead = SimpleRows::make(graph, *ways, simple, operation, stop);
  if (!ahead) return std::unexpected(ahead.error());
  if (is_undirected(*ways)) return Maker(*ahead, *ahead, 2).make();
  const auto back = SimpleRows::make(graph, reversed(*ways), simple, operation, stop);
  if (!back) return std::unexpected(back.error());
  return Maker(*ahead, *back, 1).make();
}

double CommunityGraph::modularity(std::span<const std::uint32_t> communities, double resolution) const {
  std::vector<double> outs(size());
  std::vector<double> ins(size());
  double inside = 0;
  for (NodeId node = 0; node < size(); ++node) {
    outs[communities[node]] += out[node];
    ins[communities[node]] += in[node];
    inside += within[node];
    for (std::uint64_t i = offsets[node]; i < offsets[node + std::size_t{1}]; ++i) {
      if (communities[neighbors[i]] == communities[node]) inside += between[i] / 2;  // seen from both its ends
    }
  }
  const double expected = std::inner_product(outs.begin(), outs.end(), ins.begin(), 0.0);
  return inside / total - resolution * expected / (total * total);
}

CommunityGraph CommunityGraph::merged(std::span<const std::uint32_t> communities, std::uint32_t count) const {
  std::vector<NodeId> order(size());
  std::iota(order.begin(), order.end(), NodeId{0});
  std::ranges::stable_sort(order, {}, [&](NodeId node) { return communities[node]; });
  CommunityGraph all;
  all.within.assign(count, 0);
  all.out.assign(count, 0);
  all.in.assign(count, 0);
  all.total = total;
  std::vector<double> sums(count);
  std::vector<NodeId> seen;
  std::size_t next = 0;
  for (std::uint32_t community = 0; community < count; ++community) {
    seen.clear();
    for (; next < order.size() && communities[order[next]] == community; ++next) {
      const NodeId node = order[next];
      all.within[community] += within[node];
      all.out[community] += out[node];
      all.in[community] += in[node];
      for (std::uint64_t i = offsets[node]; i < offsets[node + std::size_t{1}]; ++i) {
        const std::uint32_t other = communities[neighbors[i]];
        if (sums[other] == 0) seen.push_back(other);
        sums[other] += between[i];
      }
    }
    std::ranges::sort(seen);
    for (const NodeId other : seen) {
      const double sum = std::exchange(sums[other], 0);
      if (sum == 0) continue;  // a weight of 0 made it seen twice
      if (other == community) {
        all.within[community] += sum / 2;
      } else {
        all.neighbors.push_back(other);
        all.between.push_back(sum);
      }
    }
    all.offsets.push_back(all.neighbors.size());
  }
  return all;
}

}  // namespace wirespeed::graph_algorithms
