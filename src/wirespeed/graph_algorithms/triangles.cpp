#include "wirespeed/graph_algorithms/triangles.hpp"

#include <algorithm>
#include <cmath>

#include "wirespeed/graph_algorithms/scope.hpp"
#include "wirespeed/graph_algorithms/triangle_sums.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// The asked types, in the direction each; of both, from both ends.
Result<std::vector<Way>> asked_ways(const EdgeGraph& graph, const std::string& relationships, Direction direction,
                                    const char* operation) {
  auto ways = ways_of(graph, {Direction::out, relationships}, operation);
  if (!ways) return ways;
  std::vector<Way> both = from_both_ends(*ways);
  if (direction != Direction::both) {
    std::erase_if(both, [&](const Way& way) { return way.direction != direction; });
  }
  return both;
}

Result<SimpleRows> simple_rows(const EdgeGraph& graph, const std::string& relationships, Direction direction,
                               bool weighted, const char* operation, const Stop& stop) {
  const auto ways = asked_ways(graph, relationships, direction, operation);
  if (!ways) return std::unexpected(ways.error());
  return SimpleRows::make(graph, *ways, {.weighing = weighted ? Weighing::sum : Weighing::none, .loops = false},
                          operation, stop);
}

double greatest_loop(const Rows& rows, NodeId nodes) {
  double greatest = -INFINITY;
  for (NodeId node = 0; node < nodes; ++node) {
    const auto row = rows.of(node);
    const auto weights = rows.weights_of(node);
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (row[i] == node) greatest = std::max(greatest, weight_at(weights, i));
    }
  }
  return greatest;
}

// Of the asked types. Loops are in no triangle, but a weight of theirs may be the greatest.
Result<double> greatest_weight(const EdgeGraph& graph, const std::string& relationships, const SimpleRows& rows) {
  const auto ways = asked_ways(graph, relationships, Direction::out, "clustering");
  if (!ways) return std::unexpected(ways.error());
  double greatest = -INFINITY;
  for (const Rows* all : rows_along(graph, *ways))
    greatest = std::max(greatest, greatest_loop(*all, rows.node_count()));
  for (NodeId node = 0; node < rows.node_count(); ++node) {
    for (const double weight : rows.weights_of(node)) greatest = std::max(greatest, weight);
  }
  return greatest;
}

// What a relationship counts in a triangle: its share of the greatest weight, so that three of them multiply to a mean.
double mean_part(double weight, double greatest) noexcept { return std::cbrt(weight / greatest); }

// For each neighbour in `both`, the sum of what leads to it and from it.
std::vector<double> values_of(const SimpleRows& both, const SimpleRows& out, const SimpleRows& in, double greatest) {
  std::vector<double> values;
  values.reserve(both.size());
  for (NodeId node = 0; node < both.node_count(); ++node) {
    std::size_t to = 0;
    std::size_t from = 0;
    const auto take = [&](const SimpleRows& rows, std::size_t& i, NodeId neighbor) {
      if (i == rows.degree(node) || rows.of(node)[i] != neighbor) return 0.0;
      return mean_part(weight_at(rows.weights_of(node), i++), greatest);
    };
    for (const NodeId neighbor : both.of(node)) values.push_back(take(out, to, neighbor) + take(in, from, neighbor));
  }
  return values;
}

std::vector<double> values_of(const SimpleRows& both, double greatest) {
  std::vector<double> values;
  values.reserve(both.size());
  for (NodeId node = 0; node < both.node_count(); ++node) {
    for (const double weight : both.weights_of(node)) values.push_back(mean_part(weight, greatest));
  }
  return values;
}

double ratio(double part, double whole) noexcept { return part == 0 ? 0 : part / whole; }

double pairs_of(const SimpleRows& rows, NodeId node) noexcept {
  const auto degree = static_cast<double>(rows.degree(node));
  return degree * (degree - 1);
}

Result<std::vector<double>> undirected(const EdgeGraph& graph, const ClusteringOptions& options, const Stop& stop) {
  const bool weighted = options.weighted && graph.has_weights();
  const auto rows = simple_rows(graph, options.relationships, Direction::both, weighted, "clustering", stop);
  if (!rows) return std::unexpected(rows.error());
  std::vector<double> shares(graph.node_count());
  if (weighted) {
    const auto greatest = greatest_weight(graph, options.relationships, *rows);
    if (!greatest) return std::unexpected(greatest.error());
    auto sums = sum_triangles(*rows, values_of(*rows, *greatest), options.threads, "clustering", stop);
    if (!sums) return sums;
    shares = *std::move(sums);
  } else {
    const auto counts = count_triangles(*rows, options.threads, "clustering", stop);
    if (!counts) return std::unexpected(counts.error());
    std::ranges::copy(*counts, shares.begin());
  }
  for (NodeId node = 0; node < shares.size(); ++node) shares[node] = ratio(2 * shares[node], pairs_of(*rows, node));
  return shares;
}

Result<std::vector<double>> directed(const EdgeGraph& graph, const ClusteringOptions& options, const Stop& stop) {
  const bool weighted = options.weighted && graph.has_weights();
  const auto rows_in = [&](Direction direction, bool with_weights) {
    return simple_rows(graph, options.relationships, direction, with_weights, "clustering", stop);
  };
  const auto both = rows_in(Direction::both, false);
  if (!both) return std::unexpected(both.error());
  const auto out = rows_in(Direction::out, weighted);
  if (!out) return std::unexpected(out.error());
  const auto in = rows_in(Direction::in, weighted);
  if (!in) return std::unexpected(in.error());
  const auto greatest = weighted ? greatest_weight(graph, options.relationships, *out) : Result<double>(1);
  if (!greatest) return std::unexpected(greatest.error());
  auto sums = sum_triangles(*both, values_of(*both, *out, *in, *greatest), options.threads, "clustering", stop);
  if (!sums) return sums;
  for (NodeId node = 0; node < sums->size(); ++node) {
    const auto ends = static_cast<double>(out->degree(node) + in->degree(node));
    const double reciprocal = ends - static_cast<double>(both->degree(node));
    (*sums)[node] = ratio((*sums)[node], ends * (ends - 1) - 2 * reciprocal);
  }
  return sums;
}

}  // namespace

Result<std::vector<std::int64_t>> triangles(const EdgeGraph& graph, const TriangleOptions& options, const Stop& stop) {
  const auto rows = simple_rows(graph, options.relationships, Direction::both, false, "triangles", stop);
  if (!rows) return std::unexpected(rows.error());
  return by_node(graph, count_triangles(*rows, options.threads, "triangles", stop));
}

Result<double> transitivity(const EdgeGraph& graph, const TriangleOptions& options, const Stop& stop) {
  const auto rows = simple_rows(graph, options.relationships, Direction::both, false, "transitivity", stop);
  if (!rows) return std::unexpected(rows.error());
  const auto counts = count_triangles(*rows, options.threads, "transitivity", stop);
  if (!counts) return std::unexpected(counts.error());
  double closed = 0;
  double pairs = 0;
  for (NodeId node = 0; node < counts->size(); ++node) {
    closed += 2 * static_cast<double>((*counts)[node]);
    pairs += pairs_of(*rows, node);
  }
  return ratio(closed, pairs);
}

Result<std::vector<double>> clustering(const EdgeGraph& graph, const ClusteringOptions& options, const Stop& stop) {
  return by_node(graph, options.directed ? directed(graph, options, stop) : undirected(graph, options, stop));
}

}  // namespace wirespeed::graph_algorithms
