// Measures of a NetworkX graph, whose rows lead both ways where it has no directions: its edges are there twice.
#include "networkx_measures.hpp"

#include "wirespeed/graph_algorithms/betweenness.hpp"
#include "wirespeed/graph_algorithms/closeness.hpp"
#include "wirespeed/graph_algorithms/core_numbers.hpp"
#include "wirespeed/graph_algorithms/triangles.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using Ids = Items<std::uint32_t>;

// A pair of nodes without directions is met from both: not halved.
nb::any betweenness(const EdgeGraph& graph, std::optional<Ids> sources, bool weighted, bool normalized,
                    bool endpoints) {
  graph_algorithms::BetweennessOptions options{.weighted = weighted, .normalized = normalized, .endpoints = endpoints};
  if (sources) options.sources.nodes = span_of(sources);
  return any_of(
      numpy_of(run_query({}, [&](const Stop& stop) { return graph_algorithms::betweenness(graph, options, stop); })));
}

nb::any closeness(const EdgeGraph& graph, std::optional<Ids> nodes, bool weighted, bool improved) {
  graph_algorithms::ClosenessOptions options{.weighted = weighted, .improved = improved};
  if (nodes) options.nodes = span_of(nodes);
  return any_of(
      numpy_of(run_query({}, [&](const Stop& stop) { return graph_algorithms::closeness(graph, options, stop); })));
}

// Edges there and back are two where directions count.
nb::any core_numbers(const EdgeGraph& graph, bool directed) {
  return any_of(numpy_of(run_query({}, [&](const Stop& stop) -> Result<std::vector<double>> {
    auto found = graph_algorithms::core_numbers(graph, {.parallel = directed}, stop);
    if (!found) return std::unexpected(found.error());
    return std::vector<double>(found->begin(), found->end());
  })));
}

nb::any triangles(const EdgeGraph& graph) {
  return any_of(numpy_of(run_query({}, [&](const Stop& stop) -> Result<std::vector<double>> {
    auto found = graph_algorithms::triangles(graph, {}, stop);
    if (!found) return std::unexpected(found.error());
    std::vector<double> counts;
    counts.reserve(found->size());
    for (const std::int64_t count : *found) counts.push_back(static_cast<double>(count));
    return counts;
  })));
}

nb::any clustering(const EdgeGraph& graph, bool directed) {
  return any_of(numpy_of(run_query(
      {}, [&](const Stop& stop) { return graph_algorithms::clustering(graph, {.directed = directed}, stop); })));
}

double transitivity(const EdgeGraph& graph) {
  return run_query({}, [&](const Stop& stop) { return graph_algorithms::transitivity(graph, {}, stop); });
}

}  // namespace

void bind_networkx_measures(nb::module_& m) {
  m.def("networkx_betweenness", betweenness, "graph"_a, "sources"_a.none(), "weighted"_a, "normalized"_a,
        "endpoints"_a);
  m.def("networkx_closeness", closeness, "graph"_a, "nodes"_a.none(), "weighted"_a, "improved"_a);
  m.def("networkx_core_numbers", core_numbers, "graph"_a, "directed"_a);
  m.def("networkx_triangles", triangles, "graph"_a);
  m.def("networkx_clustering", clustering, "graph"_a, "directed"_a);
  m.def("networkx_transitivity", transitivity, "graph"_a);
}

}  // namespace wirespeed::python
