// EdgeGraph's questions about ways: levels, distances, trees and paths. Arrays of ids are uint32; what is no node is -1
// in int64.
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include "python_heuristic.hpp"
#include "traversal_options_binding.hpp"
#include "wirespeed/graph_algorithms/all_shortest_paths.hpp"
#include "wirespeed/graph_algorithms/bfs_tree.hpp"
#include "wirespeed/graph_algorithms/distances.hpp"
#include "wirespeed/graph_algorithms/k_shortest_paths.hpp"
#include "wirespeed/graph_algorithms/levels_from_each.hpp"
#include "wirespeed/graph_algorithms/shortest_path.hpp"
#include "wirespeed/graph_algorithms/simple_paths.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using Ids = Items<std::uint32_t>;
using MaxDepth = std::optional<std::uint32_t>;
using Function = nb::typed<nb::callable, double(NodeId)>;

graph_algorithms::PathFilter filter_of(DirectionName direction, std::string relationships, std::string labels) {
  return {direction_of(direction), std::move(relationships), std::move(labels)};
}

graph_algorithms::LevelOptions level_options(DirectionName direction, std::string relationships, std::string labels,
                                             MaxDepth max_depth, unsigned threads = 1) {
  return {filter_of(direction, std::move(relationships), std::move(labels)),
          max_depth.value_or(graph_algorithms::kAnyDepth), threads};
}

// Ids as int64, -1 for none.
nb::object signed_ids(const std::vector<NodeId>& ids) {
  std::vector<std::int64_t> all;
  all.reserve(ids.size());
  for (const NodeId id : ids) all.push_back(id == graph::kNoNode ? -1 : std::int64_t{id});
  return numpy_of(std::move(all));
}

// --- levels and trees ------------------------------------------------------------------------------------------------

nb::object levels(const EdgeGraph& self, const Ids& roots, DirectionName direction, std::string relationships,
                  std::string labels, MaxDepth max_depth, unsigned threads, Seconds timeout,
                  const CancelToken* cancel) {
  const auto options = level_options(direction, std::move(relationships), std::move(labels), max_depth, threads);
  const auto from = span_of(roots);
  return numpy_of(run_query(
      {timeout, cancel}, [&](const Stop& stop) { return graph_algorithms::levels(self, from, options, stop); },
      self.relationship_count()));
}

nb::object levels_from_each(const EdgeGraph& self, const Ids& roots, DirectionName direction, std::string relationships,
                            std::string labels, MaxDepth max_depth, unsigned threads, const WalkBounds& bounds,
                            Seconds timeout, const CancelToken* cancel) {
  const auto options = level_options(direction, std::move(relationships), std::move(labels), max_depth, threads);
  const auto from = span_of(roots);
  const nb::object all = numpy_of(run_query({timeout, cancel}, [&](const Stop& stop) {
    return graph_algorithms::levels_from_each(self, from, options, bounds.search_limits(stop));
  }));
  return all.attr("reshape")(from.size(), self.node_count());
}

nb::object bfs_tree(const EdgeGraph& self, const Ids& roots, DirectionName direction, std::string relationships,
                    std::string labels, MaxDepth max_depth, Seconds timeout, const CancelToken* cancel) {
  const auto options = level_options(direction, std::move(relationships), std::move(labels), max_depth);
  const auto from = span_of(roots);
  return signed_ids(run_query({timeout, cancel},
                              [&](const Stop& stop) { return graph_algorithms::bfs_tree(self, from, options, stop); }));
}

// Distances, and predecessors or None.
Pair distances(const EdgeGraph& self, const Ids& sources, const std::optional<Ids>& targets, DirectionName direction,
               bool weighted, std::string relationships, std::string labels, std::optional<double> max_distance,
               bool predecessors, unsigned threads, const WalkBounds& bounds, Seconds timeout,
               const CancelToken* cancel) {
  const graph_algorithms::DistanceOptions options{.direction = direction_of(direction),
                                                  .weighted = weighted,
                                                  .targets = span_of(targets),
                                                  .relationships = std::move(relationships),
                                                  .labels = std::move(labels),
                                                  .max_distance = max_distance.value_or(INFINITY),
                                                  .predecessors = predecessors,
                                                  .threads = threads};
  const auto from = span_of(sources);
  graph_algorithms::Tree tree;
  if (!targets || targets->size() > 0) {
    tree = run_query({timeout, cancel}, [&](const Stop& stop) {
      return graph_algorithms::distance_tree(self, from, options, bounds.search_limits(stop));
    });
  }
  nb::object parents = predecessors ? signed_ids(tree.parents) : nb::none();
  return pair_of(numpy_of(std::move(tree.distances)), std::move(parents));
}

// --- paths -----------------------------------------------------------------------------------------------------------

// None where there is no way.
nb::object path_or_none(std::optional<graph_algorithms::Route> route) {
  return route ? numpy_of(std::move(route->nodes)) : nb::none();
}

