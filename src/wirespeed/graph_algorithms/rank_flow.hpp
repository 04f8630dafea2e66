// What PageRank reads at every step: who leads to each node, by how much, and the weight of all that leads from it.
#pragma once

#include <algorithm>
#include <span>
#include <type_traits>
#include <vector>

#include "wirespeed/base/large_memory.hpp"
#include "wirespeed/graph_algorithms/lanes.hpp"
#include "wirespeed/graph_algorithms/scope.hpp"

namespace wirespeed::graph_algorithms {

class RankFlow {
 public:
  RankFlow(const EdgeGraph& graph, const std::vector<Way>& ways, bool weighted);

  NodeId node_count() const noexcept { return nodes_; }
  bool is_weighted() const noexcept { return weighted_; }
  // Of all relationships, as often as they are read in a step.
  std::uint64_t size() const noexcept;

  // The weights of all that leads from the node; 0 where that is nothing.
  double strength(NodeId node) const noexcept { return strengths_[node]; }
  // 1 / strength; 0 where nothing leads from it.
  double share(NodeId node) const noexcept { return strengths_[node] == 0 ? 0 : 1 / strengths_[node]; }

  // visit(node, sources) for each of some nodes, in their order, where `sources` are those who lead to it:
  //
  //   sources.degree()     how many relationships that is
  //   sources.weight()     of all of these
  //   sources.sum(given)   of given[source], what they give along a relationship of weight 1
  template <typename Visit>
  void for_each(graph::NodeRange nodes, const Visit& visit) const {
    if (plain_ == nullptr) {
      for (NodeId node = nodes.begin; node < nodes.end; ++node) visit(node, AnySources{*this, node});
    } else if (plain_->form() == RowForm::dense) {
      for (NodeId node = nodes.begin; node < nodes.end; ++node) visit(node, PlainSources{plain_->of(node)});
    } else if (nodes.begin < nodes.end) {
      for_each_of_bitmap(nodes, visit);
    }
  }

  // Parts of all nodes with about as much to collect in each.
  std::vector<Share> parts(std::size_t count) const;

  // What nodes cost beside their relationships, in relationships.
  static constexpr std::uint64_t kPerNode = 4;

 private:
  // Of one row without weights.
  struct PlainSources {
    std::span<const NodeId> row{};

    std::uint64_t degree() const noexcept { return row.size(); }
    double weight() const noexcept { return static_cast<double>(row.size()); }
    // A few are added in the numbers that they are, which takes half the work of making doubles of each.
    template <typename Given>
    double sum(const Given& given) const noexcept {
      constexpr std::size_t kFew = 16;
      double sum = 0;
      for (std::size_t i = 0; i < row.size();) {
        std::remove_cvref_t<decltype(given[NodeId{0}])> few = 0;
        for (const std::size_t end = std::min(i + kFew, row.size()); i < end; ++i) few += given[row[i]];
        sum += few;
      }
      return sum;
    }
  };

  // Nothing branches on which nodes have a row, which no processor foresees.
  template <typename Visit>
  void for_each_of_bitmap(graph::NodeRange nodes, const Visit& visit) const {
    const auto words = plain_->index().bits().words();
    const auto offsets = plain_->offsets();
    const auto targets = plain_->targets();
    const bool is_unit = plain_->form() == RowForm::unit;
    std::uint32_t place = plain_->index().bits().rank(nodes.begin);
    for (NodeId node = nodes.begin; node < nodes.end; ++node) {
      const std::uint32_t begin = is_unit ? place : offsets[place];
      place += static_cast<std::uint32_t>(words[node / 64] >> (node % 64) & 1);
      visit(node, PlainSources{targets.subspan(begin, (is_unit ? place : offsets[place]) - begin)});
    }
  }

  struct AnySources {
    const RankFlow& flow;
    NodeId node;

    std::uint64_t degree() const noexcept { return flow.degree(node); }
    double weight() const noexcept { return flow.inflow(node); }
    template <typename Given>
    double sum(const Given& given) const noexcept {
      return flow.collect(node, given);
    }
  };

  template <typename Given>
  double collect(NodeId node, const Given& given) const noexcept {
    double sum = 0;
    for (const Rows* rows : sources_)
      sum += weighted_ ? weighted_sum(*rows, node, given) : PlainSources{rows->of(node)}.sum(given);
    return loops_.empty() ? sum : sum - loops_[node] * given[node];
  }
  template <typename Given>
  static double weighted_sum(const Rows& rows, NodeId node, const Given& given) noexcept {
    const auto sources = rows.of(node);
    const auto weights = rows.weights_of(node);
    double sum = 0;
    for (std::size_t i = 0; i < sources.size(); ++i) sum += given[sources[i]] * weights[i];
    return sum;
  }
  std::uint64_t degree(NodeId node) const noexcept;
  double inflow(NodeId node) const noexcept;
  void find_loops(const EdgeGraph& graph, const std::vector<Way>& ways);
  void find_strengths(const EdgeGraph& graph, const std::vector<Way>& ways);

  NodeId nodes_;
  bool weighted_;
  std::vector<const Rows*> sources_;
  const Rows* plain_ = nullptr;  // where these are all that is read, and without weights
  LargeVector<double> strengths_;
  std::vector<double>
      loops_;  // what loops are counted too often where they are seen from both ends; none: no such loop
};

}  // namespace wirespeed::graph_algorithms
