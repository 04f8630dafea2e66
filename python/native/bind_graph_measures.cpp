// What is measured of all nodes of an EdgeGraph.
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>

#include "edge_graph_binding.hpp"
#include "wirespeed/graph_algorithms/betweenness.hpp"
#include "wirespeed/graph_algorithms/closeness.hpp"
#include "wirespeed/graph_algorithms/communities.hpp"
#include "wirespeed/graph_algorithms/core_numbers.hpp"
#include "wirespeed/graph_algorithms/pagerank.hpp"
#include "wirespeed/graph_algorithms/triangles.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using graph_algorithms::Scope;
using graph_algorithms::Sources;

using Nodes = std::optional<Items<std::uint32_t>>;
using Numbers = std::optional<Items<double>>;

Sources sources_of(const Nodes& nodes, std::optional<std::size_t> k, std::uint64_t seed) {
  Sources sources{.k = k, .seed = seed};
  if (nodes) sources.nodes = span_of(nodes);
  return sources;
}

Scope scope_of(DirectionName direction, std::string relationships) {
  return {direction_of(direction), std::move(relationships)};
}

nb::object pagerank(const EdgeGraph& self, double damping, double tolerance, unsigned max_iterations,
                    DirectionName direction, std::string relationships, bool weighted, const Numbers& personalization,
                    const Numbers& dangling, const Numbers& start, unsigned threads, Seconds timeout,
                    const CancelToken* cancel) {
  const graph_algorithms::PagerankOptions options{.damping = damping,
                                                  .tolerance = tolerance,
                                                  .max_iterations = max_iterations,
                                                  .scope = scope_of(direction, std::move(relationships)),
                                                  .weighted = weighted,
                                                  .personalization = span_of(personalization),
                                                  .dangling = span_of(dangling),
                                                  .start = span_of(start),
                                                  .threads = threads};
  return numpy_of(run_query(
      {timeout, cancel}, [&](const Stop& stop) { return graph_algorithms::pagerank(self, options, stop); },
      self.relationship_count()));
}

nb::object betweenness(const EdgeGraph& self, DirectionName direction, std::string relationships, bool weighted,
                       bool normalized, bool endpoints, const Nodes& sources, std::optional<std::size_t> k,
                       std::uint64_t seed, unsigned threads, Seconds timeout, const CancelToken* cancel) {
  const graph_algorithms::BetweennessOptions options{scope_of(direction, std::move(relationships)),
                                                     weighted,
                                                     normalized,
                                                     endpoints,
                                                     sources_of(sources, k, seed),
                                                     threads};
  return numpy_of(run_query({timeout, cancel},
                            [&](const Stop& stop) { return graph_algorithms::betweenness(self, options, stop); }));
}

Triple edge_betweenness(const EdgeGraph& self, DirectionName direction, std::string relationships, bool weighted,
                        bool normalized, const Nodes& sources, std::optional<std::size_t> k, std::uint64_t seed,
                        unsigned threads, Seconds timeout, const CancelToken* cancel) {
  const graph_algorithms::BetweennessOptions options{
      scope_of(direction, std::move(relationships)), weighted, normalized, true, sources_of(sources, k, seed), threads};
  auto found = run_query({timeout, cancel},
                         [&](const Stop& stop) { return graph_algorithms::edge_betweenness(self, options, stop); });
  return triple_of(numpy_of(std::move(found.sources)), numpy_of(std::move(found.targets)),
                   numpy_of(std::move(found.values)));
}

nb::object closeness(const EdgeGraph& self, const Nodes& nodes, DirectionName direction, std::string relationships,
                     bool weighted, bool improved, bool harmonic, const Nodes& sources, std::optional<std::size_t> k,
                     std::uint64_t seed, unsigned threads, Seconds timeout, const CancelToken* cancel) {
  graph_algorithms::ClosenessOptions options{.scope = scope_of(direction, std::move(relationships)),
                                             .weighted = weighted,
                                             .improved = improved,
                                             .sources = sources_of(sources, k, seed),
                                             .threads = threads};
  if (nodes) options.nodes = span_of(nodes);
  return numpy_of(run_query({timeout, cancel}, [&](const Stop& stop) {
    return harmonic ? graph_algorithms::harmonic(self, options, stop)
                    : graph_algorithms::closeness(self, options, stop);
  }));
}

nb::object core_numbers(const EdgeGraph& self, std::string relationships, bool parallel, Seconds timeout,
                        const CancelToken* cancel) {
  const graph_algorithms::CoreOptions options{std::move(relationships), parallel};
  return numpy_of(run_query({timeout, cancel},
                            [&](const Stop& stop) { return graph_algorithms::core_numbers(self, options, stop); }));
}

nb::object triangles(const EdgeGraph& self, std::string relationships, unsigned threads, Seconds timeout,
                     const CancelToken* cancel) {
  const graph_algorithms::TriangleOptions options{std::move(relationships), threads};
  return numpy_of(
      run_query({timeout, cancel}, [&](const Stop& stop) { return graph_algorithms::triangles(self, options, stop); }));
}