nb::object shortest_path(const EdgeGraph& self, NodeId source, NodeId target, DirectionName direction,
                         std::string relationships, std::string labels, bool weighted, MaxDepth max_depth,
                         std::optional<Items<double>> estimates, std::optional<Function> heuristic,
                         const WalkBounds& bounds, Seconds timeout, const CancelToken* cancel) {
  graph_algorithms::ShortestPathOptions options{filter_of(direction, std::move(relationships), std::move(labels)),
                                                weighted, max_depth.value_or(graph_algorithms::kAnyDepth)};
  const auto left = span_of(estimates);
  if (estimates && left.size() != self.node_count()) {
    throw Exception(fail(Errc::invalid_argument,
                         "shortest_path: heuristic: expected a number for each of {} nodes, found {}",
                         self.node_count(), left.size())
                        .error());
  }
  if (estimates) options.heuristic = [left](NodeId node) -> Result<double> { return left[node]; };
  std::optional<PythonHeuristic> python;
  if (heuristic) {
    python.emplace(*std::move(heuristic));
    options.heuristic = [&python](NodeId node) { return (*python)(node); };
  }
  try {
    return path_or_none(run_question(python.has_value(), {timeout, cancel}, [&](const Stop& stop) {
      return graph_algorithms::shortest_path(self, source, target, options, bounds.search_limits(stop));
    }));
  } catch (const Exception&) {
    if (python) python->rethrow();
    throw;
  }
}

Pair paths_of(graph_algorithms::Routes routes) {
  return pair_of(numpy_of(std::move(routes.offsets)), numpy_of(std::move(routes.nodes)));
}

Pair all_shortest_paths(const EdgeGraph& self, NodeId source, NodeId target, DirectionName direction,
                        std::string relationships, std::string labels, bool weighted, MaxDepth max_depth,
                        const WalkBounds& bounds, Seconds timeout, const CancelToken* cancel) {
  const graph_algorithms::AllShortestOptions options{filter_of(direction, std::move(relationships), std::move(labels)),
                                                     weighted, max_depth.value_or(graph_algorithms::kAnyDepth),
                                                     bounds.limits().rows};
  return paths_of(run_query({timeout, cancel}, [&](const Stop& stop) {
    return graph_algorithms::all_shortest_paths(self, source, target, options, bounds.search_limits(stop));
  }));
}

// Offsets, nodes and distances.
Triple shortest_paths(const EdgeGraph& self, NodeId source, NodeId target, std::uint64_t k, DirectionName direction,
                      std::string relationships, std::string labels, bool weighted, const WalkBounds& bounds,
                      Seconds timeout, const CancelToken* cancel) {
  const graph_algorithms::KShortestOptions options{filter_of(direction, std::move(relationships), std::move(labels)),
                                                   weighted};
  graph_algorithms::Routes routes = run_query({timeout, cancel}, [&](const Stop& stop) {
    return graph_algorithms::k_shortest_paths(self, source, target, k, options, bounds.search_limits(stop));
  });
  return triple_of(numpy_of(std::move(routes.offsets)), numpy_of(std::move(routes.nodes)),
                   numpy_of(std::move(routes.distances)));
}

Pair simple_paths(const EdgeGraph& self, NodeId source, const Ids& targets, DirectionName direction,
                  std::string relationships, std::string labels, MaxDepth max_depth, const WalkBounds& bounds,
                  Seconds timeout, const CancelToken* cancel) {
  const graph_algorithms::SimplePathOptions options{filter_of(direction, std::move(relationships), std::move(labels)),
                                                    max_depth.value_or(graph_algorithms::kAnyDepth),
                                                    bounds.limits().rows};
  const auto ends = span_of(targets);
  return paths_of(run_query({timeout, cancel}, [&](const Stop& stop) {
    return graph_algorithms::simple_paths(self, source, ends, options, bounds.search_limits(stop));
  }));
}

}  // namespace

void bind_edge_graph_paths(EdgeGraphClass& edge_graph) {
  edge_graph
      .def("levels", levels, "roots"_a, "direction"_a, nb::kw_only(), "relationships"_a, "labels"_a,
           "max_depth"_a.none(), "threads"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("levels_from_each", levels_from_each, "roots"_a, "direction"_a, nb::kw_only(), "relationships"_a, "labels"_a,
           "max_depth"_a.none(), "threads"_a, "bounds"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("bfs_tree", bfs_tree, "roots"_a, "direction"_a, nb::kw_only(), "relationships"_a, "labels"_a,
           "max_depth"_a.none(), "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("distances", distances, "sources"_a, "targets"_a.none(), "direction"_a, "weighted"_a, nb::kw_only(),
           "relationships"_a, "labels"_a, "max_distance"_a.none(), "predecessors"_a, "threads"_a, "bounds"_a,
           "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("shortest_path", shortest_path, "source"_a, "target"_a, "direction"_a, nb::kw_only(), "relationships"_a,
           "labels"_a, "weighted"_a, "max_depth"_a.none(), "estimates"_a.none(), "heuristic"_a.none(), "bounds"_a,
           "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("all_shortest_paths", all_shortest_paths, "source"_a, "target"_a, "direction"_a, nb::kw_only(),
           "relationships"_a, "labels"_a, "weighted"_a, "max_depth"_a.none(), "bounds"_a, "timeout"_a = nb::none(),
           "cancel"_a = nb::none())
      .def("shortest_paths", shortest_paths, "source"_a, "target"_a, "k"_a, "direction"_a, nb::kw_only(),
           "relationships"_a, "labels"_a, "weighted"_a, "bounds"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("simple_paths", simple_paths, "source"_a, "targets"_a, "direction"_a, nb::kw_only(), "relationships"_a,
           "labels"_a, "max_depth"_a.none(), "bounds"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none());
}

}  // namespace wirespeed::python
