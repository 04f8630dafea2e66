// Rows of neighbours in memory (CSR): one relationship type in one direction.
//
//   offsets: where each node's row begins, one more than nodes (or only of those that have one: row_index.hpp)
//   targets: the neighbours, row after row
#pragma once

#include <bit>
#include <memory>
#include <span>
#include <vector>

#include "wirespeed/base/large_memory.hpp"
#include "wirespeed/graph/numbering.hpp"
#include "wirespeed/graph/row_index.hpp"
#include "wirespeed/graph/shared_array.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

// A relationship as it was given: its place is its number.
struct Edges {
  std::span<const NodeId> sources;
  std::span<const NodeId> targets;
  std::span<const double> weights;  // as many, or none
};

class Rows {
 public:
  // Rows of sources, each in the order of the edges. REQUIRES: ids below `nodes`, fewer than 2^32 edges
  static Rows out_of(NodeId nodes, const Edges& edges);
  // The same edges seen from their targets; a row is in the order of its sources.
  static Rows reversed(NodeId nodes, const Rows& out);
  // The same rows by places, each in the order that it has.
  static Rows placed(const Rows& by_node, const Numbering& numbering);

  // Rows of a file. REQUIRES: what checked_rows() (row_file.hpp) has seen to
  static Rows borrowed(const RowShape& shape, SharedArray<std::uint32_t> offsets, SharedArray<std::uint64_t> words,
                       SharedArray<NodeId> targets, SharedArray<double> weights);

  Rows(Rows&&) noexcept = default;
  Rows& operator=(Rows&&) noexcept = default;
  ~Rows() = default;

  // REQUIRES of all these: node < nodes
  std::span<const NodeId> of(NodeId node) const noexcept { return row_at(span_of(node)); }
  std::span<const double> weights_of(NodeId node) const noexcept {
    const RowSpan row = span_of(node);
    return {weights_.data() + row.begin, weights_.empty() ? 0 : row.size};
  }
  std::uint32_t degree(NodeId node) const noexcept { return span_of(node).size; }

  // The node in whose row a place is. REQUIRES: place < size()
  NodeId owner_of(std::uint32_t place) const noexcept;

  // Where a node's row lies among all targets. The index is our own, so nothing of it is checked.
  RowSpan span_of(NodeId node) const noexcept {
    const std::uint32_t* const offsets = view_.offsets().data();
    if (form_ == RowForm::dense) return {offsets[node], offsets[node + 1] - offsets[node]};
    return view_.bits().test(node) ? filled_row(rank_of(node)) : RowSpan();
  }

  // Of the 64 nodes from 64 * word on, a bit for each that may have neighbours. REQUIRES: 64 * word < nodes
  std::uint64_t filled(std::size_t word) const noexcept {
    return form_ == RowForm::dense ? ~std::uint64_t{0} : view_.bits().words()[word];
  }

  // visit(node, row) for each of some nodes that has neighbours, in their order.
  template <typename Visit>
  void for_each_row(NodeRange nodes, Visit visit) const {
    if (form_ == RowForm::dense) {
      for (NodeId node = nodes.begin; node < nodes.end; ++node) {
        if (const RowSpan row = span_of(node); row.size != 0) visit(node, row_at(row));
      }
      return;
    }
    if (nodes.begin == nodes.end) return;
    const auto words = view_.bits().words();
    std::uint32_t place = rank_of(nodes.begin);
    for (std::size_t i = nodes.begin / 64; i <= (nodes.end - 1) / 64; ++i) {
      for (std::uint64_t word = words[i] & mask_of(nodes, i); word != 0; word &= word - 1) {
        visit(static_cast<NodeId>(64 * i + static_cast<std::size_t>(std::countr_zero(word))),
              row_at(filled_row(place++)));
      }
    }
  }

  std::size_t size() const noexcept { return targets_.size(); }
  std::size_t bytes() const noexcept;
  RowForm form() const noexcept { return form_; }
  const RowIndexView& index() const noexcept { return view_; }
  std::span<const std::uint32_t> offsets() const noexcept { return view_.offsets(); }
  std::span<const NodeId> targets() const noexcept { return targets_; }
  std::span<const double> weights() const noexcept { return weights_; }  // as many as targets, or none

 private:
  Rows(std::shared_ptr<const void> index, const RowIndexView& view, SharedArray<NodeId> targets,
       SharedArray<double> weights);
  static Rows made_of(std::vector<std::uint32_t> offsets, LargeVector<NodeId> targets, LargeVector<double> weights);

  std::span<const NodeId> row_at(RowSpan row) const noexcept { return {targets_.data() + row.begin, row.size}; }

  // Of those that are not dense, the row that has so many filled ones before it.
  RowSpan filled_row(std::uint32_t place) const noexcept {
    if (form_ == RowForm::unit) return {place, 1};
    const std::uint32_t* const offsets = view_.offsets().data();
    return {offsets[place], offsets[place + 1] - offsets[place]};
  }

  // Which bits of a bitmap's word are of some nodes. REQUIRES: at least one
  static std::uint64_t mask_of(NodeRange nodes, std::size_t word) noexcept {
    std::uint64_t mask = ~std::uint64_t{0};
    if (word == nodes.begin / 64) mask &= ~std::uint64_t{0} << (nodes.begin % 64);
    if (word == (nodes.end - 1) / 64) mask &= ~std::uint64_t{0} >> (63 - (nodes.end - 1) % 64);
    return mask;
  }

  // As BitRankView::rank, without its loop, whose end no processor foresees.
  std::uint32_t rank_of(NodeId node) const noexcept {
    const std::uint64_t below = (std::uint64_t{1} << (node % 64)) - 1;
    return view_.bits().ranks()[node / BitRankView::kBlockBits] + ranks_in_block_[node / 64] +
           static_cast<std::uint32_t>(std::popcount(view_.bits().words()[node / 64] & below));
  }

  std::shared_ptr<const void> index_;  // what keeps the arrays that view_ shows
  RowIndexView view_;
  RowForm form_;
  std::vector<std::uint16_t> ranks_in_block_;  // of each word of the bitmap: set bits before it in its block
  SharedArray<NodeId> targets_;
  SharedArray<double> weights_;
};

}  // namespace wirespeed::graph