double transitivity(const EdgeGraph& self, std::string relationships, unsigned threads, Seconds timeout,
                    const CancelToken* cancel) {
  const graph_algorithms::TriangleOptions options{std::move(relationships), threads};
  return run_query({timeout, cancel},
                   [&](const Stop& stop) { return graph_algorithms::transitivity(self, options, stop); });
}

nb::object clustering(const EdgeGraph& self, std::string relationships, bool directed, bool weighted, unsigned threads,
                      Seconds timeout, const CancelToken* cancel) {
  const graph_algorithms::ClusteringOptions options{std::move(relationships), directed, weighted, threads};
  return numpy_of(run_query({timeout, cancel},
                            [&](const Stop& stop) { return graph_algorithms::clustering(self, options, stop); }));
}

nb::object label_propagation(const EdgeGraph& self, std::optional<std::uint64_t> seed, std::string relationships,
                             bool weighted, std::uint32_t max_iterations, Seconds timeout, const CancelToken* cancel) {
  const graph_algorithms::LabelPropagationOptions options{std::move(relationships), weighted, seed, max_iterations};
  return numpy_of(run_query(
      {timeout, cancel}, [&](const Stop& stop) { return graph_algorithms::label_propagation(self, options, stop); }));
}

nb::typed<nb::tuple, nb::object, double> louvain(const EdgeGraph& self, double resolution, double threshold,
                                                 std::uint64_t seed, DirectionName direction, std::string relationships,
                                                 bool weighted, Seconds timeout, const CancelToken* cancel) {
  const graph_algorithms::LouvainOptions options{
      {scope_of(direction, std::move(relationships)), weighted, resolution}, threshold, seed};
  auto found =
      run_query({timeout, cancel}, [&](const Stop& stop) { return graph_algorithms::louvain(self, options, stop); });
  return nb::borrow<nb::typed<nb::tuple, nb::object, double>>(
      nb::make_tuple(numpy_of(std::move(found.of_node)), found.modularity));
}

double modularity(const EdgeGraph& self, const Items<std::uint32_t>& communities, double resolution,
                  DirectionName direction, std::string relationships, bool weighted, Seconds timeout,
                  const CancelToken* cancel) {
  const graph_algorithms::ModularityOptions options{scope_of(direction, std::move(relationships)), weighted,
                                                    resolution};
  const auto numbers = span_of(communities);
  return run_query({timeout, cancel},
                   [&](const Stop& stop) { return graph_algorithms::modularity(self, numbers, options, stop); });
}

}  // namespace

void bind_edge_graph_measures(EdgeGraphClass& edge_graph) {
  edge_graph
      .def("pagerank", pagerank, "damping"_a, "tolerance"_a, "max_iterations"_a, nb::kw_only(),
           "direction"_a = DirectionName{"out"}, "relationships"_a = "", "weighted"_a = false,
           "personalization"_a = nb::none(), "dangling"_a = nb::none(), "start"_a = nb::none(), "threads"_a = 1,
           "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("betweenness", betweenness, nb::kw_only(), "direction"_a, "relationships"_a, "weighted"_a, "normalized"_a,
           "endpoints"_a, "sources"_a.none(), "k"_a.none(), "seed"_a, "threads"_a, "timeout"_a.none(),
           "cancel"_a.none())
      .def("edge_betweenness", edge_betweenness, nb::kw_only(), "direction"_a, "relationships"_a, "weighted"_a,
           "normalized"_a, "sources"_a.none(), "k"_a.none(), "seed"_a, "threads"_a, "timeout"_a.none(),
           "cancel"_a.none())
      .def("closeness", closeness, nb::kw_only(), "nodes"_a.none(), "direction"_a, "relationships"_a, "weighted"_a,
           "improved"_a, "harmonic"_a, "sources"_a.none(), "k"_a.none(), "seed"_a, "threads"_a, "timeout"_a.none(),
           "cancel"_a.none())
      .def("core_numbers", core_numbers, nb::kw_only(), "relationships"_a, "parallel"_a, "timeout"_a.none(),
           "cancel"_a.none())
      .def("triangles", triangles, nb::kw_only(), "relationships"_a, "threads"_a, "timeout"_a.none(), "cancel"_a.none())
      .def("transitivity", transitivity, nb::kw_only(), "relationships"_a, "threads"_a, "timeout"_a.none(),
           "cancel"_a.none())
      .def("clustering", clustering, nb::kw_only(), "relationships"_a, "directed"_a, "weighted"_a, "threads"_a,
           "timeout"_a.none(), "cancel"_a.none())
      .def("label_propagation", label_propagation, nb::kw_only(), "seed"_a.none(), "relationships"_a, "weighted"_a,
           "max_iterations"_a, "timeout"_a.none(), "cancel"_a.none())
      .def("louvain", louvain, nb::kw_only(), "resolution"_a, "threshold"_a, "seed"_a, "direction"_a, "relationships"_a,
           "weighted"_a, "timeout"_a.none(), "cancel"_a.none())
      .def("modularity", modularity, "communities"_a, nb::kw_only(), "resolution"_a, "direction"_a, "relationships"_a,
           "weighted"_a, "timeout"_a.none(), "cancel"_a.none());
}

}  // namespace wirespeed::python
