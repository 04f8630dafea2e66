#include "wirespeed/graph/rows.hpp"

#include <algorithm>
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

std::vector<std::uint16_t> ranks_in_blocks(std::span<const std::uint64_t> words) {
  std::vector<std::uint16_t> ranks(words.size());
  std::uint32_t before = 0;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i % BitRankView::kBlockWords == 0) before = 0;
    ranks[i] = static_cast<std::uint16_t>(before);
    before += static_cast<std::uint32_t>(std::popcount(words[i]));
  }
  return ranks;
}

}  // namespace

Rows::Rows(std::shared_ptr<const void> index, const RowIndexView& view, SharedArray<NodeId> targets,
           SharedArray<double> weights)
    : index_(std::move(index)),
      view_(view),
      form_(view.shape().form),
      ranks_in_block_(ranks_in_blocks(view.bits().words())),
      targets_(std::move(targets)),
      weights_(std::move(weights)) {}

Rows Rows::made_of(std::vector<std::uint32_t> offsets, LargeVector<NodeId> targets, LargeVector<double> weights) {
  auto index = std::make_shared<const RowIndex>(std::move(offsets));
  const RowIndexView view = index->view();
  return {std::move(index), view, std::move(targets), std::move(weights)};
}

Rows Rows::borrowed(const RowShape& shape, SharedArray<std::uint32_t> offsets, SharedArray<std::uint64_t> words,
                    SharedArray<NodeId> targets, SharedArray<double> weights) {
  struct Index {
    SharedArray<std::uint32_t> offsets;
    SharedArray<std::uint64_t> words;
    std::vector<std::uint32_t> ranks;
  };
  std::vector<std::uint32_t> ranks = ranks_of(words);
  auto index = std::make_shared<const Index>(Index{std::move(offsets), std::move(words), std::move(ranks)});
  const RowIndexView view(shape, index->offsets, {index->words, index->ranks, shape.bit_count()});
  return {std::move(index), view, std::move(targets), std::move(weights)};
}

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
  return made_of(std::move(offsets), std::move(targets), std::move(weights));
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
  return made_of(std::move(offsets), std::move(sources), std::move(weights));
}

Rows Rows::placed(const Rows& by_node, const Numbering& numbering) {
  std::vector<std::uint32_t> offsets;
  offsets.reserve(numbering.size() + 1);
  offsets.push_back(0);
  LargeVector<NodeId> targets;
  LargeVector<double> weights;
  targets.reserve(by_node.targets_.size());
  weights.reserve(by_node.weights_.size());
  for (NodeId place = 0; place < numbering.size(); ++place) {
    const NodeId node = numbering.node_at(place);
    for (const NodeId target : by_node.of(node)) targets.push_back(numbering.place_of(target));
    for (const double weight : by_node.weights_of(node)) weights.push_back(weight);
    offsets.push_back(static_cast<std::uint32_t>(targets.size()));
  }
  return made_of(std::move(offsets), std::move(targets), std::move(weights));
}

NodeId Rows::owner_of(std::uint32_t place) const noexcept {
  if (form_ == RowForm::unit) return static_cast<NodeId>(view_.bits().select(place));
  const auto offsets = view_.offsets();
  const auto row = static_cast<std::uint32_t>(std::ranges::upper_bound(offsets, place) - offsets.begin() - 1);
  return form_ == RowForm::dense ? row : static_cast<NodeId>(view_.bits().select(row));
}

std::size_t Rows::bytes() const noexcept {
  return view_.offsets().size_bytes() + view_.bits().words().size_bytes() + view_.bits().ranks().size_bytes() +
         ranks_in_block_.size() * sizeof(std::uint16_t) + targets_.size() * sizeof(NodeId) +
         weights_.size() * sizeof(double);
}

}  // namespace wirespeed::graph
