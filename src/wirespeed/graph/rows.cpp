#include "wirespeed/graph/rows.hpp"

#include <numeric>

namespace wirespeed::graph {
namespace {

// Where rows begin when they have as many entries as `counts[i + 1]` says.
void sum_up(std::vector<std::uint32_t>& counts) { std::partial_sum(counts.begin(), counts.end(), counts.begin()); }

// A row's next free place is at the row's own begin while it is filled; afterwards the rows have moved by one.
void move_back(std::vector<std::uint32_t>& offsets) {
  for (std::size_t i = offsets.size() - 1; i > 0; --i) offsets[i] = offsets[i - 1];
  offsets[0] = 0;
}

}  // namespace

Rows::Rows(std::vector<std::uint32_t> offsets, LargeVector<NodeId> targets, LargeVector<double> weights)
    : index_(std::move(offsets)),
      view_(index_.view()),
      form_(index_.shape().form),
      targets_(std::move(targets)),
      weights_(std::move(weights)) {}

Rows Rows::out_of(NodeId nodes, const Edges& edges) {
  std::vector<std::uint32_t> offsets(std::size_t{nodes} + 1);
  for (const NodeId source : edges.sources) ++offsets[source + std::size_t{1}];
  sum_up(offsets);
  LargeVector<NodeId> targets(edges.sources.size());
  LargeVector<double> weights(edges.weights.size());
  for (std::size_t i = 0; i < edges.sources.size(); ++i) {
    const std::uint32_t place = offsets[edges.sources[i]]++;
    targets[place] = edges.targets[i];
    if (!weights.empty()) weights[place] = edges.weights[i];
  }
  move_back(offsets);
  return {std::move(offsets), std::move(targets), std::move(weights)};
}

Rows Rows::reversed(NodeId nodes, const Rows& out) {
  std::vector<std::uint32_t> offsets(std::size_t{nodes} + 1);
  for (const NodeId target : out.targets_) ++offsets[target + std::size_t{1}];
  sum_up(offsets);
  LargeVector<NodeId> sources(out.targets_.size());
  LargeVector<double> weights(out.weights_.size());
  for (NodeId source = 0; source < nodes; ++source) {
    const RowSpan row = out.span_of(source);
    for (std::uint32_t i = row.begin; i < row.begin + row.size; ++i) {
      const std::uint32_t place = offsets[out.targets_[i]]++;
      sources[place] = source;
      if (!weights.empty()) weights[place] = out.weights_[i];
    }
  }
  move_back(offsets);
  return {std::move(offsets), std::move(sources), std::move(weights)};
}

std::size_t Rows::bytes() const noexcept {
  return view_.offsets().size_bytes() + view_.bits().words().size_bytes() + view_.bits().ranks().size_bytes() +
         targets_.size() * sizeof(NodeId) + weights_.size() * sizeof(double);
}

}  // namespace wirespeed::graph
