#include <algorithm>
#include <cmath>
#include <numeric>

#include "wirespeed/graph_algorithms/community_graph.hpp"
#include "wirespeed/graph_algorithms/number_by_first.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"
#include "wirespeed/graph_algorithms/random.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// A gain that is smaller than this share of all that a node has may be rounding, and nodes could go round in circles.
constexpr double kLeastGain = 1e-12;

// Nodes move one by one until none gains. Who has moved has its neighbours asked again: most of a level is done long
// before its last nodes are, and these are not worth a look at all others.
class Level {
 public:
  Level(const CommunityGraph& graph, double resolution)
      : graph_(graph),
        resolution_(resolution),
        communities_(graph.size()),
        outs_(graph.out),
        ins_(graph.in),
        leading_to_(graph.size()),
        is_near_(graph.size()) {
    std::iota(communities_.begin(), communities_.end(), 0U);
  }

  Result<void> run(Random& random, Pace& pace) {
    queue_.resize(graph_.size());
    std::iota(queue_.begin(), queue_.end(), NodeId{0});
    shuffle(std::span(queue_), random);
    is_queued_.assign(queue_.size(), 1);
    for (queued_ = queue_.size(); queued_ > 0;) {
      const NodeId node = take_next();
      if (move(node)) ask_neighbors(node);
      if (!pace.is_due(graph_.degree(node) + 1)) continue;
      if (auto ok = pace.check(); !ok) return ok;
    }
    return {};
  }

  std::vector<std::uint32_t> take() { return number_by_first(std::move(communities_)); }

 private:
  NodeId take_next() noexcept {
    const NodeId node = queue_[next_];
    next_ = next_ + 1 == queue_.size() ? 0 : next_ + 1;
    --queued_;
    is_queued_[node] = 0;
    return node;
  }

  // Those that are not in its community now, and not waiting.
  void ask_neighbors(NodeId node) noexcept {
    for (std::uint64_t i = graph_.offsets[node]; i < graph_.offsets[node + std::size_t{1}]; ++i) {
      const NodeId neighbor = graph_.neighbors[i];
      if (is_queued_[neighbor] != 0 || communities_[neighbor] == communities_[node]) continue;
      is_queued_[neighbor] = 1;
      queue_[(next_ + queued_++) % queue_.size()] = neighbor;
    }
  }

  bool move(NodeId node) {
    const std::uint32_t home = communities_[node];
    gather_near(node, home);
    outs_[home] -= graph_.out[node];
    ins_[home] -= graph_.in[node];
    const double least = kLeastGain * (graph_.out[node] + graph_.in[node]);
    std::uint32_t best = home;
    double most = gain(node, home) + least;
    for (const std::uint32_t community : near_) {
      const double here = gain(node, community);
      if (community == home || !(here > most)) continue;
      best = community;
      most = here;
    }
    for (const std::uint32_t community : near_) {
      leading_to_[community] = 0;
      is_near_[community] = 0;
    }
    outs_[best] += graph_.out[node];
    ins_[best] += graph_.in[node];
    communities_[node] = best;
    return best != home;
  }

  // The communities next to a node, its own first, and what leads there and back.
  void gather_near(NodeId node, std::uint32_t home) {
    near_.assign(1, home);
    is_near_[home] = 1;
    for (std::uint64_t i = graph_.offsets[node]; i < graph_.offsets[node + std::size_t{1}]; ++i) {
      const std::uint32_t community = communities_[graph_.neighbors[i]];
      if (is_near_[community] == 0) near_.push_back(community);
      is_near_[community] = 1;
      leading_to_[community] += graph_.between[i];
    }
  }

  // Of modularity, times the total.
  double gain(NodeId node, std::uint32_t community) const noexcept {
    const double expected = graph_.out[node] * ins_[community] + graph_.in[node] * outs_[community];
    return leading_to_[community] - resolution_ * expected / graph_.total;
  }

  const CommunityGraph& graph_;
  double resolution_;
  std::vector<std::uint32_t> communities_;
  std::vector<double> outs_;  // of communities
  std::vector<double> ins_;
  std::vector<double> leading_to_;
  std::vector<std::uint8_t> is_near_;
  std::vector<std::uint32_t> near_;
  std::vector<NodeId> queue_;  // a ring: `queued_` of them from `next_` on
  std::size_t next_ = 0;
  std::size_t queued_ = 0;
  std::vector<std::uint8_t> is_queued_;
};

std::uint32_t count_of(const std::vector<std::uint32_t>& communities) {
  return communities.empty() ? 0 : std::ranges::max(communities) + 1;
}

}  // namespace

Result<Communities> louvain(const EdgeGraph& graph, const LouvainOptions& options, const Stop& stop) {
  auto made = CommunityGraph::make(graph, options.modularity, "louvain", stop);
  if (!made) return std::unexpected(made.error());
  CommunityGraph now = *std::move(made);
  Communities found{std::vector<std::uint32_t>(now.size()), NAN};
  std::iota(found.of_node.begin(), found.of_node.end(), 0U);
  if (now.total == 0) return found;
  const double resolution = options.modularity.resolution;
  found.modularity = now.modularity(found.of_node, resolution);
  Random random(options.seed);
  Pace pace(stop, "louvain");
  for (;;) {
    Level level(now, resolution);
    if (auto ok = level.run(random, pace); !ok) return std::unexpected(ok.error());
    const std::vector<std::uint32_t> communities = level.take();
    const double before = std::exchange(found.modularity, now.modularity(communities, resolution));
    for (std::uint32_t& community : found.of_node) community = communities[community];
    const bool is_done = count_of(communities) == now.size() || found.modularity - before <= options.threshold;
    if (is_done) break;
    now = now.merged(communities, count_of(communities));
  }
  found.of_node = number_by_first(std::move(found.of_node));
  return found;
}

}  // namespace wirespeed::graph_algorithms
