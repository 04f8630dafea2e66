// One relationship type in one direction: a row of neighbours for each node of a range (CSR).
#pragma once

#include "wirespeed/graph/neighbors.hpp"
#include "wirespeed/graph/row_index.hpp"

namespace wirespeed::graph {

// Borrowed.
class Adjacency {
 public:
  Adjacency() = default;
  // REQUIRES: as many rows as `own` has nodes; neighbours and (if any) values as many as the rows have entries.
  Adjacency(NodeRange own, NodeRange other, RowIndexView rows, PackedView neighbors, PackedView values) noexcept
      : own_(own), other_(other), rows_(rows), neighbors_(neighbors), values_(values) {}

  // Empty for a node outside own().
  Neighbors of(NodeId node) const noexcept {
    const RowSpan row = rows_.row(node - own_.begin);
    return Neighbors(neighbors_, values_, other_).subrange(row.begin, row.size);
  }
  std::uint32_t degree(NodeId node) const noexcept { return rows_.row(node - own_.begin).size; }

  NodeRange own() const noexcept { return own_; }
  NodeRange other() const noexcept { return other_; }
  const RowIndexView& rows() const noexcept { return rows_; }
  const PackedView& neighbors() const noexcept { return neighbors_; }
  const PackedView& values() const noexcept { return values_; }

 private:
  NodeRange own_;
  NodeRange other_;
  RowIndexView rows_;
  PackedView neighbors_;  // relative to other_.begin
  PackedView values_;
};

}  // namespace wirespeed::graph
