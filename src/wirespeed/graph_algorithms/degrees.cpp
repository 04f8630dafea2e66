#include "wirespeed/graph_algorithms/degrees.hpp"

#include "wirespeed/graph_algorithms/adjacent.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {

Result<std::vector<std::int64_t>> degrees(const EdgeGraph& graph, const Scope& scope, const Stop& stop) {
  const auto ways = ways_of(graph, scope, "degrees");
  if (!ways) return std::unexpected(ways.error());
  const ManyAdjacent adjacent(rows_along(graph, *ways));
  Pace pace(stop, "degrees");
  std::vector<std::int64_t> all(graph.node_count());
  for (NodeId node = 0; node < all.size(); ++node) {
    all[node] = static_cast<std::int64_t>(adjacent.degree(node));
    if (!pace.is_due(1)) continue;
    if (auto ok = pace.check(); !ok) return std::unexpected(ok.error());
  }
  return graph.numbering().by_node(std::move(all));
}

Result<std::vector<std::int64_t>> degrees(const EdgeGraph& graph, Direction direction, const Stop& stop) {
  return degrees(graph, Scope{.direction = direction}, stop);
}

Result<std::vector<TypeDegree>> degrees_by_type(const EdgeGraph& graph, NodeId node) {
  if (auto ok = check_node(graph, node, "degrees_by_type"); !ok) return std::unexpected(ok.error());
  node = graph.numbering().place_of(node);
  std::vector<TypeDegree> degrees;
  degrees.reserve(graph.relationships().size());
  for (const Relationships& one : graph.relationships()) {
    degrees.push_back({one.type, one.out.degree(node), one.in.degree(node)});
  }
  return degrees;
}

}  // namespace wirespeed::graph_algorithms
