#include "wirespeed/graph_algorithms/core_numbers.hpp"

#include <algorithm>
#include <numeric>

#include "wirespeed/graph_algorithms/pace.hpp"
#include "wirespeed/graph_algorithms/scope.hpp"
#include "wirespeed/graph_algorithms/simple_rows.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// Batagelj and Zaversnik (2003): nodes in the order of their degrees are taken away one by one, and their neighbours
// move down by swapping with the first of their degree.
class Peeling {
 public:
  explicit Peeling(const SimpleRows& rows) : rows_(rows), cores_(rows.node_count()), places_(rows.node_count()) {
    for (NodeId node = 0; node < cores_.size(); ++node) cores_[node] = degree_of(node);
    sort_by_degree();
  }

  Result<std::vector<std::uint32_t>> run(const Stop& stop) {
    Pace pace(stop, "core_numbers");
    for (std::size_t i = 0; i < order_.size(); ++i) {
      const NodeId node = order_[i];
      peel(node);
      if (!pace.is_due(rows_.degree(node) + 1)) continue;
      if (auto ok = pace.check(); !ok) return std::unexpected(ok.error());
    }
    return std::move(cores_);
  }

 private:
  std::uint32_t degree_of(NodeId node) const noexcept {
    if (!rows_.has_weights()) return static_cast<std::uint32_t>(rows_.degree(node));
    const auto counts = rows_.weights_of(node);
    return static_cast<std::uint32_t>(std::accumulate(counts.begin(), counts.end(), 0.0));
  }

  void sort_by_degree() {
    const std::uint32_t greatest = cores_.empty() ? 0 : std::ranges::max(cores_);
    begins_.assign(greatest + std::size_t{2}, 0);
    for (const std::uint32_t degree : cores_) ++begins_[degree + std::size_t{1}];
    std::partial_sum(begins_.begin(), begins_.end(), begins_.begin());
    order_.resize(cores_.size());
    std::vector<std::uint32_t> next(begins_);
    for (NodeId node = 0; node < cores_.size(); ++node) {
      places_[node] = next[cores_[node]]++;
      order_[places_[node]] = node;
    }
  }

  void peel(NodeId node) {
    const auto row = rows_.of(node);
    const auto counts = rows_.weights_of(node);
    for (std::size_t i = 0; i < row.size(); ++i) {
      for (auto times = static_cast<std::uint32_t>(weight_at(counts, i)); times > 0; --times) {
        if (cores_[row[i]] <= cores_[node]) break;
        move_down(row[i]);
      }
    }
  }

  void move_down(NodeId node) {
    const std::uint32_t begin = begins_[cores_[node]]++;
    const NodeId first = order_[begin];
    std::swap(order_[begin], order_[places_[node]]);
    std::swap(places_[first], places_[node]);
    --cores_[node];
  }

  const SimpleRows& rows_;
  std::vector<std::uint32_t> cores_;   // degrees, until they are as low as they get
  std::vector<std::uint32_t> begins_;  // where in the order each degree begins
  std::vector<NodeId> order_;
  std::vector<std::uint32_t> places_;  // of each node in the order
};

}  // namespace

Result<std::vector<std::uint32_t>> core_numbers(const EdgeGraph& graph, const CoreOptions& options, const Stop& stop) {
  const auto ways = ways_of(graph, {Direction::both, options.relationships}, "core_numbers");
  if (!ways) return std::unexpected(ways.error());
  const SimpleOptions simple{.weighing = options.parallel ? Weighing::count : Weighing::none, .loops = false};
  const auto rows = SimpleRows::make(graph, from_both_ends(*ways), simple, "core_numbers", stop);
  if (!rows) return std::unexpected(rows.error());
  return by_node(graph, Peeling(*rows).run(stop));
}

}  // namespace wirespeed::graph_algorithms
