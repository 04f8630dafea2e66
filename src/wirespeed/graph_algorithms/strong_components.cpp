// Tarjan's algorithm in the form that needs one number a node (Pearce 2016), on a stack of its own: a long path would
// overflow the thread's.
#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/components.hpp"
#include "wirespeed/graph_algorithms/number_by_first.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr std::uint32_t kNodesPerCheck = 1 << 14;

// Where a visit of a node stands: the next of its neighbours, by rows and place.
struct Visit {
  NodeId node;
  std::uint32_t rows;
  std::uint32_t next;
  bool is_root;
};

class Pearce {
 public:
  Pearce(const EdgeGraph& graph, const Stop& stop)
      : numbering_(graph.numbering()),
        rows_(rows_of(graph, Direction::out)),
        stop_(stop),
        rank_(graph.node_count()),
        component_(graph.node_count()) {}

  Result<std::vector<std::uint32_t>> run() {
    for (NodeId node = 0; node < rank_.size(); ++node) {
      if (rank_[node] != 0) continue;
      begin(node);
      while (!visits_.empty()) {
        if (++steps_ % kNodesPerCheck == 0) {
          if (auto ok = stop_.check("components"); !ok) return std::unexpected(ok.error());
        }
        step();
      }
    }
    for (std::uint32_t& rank : rank_) rank = static_cast<std::uint32_t>(rank_.size()) - rank;
    return numbering_.by_node(std::move(rank_));
  }

 private:
  void begin(NodeId node) {
    visits_.push_back({node, 0, 0, true});
    rank_[node] = next_rank_++;
  }

  // Until a neighbour that is new, or the end of the node.
  void step() {
    Visit& visit = visits_.back();
    for (; visit.rows < rows_.size(); ++visit.rows, visit.next = 0) {
      const auto neighbors = rows_[visit.rows]->of(visit.node);
      while (visit.next < neighbors.size()) {
        const NodeId neighbor = neighbors[visit.next];
        if (rank_[neighbor] == 0) return begin(neighbor);
        lower(visit, neighbor);
        ++visit.next;
      }
    }
    finish();
  }

  void lower(Visit& visit, NodeId neighbor) noexcept {
    if (rank_[neighbor] >= rank_[visit.node]) return;
    rank_[visit.node] = rank_[neighbor];
    visit.is_root = false;
  }

  // Ranks of finished components come down from the top, so that they are above all that is still open. The caller's
  // visit looks at this node again and takes its rank over.
  void finish() {
    const Visit visit = visits_.back();
    visits_.pop_back();
    if (!visit.is_root) return open_.push_back(visit.node);
    --next_rank_;
    while (!open_.empty() && rank_[open_.back()] >= rank_[visit.node]) {
      rank_[open_.back()] = component_;
      open_.pop_back();
      --next_rank_;
    }
    rank_[visit.node] = component_--;
  }

  const graph::Numbering& numbering_;
  std::vector<const Rows*> rows_;
  const Stop& stop_;
  std::vector<std::uint32_t> rank_;  // 0: not seen
  std::vector<Visit> visits_;
  std::vector<NodeId> open_;
  std::uint32_t next_rank_ = 1;
  std::uint32_t component_;
  std::uint32_t steps_ = 0;
};

}  // namespace

Result<std::vector<std::uint32_t>> strong_components(const EdgeGraph& graph, const Stop& stop) {
  auto numbers = strong_components_as_ended(graph, stop);
  if (!numbers) return numbers;
  return number_by_first(*std::move(numbers));
}

Result<std::vector<std::uint32_t>> strong_components_as_ended(const EdgeGraph& graph, const Stop& stop) {
  return Pearce(graph, stop).run();
}

}  // namespace wirespeed::graph_algorithms
