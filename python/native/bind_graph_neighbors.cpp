// What is asked of the surroundings of some nodes of an EdgeGraph, and how many relationships all of them have.
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include "traversal_options_binding.hpp"
#include "wirespeed/graph_algorithms/degrees.hpp"
#include "wirespeed/graph_algorithms/neighborhood.hpp"
#include "wirespeed/graph_algorithms/profiles.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using Weights = std::vector<std::tuple<std::string, double>>;

// They borrow from the graph, whichever of the two Python lets go of first.
struct PythonProfiles {
  std::shared_ptr<const EdgeGraph> graph;
  graph_algorithms::Profiles profiles;
};

nb::object degrees(const EdgeGraph& self, DirectionName direction, std::string relationships) {
  const graph_algorithms::Scope scope{direction_of(direction), std::move(relationships)};
  return numpy_of(run_native([&] { return graph_algorithms::degrees(self, scope); }));
}

std::vector<std::tuple<std::string, std::uint32_t, std::uint32_t>> degrees_by_type(const EdgeGraph& self, NodeId node) {
  std::vector<std::tuple<std::string, std::uint32_t, std::uint32_t>> all;
  for (const auto& one : value_or_throw(graph_algorithms::degrees_by_type(self, node))) {
    all.emplace_back(one.type, one.out, one.in);
  }
  return all;
}

Triple neighborhood(const EdgeGraph& self, NodeId node, std::uint32_t k, std::string relationships,
                    const WalkBounds& bounds, Seconds timeout, const CancelToken* cancel) {
  const graph_algorithms::NeighborhoodOptions options{
      .k = k, .relationships = std::move(relationships), .limit = bounds.limits().rows};
  auto found = run_query({timeout, cancel}, [&](const Stop& stop) {
    return graph_algorithms::neighborhood(self, node, options, bounds.search_limits(stop));
  });
  return triple_of(numpy_of(std::move(found.nodes)), numpy_of(std::move(found.hops)), numpy_of(std::move(found.ways)));
}

Pair co_occurring(const EdgeGraph& self, NodeId node, std::string relationships, std::uint32_t hops,
                  std::optional<std::size_t> k, const WalkBounds& bounds, Seconds timeout, const CancelToken* cancel) {
  graph_algorithms::CoOccurrenceOptions options{.relationships = std::move(relationships), .hops = hops};
  if (k) options.k = *k;
  auto found = run_query({timeout, cancel}, [&](const Stop& stop) {
    return graph_algorithms::co_occurring(self, node, options, bounds.search_limits(stop));
  });
  return pair_of(numpy_of(std::move(found.nodes)), numpy_of(std::move(found.counts)));
}

nb::object python_value(const graph_algorithms::GroupValue& value) {
  return std::visit(
      [](const auto& one) -> nb::object {
        if constexpr (std::is_same_v<std::decay_t<decltype(one)>, std::monostate>) {
          return nb::none();
        } else if constexpr (std::is_same_v<std::decay_t<decltype(one)>, std::string>) {
          return nb::cast(Text{one});
        } else {
          return nb::cast(one);
        }
      },
      value);
}

nb::typed<nb::dict, nb::object, int> group_by(const EdgeGraph& self, const Items<std::uint32_t>& nodes,
                                              std::string_view property, std::string_view relationships,
                                              Seconds timeout, const CancelToken* cancel) {
  const auto from = span_of(nodes);
  const auto groups = run_query({timeout, cancel}, [&](const Stop& stop) {
    return graph_algorithms::group_by(self, from, property, relationships, stop);
  });
  nb::typed<nb::dict, nb::object, int> counts;
  for (const auto& [value, count] : groups) counts[python_value(value)] = count;
  return counts;
}

Pair python_similar(graph_algorithms::Similar found) {
  return pair_of(numpy_of(std::move(found.nodes)), numpy_of(std::move(found.scores)));
}

Pair similar(const EdgeGraph& self, NodeId node, std::size_t k, std::string_view metric, DirectionName direction,
             const Weights& relationships, Seconds timeout, const CancelToken* cancel) {
  const graph_algorithms::Similarity wanted = value_or_throw(graph_algorithms::parse_similarity(metric));
  std::vector<graph_algorithms::Dimension> dimensions;
  dimensions.reserve(relationships.size());
  for (const auto& [pattern, weight] : relationships) {
    dimensions.push_back({{direction_of(direction), pattern}, weight});
  }
  return python_similar(run_query({timeout, cancel}, [&](const Stop& stop) {
    return graph_algorithms::similar(self, node, k, wanted, dimensions, stop);
  }));
}

PythonProfiles profiles(const std::shared_ptr<EdgeGraph>& self, const Weights& relationships, Seconds timeout,
                        const CancelToken* cancel) {
  std::vector<graph_algorithms::ProfileDimension> dimensions;
  dimensions.reserve(relationships.size());
  for (const auto& [pattern, weight] : relationships) dimensions.push_back({pattern, weight});
  return {self, run_query({timeout, cancel},
                          [&](const Stop& stop) { return graph_algorithms::Profiles::make(*self, dimensions, stop); })};
}

Pair most_similar(const PythonProfiles& self, NodeId node, std::size_t k, Seconds timeout, const CancelToken* cancel) {
  return python_similar(
      run_query({timeout, cancel}, [&](const Stop& stop) { return self.profiles.similar(node, k, stop); }));
}

}  // namespace

void bind_edge_graph_neighbors(nb::module_& m, EdgeGraphClass& edge_graph) {
  nb::class_<PythonProfiles>(m, "EdgeProfiles", "What nodes have by dimension, ready to be compared.")
      .def("similar", most_similar, "node"_a, "k"_a, nb::kw_only(), "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def_prop_ro("bytes", [](const PythonProfiles& self) { return self.profiles.bytes(); });
  edge_graph.def("degrees", degrees, "direction"_a, "relationships"_a)
      .def("degrees_by_type", degrees_by_type, "node"_a)
      .def("neighborhood", neighborhood, "node"_a, nb::kw_only(), "k"_a, "relationships"_a, "bounds"_a,
           "timeout"_a.none(), "cancel"_a.none())
      .def("co_occurring", co_occurring, "node"_a, nb::kw_only(), "relationships"_a, "hops"_a, "k"_a.none(), "bounds"_a,
           "timeout"_a.none(), "cancel"_a.none())
      .def("group_by", group_by, "nodes"_a, "property"_a, nb::kw_only(), "relationships"_a, "timeout"_a.none(),
           "cancel"_a.none())
      .def("similar", similar, "node"_a, "k"_a, nb::kw_only(), "metric"_a, "direction"_a, "relationships"_a,
           "timeout"_a.none(), "cancel"_a.none())
      .def("profiles", profiles, "relationships"_a, nb::kw_only(), "timeout"_a.none(), "cancel"_a.none());
}

}  // namespace wirespeed::python
