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

// Whether `found` is true of one of some neighbours; it may be asked of some behind that, too. Four at a time: whether
// there is one among them is foreseen more often than which it is.
template <typename Found>
bool meets(const NodeId* at, const NodeId* end, Found found) {
  for (; end - at >= 4; at += 4) {
    const bool first = found(at[0]);
    const bool second = found(at[1]);
    const bool third = found(at[2]);
    const bool fourth = found(at[3]);
    if ((unsigned{first} | unsigned{second} | unsigned{third} | unsigned{fourth}) != 0) return true;
  }
  for (; at != end; ++at) {
    if (found(*at)) return true;
  }
  return false;
}

// One array of offsets: what most graphs without types have. Nothing but the two loads stands between loop and memory.
class DenseAdjacent {
 public:
  explicit DenseAdjacent(const Rows& rows) noexcept
      : offsets_(rows.offsets().data()), targets_(rows.targets().data()), size_(rows.size()) {}

  std::uint64_t size() const noexcept { return size_; }  // of all rows

  std::uint64_t degree(NodeId node) const noexcept { return offsets_[node + std::size_t{1}] - offsets_[node]; }

  template <typename Visit>
  void for_each(NodeId node, Visit visit) const {
    for (std::uint32_t i = offsets_[node]; i < offsets_[node + std::size_t{1}]; ++i) visit(targets_[i]);
  }
  template <typename Found>
  bool meets(NodeId node, Found found) const {
    return graph_algorithms::meets(targets_ + offsets_[node], targets_ + offsets_[node + std::size_t{1}], found);
  }

  // Of the 64 nodes from 64 * word on, a bit for each that may have neighbours.
  static constexpr std::uint64_t filled(std::size_t /*word*/) noexcept { return ~std::uint64_t{0}; }
  // The row's first neighbours will be asked for; and, a while before, where the row lies.
  void prefetch_offsets(NodeId node) const noexcept { __builtin_prefetch(offsets_ + node); }
  void prefetch_row(NodeId node) const noexcept { __builtin_prefetch(targets_ + offsets_[node]); }

 private:
  const std::uint32_t* offsets_;
  const NodeId* targets_;
  std::uint64_t size_;
};

// Rows of any form.
class OneAdjacent {
 public:
  explicit OneAdjacent(const Rows& rows) noexcept : rows_(rows), targets_(rows.targets().data()) {}

  std::uint64_t size() const noexcept { return rows_.size(); }
  std::uint64_t degree(NodeId node) const noexcept { return rows_.degree(node); }
  template <typename Visit>
  void for_each(NodeId node, Visit visit) const {
    const graph::RowSpan row = rows_.span_of(node);
    for (const NodeId *at = targets_ + row.begin, *end = at + row.size; at != end; ++at) visit(*at);
  }
  template <typename Found>
  bool meets(NodeId node, Found found) const {
    const graph::RowSpan row = rows_.span_of(node);
    return graph_algorithms::meets(targets_ + row.begin, targets_ + row.begin + row.size, found);
  }

  std::uint64_t filled(std::size_t word) const noexcept { return rows_.filled(word); }
  static void prefetch_offsets(NodeId /*node*/) noexcept {}  // behind bits that are in the cache already
  void prefetch_row(NodeId node) const noexcept { __builtin_prefetch(targets_ + rows_.span_of(node).begin); }

 private:
  const Rows& rows_;
  const NodeId* targets_;
};

class ManyAdjacent {
 public:
  explicit ManyAdjacent(std::vector<const Rows*> rows) noexcept : rows_(std::move(rows)) {}

  std::span<const Rows* const> rows() const noexcept { return rows_; }
  std::uint64_t size() const noexcept {
    std::uint64_t size = 0;
    for (const Rows* rows : rows_) size += rows->size();
    return size;
  }
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
  bool meets(NodeId node, Found found) const {
    for (const Rows* rows : rows_) {
      const auto row = rows->of(node);
      if (graph_algorithms::meets(row.data(), row.data() + row.size(), found)) return true;
    }
    return false;
  }

  std::uint64_t filled(std::size_t word) const noexcept {
    std::uint64_t filled = 0;
    for (const Rows* rows : rows_) filled |= rows->filled(word);
    return filled;
  }
  void prefetch_offsets(NodeId node) const noexcept {
    for (const Rows* rows : rows_) {
      if (rows->form() == RowForm::dense) __builtin_prefetch(rows->offsets().data() + node);
    }
  }
  void prefetch_row(NodeId node) const noexcept {
    for (const Rows* rows : rows_) __builtin_prefetch(rows->of(node).data());
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

// work(ahead, back) over rows that lead on and those that lead back, compiled for one type alone and for many.
template <typename Work>
auto with_both_rows(const std::vector<const Rows*>& ahead, const std::vector<const Rows*>& back, const Work& work) {
  if (ahead.size() != 1 || back.size() != 1) return work(ManyAdjacent(ahead), ManyAdjacent(back));
  if (ahead[0]->form() != RowForm::dense || back[0]->form() != RowForm::dense) {
    return work(OneAdjacent(*ahead[0]), OneAdjacent(*back[0]));
  }
  return work(DenseAdjacent(*ahead[0]), DenseAdjacent(*back[0]));
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
