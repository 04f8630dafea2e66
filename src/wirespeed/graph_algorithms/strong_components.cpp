// Tarjan's algorithm in the form that needs one number a node (Pearce 2016), on a stack of its own: a long path would
// overflow the thread's.
#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/components.hpp"
#include "wirespeed/graph_algorithms/number_by_first.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {
namespace {

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
        pace_(stop, "components"),
        rank_(graph.node_count()),
        component_(graph.node_count()) {}

  Result<std::vector<std::uint32_t>> run() {
    for (NodeId node = 0; node < rank_.size(); ++node) {
      if (rank_[node] != 0) continue;
      begin(node);
      while (!visits_.empty()) {
        if (!pace_.is_due(step() + 1)) continue;
        if (auto ok = pace_.check(); !ok) return std::unexpected(ok.error());
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

  // Until a neighbour that is new, or the end of the node; how many were looked at.
  std::uint64_t step() {
    Visit& visit = visits_.back();
    std::uint64_t looked_at = 0;
    for (; visit.rows < rows_.size(); ++visit.rows, visit.next = 0) {
      const auto neighbors = rows_[visit.rows]->of(visit.node);
      for (; visit.next < neighbors.size(); ++visit.next, ++looked_at) {
        const NodeId neighbor = neighbors[visit.next];
        if (rank_[neighbor] == 0) {
          begin(neighbor);  // `visit` may have moved
          return looked_at;
        }
        lower(visit, neighbor);
      }
    }
    finish();
    return looked_at;
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
  Pace pace_;
  std::vector<std::uint32_t> rank_;  // 0: not seen
  std::vector<Visit> visits_;
  std::vector<NodeId> open_;
  std::uint32_t next_rank_ = 1;
  std::uint32_t component_;
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
