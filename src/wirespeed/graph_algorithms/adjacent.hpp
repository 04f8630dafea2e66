// A node's neighbours in one direction over all types, for loops that are compiled once for each way they lie.
//
//   with_adjacent(graph, Direction::out, [&](const auto& adjacent) {
//     adjacent.for_each(node, [&](NodeId neighbor) { ... });
//   });
//
// Neighbours come by type, out before in; one that is reached by several relationships comes as often.
#pragma once

#include <vector>

#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

// One array of offsets: what most graphs without types have. Nothing but the two loads stands between loop and memory.
class DenseAdjacent {
 public:
  explicit DenseAdjacent(const Rows& rows) noexcept
      : offsets_(rows.offsets().data()), targets_(rows.targets().data()) {}

  std::uint64_t degree(NodeId node) const noexcept { return offsets_[node + std::size_t{1}] - offsets_[node]; }

  template <typename Visit>
  void for_each(NodeId node, Visit visit) const {
    for (std::uint32_t i = offsets_[node]; i < offsets_[node + std::size_t{1}]; ++i) visit(targets_[i]);
  }
  // Until `found` is true of one.
  template <typename Found>
  bool any_of(NodeId node, Found found) const {
    for (std::uint32_t i = offsets_[node]; i < offsets_[node + std::size_t{1}]; ++i) {
      if (found(targets_[i])) return true;
    }
    return false;
  }

 private:
  const std::uint32_t* offsets_;
  const NodeId* targets_;
};

class ManyAdjacent {
 public:
  explicit ManyAdjacent(std::vector<const Rows*> rows) noexcept : rows_(std::move(rows)) {}

  std::span<const Rows* const> rows() const noexcept { return rows_; }
  std::uint64_t degree(NodeId node) const noexcept {
    std::uint64_t degree = 0;
    for (const Rows* rows : rows_) degree += rows->degree(node);
    return degree;
  }
  template <typename Visit>
  void for_each(NodeId node, Visit visit) const {
    for (const Rows* rows : rows_) {
      for (const NodeId neighbor : rows->of(node)) visit(neighbor);
    }
  }
  template <typename Found>
  bool any_of(NodeId node, Found found) const {
    for (const Rows* rows : rows_) {
      for (const NodeId neighbor : rows->of(node)) {
        if (found(neighbor)) return true;
      }
    }
    return false;
  }
  // visit(neighbor, weight)
  template <typename Visit>
  void for_each_weighted(NodeId node, Visit visit) const {
    for (const Rows* rows : rows_) {
      const auto neighbors = rows->of(node);
      const auto weights = rows->weights_of(node);
      for (std::size_t i = 0; i < neighbors.size(); ++i) visit(neighbors[i], weights.empty() ? 1.0 : weights[i]);
    }
  }

 private:
  std::vector<const Rows*> rows_;
};

inline std::vector<const Rows*> rows_of(const EdgeGraph& graph, Direction direction) {
  std::vector<const Rows*> rows;
  rows.reserve(2 * graph.relationships().size());
  for (const Relationships& one : graph.relationships()) {
    if (direction != Direction::in) rows.push_back(&one.out);
    if (direction != Direction::out) rows.push_back(&one.in);
  }
  return rows;
}

template <typename Work>
auto with_rows(std::vector<const Rows*> rows, const Work& work) {
  if (rows.size() == 1 && rows[0]->form() == RowForm::dense) return work(DenseAdjacent(*rows[0]));
  return work(ManyAdjacent(std::move(rows)));
}

template <typename Work>
auto with_adjacent(const EdgeGraph& graph, Direction direction, const Work& work) {
  return with_rows(rows_of(graph, direction), work);
}

constexpr Direction opposite(Direction direction) noexcept {
  if (direction == Direction::both) return direction;
  return direction == Direction::out ? Direction::in : Direction::out;
}

}  // namespace wirespeed::graph_algorithms
