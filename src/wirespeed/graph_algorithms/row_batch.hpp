// Rows of some nodes at once: memory is asked for all of them before the first is read, so that what lies far apart is
// waited for once and not row by row.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "wirespeed/graph_algorithms/adjacent.hpp"

namespace wirespeed::graph_algorithms {

class RowBatch {
 public:
  static constexpr std::size_t kNodes = 32;

  explicit RowBatch(const ManyAdjacent& adjacent) noexcept : adjacent_(adjacent) {}

  // Takes the first nodes of some, at most kNodes, and says how many it took.
  std::size_t load(std::span<const NodeId> nodes) {
    const std::size_t taken = std::min(nodes.size(), kNodes);
    rows_.clear();
    rows_.reserve(taken * adjacent_.rows().size());
    entries_ = 0;
    for (const NodeId node : nodes.first(taken)) {
      for (const Rows* rows : adjacent_.rows()) {
        rows_.push_back(rows->of(node));
        entries_ += rows_.back().size();
        __builtin_prefetch(rows_.back().data());
      }
    }
    return taken;
  }

  // Neighbours of all nodes that were taken.
  std::uint64_t entries() const noexcept { return entries_; }

  // visit(neighbor) of the first ones of each row: those whose own memory is worth asking for now.
  template <typename Visit>
  void for_each_ahead(Visit visit) const {
    for (const auto& row : rows_) std::ranges::for_each(row.first(std::min(row.size(), kAhead)), visit);
  }

  // visit(neighbor) of node i of those that were taken.
  template <typename Visit>
  void for_each(std::size_t i, Visit visit) const {
    const std::size_t each = adjacent_.rows().size();
    for (const auto& row : std::span(rows_).subspan(i * each, each)) std::ranges::for_each(row, visit);
  }

 private:
  static constexpr std::size_t kAhead = 16;

  const ManyAdjacent& adjacent_;
  std::vector<std::span<const NodeId>> rows_;
  std::uint64_t entries_ = 0;
};

}  // namespace wirespeed::graph_algorithms
