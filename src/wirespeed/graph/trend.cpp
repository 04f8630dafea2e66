#include "wirespeed/graph/trend.hpp"

#include <algorithm>
#include <limits>

#include "wirespeed/graph/visits.hpp"

namespace wirespeed::graph {
namespace {

constexpr std::int16_t kNoYear = kNull<std::int16_t>;

// Calls visit(year) for each distinct neighbour that has one. With values a neighbour may come several times in a row.
template <typename Visit>
void each_year(Neighbors neighbors, NodeRange counted, std::span<const std::int16_t> years, const Visit& visit) {
  NodeId last = kNoNode;
  for (std::size_t i = 0; i < neighbors.size(); ++i) {
    const NodeId node = neighbors[i];
    if (node == last || !counted.contains(node)) continue;
    last = node;
    if (const std::int16_t year = years[node - counted.begin]; year != kNoYear) visit(year);
  }
}

}  // namespace

Trend count_by_year(Neighbors neighbors, NodeRange counted, std::span<const std::int16_t> years) {
  const std::size_t begin = neighbors.lower_bound(counted.begin);
  const std::size_t end = std::max(begin, neighbors.lower_bound(counted.end));
  neighbors = neighbors.subrange(begin, end - begin);
  count_visits(1, neighbors.size());
  int first = std::numeric_limits<int>::max();
  int last = std::numeric_limits<int>::min();
  each_year(neighbors, counted, years, [&](std::int16_t year) {
    first = std::min<int>(first, year);
    last = std::max<int>(last, year);
  });
  if (first > last) return {};
  std::vector<std::uint32_t> by_year(static_cast<std::size_t>(last - first) + 1);
  each_year(neighbors, counted, years, [&](std::int16_t year) { ++by_year[static_cast<std::size_t>(year - first)]; });
  Trend trend;
  for (int year = first; year <= last; ++year) {
    const std::uint32_t count = by_year[static_cast<std::size_t>(year - first)];
    if (count == 0) continue;
    trend.years.push_back(static_cast<std::int16_t>(year));
    trend.counts.push_back(count);
  }
  return trend;
}

Trend TrendView::of(NodeId node) const {
  const auto at = std::ranges::lower_bound(nodes, node);
  if (at != nodes.end() && *at == node) return stored(static_cast<std::size_t>(at - nodes.begin()));
  return count_by_year(adjacency->of(node), counted, property);
}

Trend TrendView::stored(std::size_t i) const {
  const std::size_t end = std::min<std::size_t>(ends[i], years.size());
  const std::size_t begin = std::min<std::size_t>(i == 0 ? 0 : ends[i - 1], end);
  const auto year = years.subspan(begin, end - begin);
  const auto count = counts.subspan(begin, end - begin);
  return {{year.begin(), year.end()}, {count.begin(), count.end()}};
}

}  // namespace wirespeed::graph
