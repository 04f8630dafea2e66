#include <algorithm>
#include <numeric>

#include "wirespeed/graph_algorithms/communities.hpp"
#include "wirespeed/graph_algorithms/number_by_first.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"
#include "wirespeed/graph_algorithms/random.hpp"
#include "wirespeed/graph_algorithms/simple_rows.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// The smallest colour that no neighbour has, nodes of many neighbours first; then nodes by their colours.
class Coloring {
 public:
  explicit Coloring(const SimpleRows& rows) : rows_(rows), colors_(rows.node_count(), kNoNode) {}

  std::vector<NodeId> nodes_by_color() {
    std::vector<NodeId> order(colors_.size());
    std::iota(order.begin(), order.end(), NodeId{0});
    std::ranges::stable_sort(order, [&](NodeId a, NodeId b) { return degree(a) > degree(b); });
    std::vector<NodeId> used_by(colors_.size() + 1, kNoNode);
    for (const NodeId node : order) {
      for (const NodeId neighbor : rows_.of(node)) {
        if (colors_[neighbor] != kNoNode) used_by[colors_[neighbor]] = node;
      }
      std::uint32_t color = 0;
      while (used_by[color] == node) ++color;
      colors_[node] = color;
    }
    std::ranges::stable_sort(order, [&](NodeId a, NodeId b) { return colors_[a] < colors_[b]; });
    return order;
  }

 private:
  // A loop has two ends.
  std::uint64_t degree(NodeId node) const {
    return rows_.degree(node) + (std::ranges::binary_search(rows_.of(node), node) ? 1 : 0);
  }

  const SimpleRows& rows_;
  std::vector<std::uint32_t> colors_;
};

class Propagation {
 public:
  explicit Propagation(const SimpleRows& rows) : rows_(rows), labels_(rows.node_count()), counts_(rows.node_count()) {
    std::iota(labels_.begin(), labels_.end(), NodeId{0});
  }

  // Ties go to the greatest label, unless the node has one of them.
  void take_greatest(NodeId node) {
    if (count_labels(node) && !has_best(node)) labels_[node] = *std::ranges::max_element(best_);
  }
  // Whether the node took another label.
  bool take_any(NodeId node, Random& random) {
    if (!count_labels(node) || has_best(node)) return false;
    labels_[node] = best_[random.below(best_.size())];
    return true;
  }
  bool is_settled(NodeId node) { return !count_labels(node) || has_best(node); }

  std::vector<NodeId> take() { return std::move(labels_); }
  NodeId size() const noexcept { return rows_.node_count(); }
  std::uint64_t degree(NodeId node) const noexcept { return rows_.degree(node); }

 private:
  // The most frequent labels of the neighbours; false where there is no neighbour.
  bool count_labels(NodeId node) {
    const auto row = rows_.of(node);
    const auto weights = rows_.weights_of(node);
    seen_.clear();
    best_.clear();
    for (std::size_t i = 0; i < row.size(); ++i) {
      const NodeId label = labels_[row[i]];
      if (!counts_[label].is_seen) seen_.push_back(label);
      counts_[label].is_seen = true;
      counts_[label].sum += weight_at(weights, i);
    }
    double most = -INFINITY;
    for (const NodeId label : seen_) {
      const double sum = std::exchange(counts_[label], {}).sum;
      if (sum > most) best_.clear();
      most = std::max(most, sum);
      if (sum == most) best_.push_back(label);
    }
    return !row.empty();
  }
  bool has_best(NodeId node) const { return std::ranges::find(best_, labels_[node]) != best_.end(); }

  struct Count {
    double sum = 0;
    bool is_seen = false;
  };

  const SimpleRows& rows_;
  std::vector<NodeId> labels_;
  std::vector<Count> counts_;
  std::vector<NodeId> seen_;
  std::vector<NodeId> best_;
};

constexpr const char* kOperation = "label_propagation";

// visit(node) for all of them, and looking at the Stop between.
template <typename Nodes, typename Visit>
Result<void> each(const Propagation& propagation, const Nodes& nodes, Pace& pace, Visit visit) {
  for (const NodeId node : nodes) {
    visit(node);
    if (!pace.is_due(propagation.degree(node) + 1)) continue;
    if (auto ok = pace.check(); !ok) return ok;
  }
  return {};
}

Result<bool> color_by_color(Propagation& propagation, const std::vector<NodeId>& order, Pace& pace) {
  auto ok = each(propagation, order, pace, [&](NodeId node) { propagation.take_greatest(node); });
  if (!ok) return std::unexpected(ok.error());
  bool is_settled = true;
  ok = each(propagation, order, pace, [&](NodeId node) { is_settled = is_settled && propagation.is_settled(node); });
  if (!ok) return std::unexpected(ok.error());
  return is_settled;
}

Result<bool> one_by_one(Propagation& propagation, std::vector<NodeId>& order, Random& random, Pace& pace) {
  shuffle(std::span(order), random);
  bool is_settled = true;
  auto ok = each(propagation, order, pace, [&](NodeId node) {
    if (propagation.take_any(node, random)) is_settled = false;
  });
  if (!ok) return std::unexpected(ok.error());
  return is_settled;
}

Result<std::vector<std::uint32_t>> propagate(const SimpleRows& rows, const LabelPropagationOptions& options,
                                             const Stop& stop) {
  Propagation propagation(rows);
  Random random(options.seed.value_or(0));
  Pace pace(stop, kOperation);
  std::vector<NodeId> order(rows.node_count());
  std::iota(order.begin(), order.end(), NodeId{0});
  if (!options.seed) order = Coloring(rows).nodes_by_color();
  for (std::uint32_t i = 0; i < options.max_iterations; ++i) {
    const auto is_settled =
        options.seed ? one_by_one(propagation, order, random, pace) : color_by_color(propagation, order, pace);
    if (!is_settled) return std::unexpected(is_settled.error());
    if (*is_settled) return number_by_first(propagation.take());
  }
  return fail(Errc::limit, "{}: expected labels that have settled after {} iterations; allow more of them", kOperation,
              options.max_iterations);
}

}  // namespace

Result<std::vector<std::uint32_t>> label_propagation(const EdgeGraph& graph, const LabelPropagationOptions& options,
                                                     const Stop& stop) {
  if (options.weighted && !options.seed) {
    return fail(Errc::invalid_argument, "{}: expected a seed where neighbours count by their weights", kOperation);
  }
  const auto ways = ways_of(graph, {Direction::both, options.relationships}, kOperation);
  if (!ways) return std::unexpected(ways.error());
  const SimpleOptions simple{.weighing = options.weighted ? Weighing::sum : Weighing::none, .by_id = true};
  const auto rows = SimpleRows::make(graph, from_both_ends(*ways), simple, kOperation, stop);
  if (!rows) return std::unexpected(rows.error());
  return propagate(*rows, options, stop);
}

}  // namespace wirespeed::graph_algorithms
