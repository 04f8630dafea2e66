// Who is next to whom once types and repetition are left out: a row for each node, sorted, each neighbour once. What
// measures that NetworkX defines on graphs without parallel edges are computed on.
//
//   edges 0-1 0-1 0-3 of any type      row of 0: 1 3
#pragma once

#include <span>
#include <vector>

#include "wirespeed/base/large_memory.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

// The weight of a neighbour to which several relationships lead. In a graph without weights each counts 1.
enum class Weighing : std::uint8_t {
  none,   // no weights are kept
  count,  // how many relationships
  least,
  sum,
};

struct SimpleOptions {
  Weighing weighing = Weighing::none;
  bool by_id = false;  // nodes are ids here, too; else places, which are faster to go through
  bool loops = true;   // keep those of nodes to themselves; where a relationship leads both ways, its loop counts once
};

class SimpleRows {
 public:
  static Result<SimpleRows> make(const EdgeGraph& graph, const std::vector<Way>& ways, const SimpleOptions& options,
                                 const char* operation, const Stop& stop);

  NodeId node_count() const noexcept { return static_cast<NodeId>(offsets_.size() - 1); }
  std::uint64_t size() const noexcept { return targets_.size(); }
  bool has_weights() const noexcept { return !weights_.empty(); }

  // REQUIRES of all these: node < node_count()
  std::uint64_t begin(NodeId node) const noexcept { return offsets_[node]; }  // of its row among all
  std::uint64_t degree(NodeId node) const noexcept { return offsets_[node + std::size_t{1}] - offsets_[node]; }
  std::span<const NodeId> of(NodeId node) const noexcept { return {targets_.data() + offsets_[node], degree(node)}; }
  // Empty where none are kept: each is 1.
  std::span<const double> weights_of(NodeId node) const noexcept {
    if (weights_.empty()) return {};
    return {weights_.data() + offsets_[node], degree(node)};
  }

 private:
  SimpleRows() = default;
  friend class SimpleRowsMaker;

  std::vector<std::uint64_t> offsets_;
  LargeVector<NodeId> targets_;
  LargeVector<double> weights_;
};

// Of a row's i-th neighbour.
inline double weight_at(std::span<const double> weights, std::size_t i) noexcept {
  return weights.empty() ? 1.0 : weights[i];
}

}  // namespace wirespeed::graph_algorithms
