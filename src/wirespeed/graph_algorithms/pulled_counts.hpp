// How many nodes of a set each node is next to, counted from the other side: every node looks which of its own
// neighbours are in the set. Rows are read as they lie in memory, and those that nobody asks for not at all; that pays
// once the set is a good part of what rows lead to.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {

class PulledCounts {
 public:
  // `back` are the rows of those who are counted; the set has a bit for each place.
  PulledCounts(std::vector<const Rows*> back, std::vector<std::uint64_t> set)
      : rows_(std::move(back)), all_(rows_), set_(std::move(set)) {}

  // add(node, count) for each node that is next to one of the set and that is_wanted(node, degree), in the order of
  // places. One of the set counts once, however many relationships lead to it.
  template <typename IsWanted, typename Add>
  Result<void> for_each(NodeId nodes, Pace& pace, const IsWanted& is_wanted, const Add& add) {
    for (NodeId first = 0, last = 0; first < nodes; first = last) {
      last = first + std::min(kNodesAtOnce, nodes - first);
      std::uint64_t spent = last - first;
      for_each_row({first, last}, [&](NodeId node, std::uint64_t degree, const auto& visit_row) {
        if (!is_wanted(node, degree)) return;
        spent += degree;
        if (const std::uint32_t count = count_of(degree, visit_row); count != 0) add(node, count);
      });
      if (!pace.is_due(spent)) continue;
      if (auto ok = pace.check(); !ok) return ok;
    }
    return {};
  }

 private:
  static constexpr NodeId kNodesAtOnce = 256;

  // visit(node, degree, visit_row), where visit_row(f) calls f(neighbor) for each.
  template <typename Visit>
  void for_each_row(graph::NodeRange nodes, const Visit& visit) const {
    if (rows_.size() == 1) {
      rows_[0]->for_each_row(nodes, [&](NodeId node, std::span<const NodeId> row) {
        visit(node, row.size(), [&](const auto& f) { std::ranges::for_each(row, f); });
      });
      return;
    }
    for (NodeId node = nodes.begin; node < nodes.end; ++node) {
      const std::uint64_t degree = all_.degree(node);
      if (degree != 0) visit(node, degree, [&](const auto& f) { all_.for_each(node, f); });
    }
  }

  // What is counted leaves the set, and comes back when the row is read. Nothing branches on who is in it, which no
  // processor foresees.
  template <typename VisitRow>
  std::uint32_t count_of(std::uint64_t degree, const VisitRow& visit_row) {
    if (counted_.size() < degree) counted_.resize(2 * degree);
    std::uint32_t count = 0;
    visit_row([&](NodeId neighbor) {
      std::uint64_t& word = set_[neighbor / 64];
      const std::uint64_t is_there = word >> (neighbor % 64) & 1;
      word ^= is_there << (neighbor % 64);
      counted_[count] = neighbor;
      count += static_cast<std::uint32_t>(is_there);
    });
    for (std::uint32_t i = 0; i < count; ++i) set_[counted_[i] / 64] |= std::uint64_t{1} << (counted_[i] % 64);
    return count;
  }

  std::vector<const Rows*> rows_;
  ManyAdjacent all_;
  std::vector<std::uint64_t> set_;
  std::vector<NodeId> counted_;
};

}  // namespace wirespeed::graph_algorithms
