// EdgeGraph and Traversal: graphs made from edges in memory. python/wirespeed/graph/_edges.py is the door that users
// take; it makes arrays of one kind of whatever it is given.
#include <nanobind/ndarray.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/variant.h>
#include <nanobind/stl/vector.h>

#include <limits>

#include "graph_objects.hpp"
#include "kernels_arrays.hpp"
#include "run_native.hpp"
#include "wirespeed/graph/components.hpp"
#include "wirespeed/graph/distances.hpp"
#include "wirespeed/graph/levels.hpp"
#include "wirespeed/graph/pagerank.hpp"
#include "wirespeed/graph/similar.hpp"
#include "wirespeed/graph/traversal.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using graph::EdgeGraph;
using graph::NodeId;

using Seconds = std::optional<double>;
using Pair = nb::typed<nb::tuple, nb::object, nb::object>;
template <typename T>
using Items = nb::ndarray<const T, nb::ndim<1>, nb::c_contig, nb::device::cpu>;

template <typename T>
std::span<const T> span_of(const std::optional<Items<T>>& items) {
  return items ? std::span(items->data(), items->size()) : std::span<const T>();
}

// The items as a NumPy array that owns them.
template <typename T>
nb::object numpy_of(std::vector<T> items) {
  auto owned = std::make_unique<std::vector<T>>(std::move(items));
  T* const data = owned->data();
  const std::size_t size = owned->size();
  const nb::capsule owner(owned.release(), [](void* held) noexcept { delete static_cast<std::vector<T>*>(held); });
  return nb::cast(nb::ndarray<nb::numpy, T, nb::ndim<1>>(data, {size}, owner));
}

Pair pair_of(nb::object first, nb::object second) {
  return nb::borrow<Pair>(nb::make_tuple(std::move(first), std::move(second)));
}

// A traversal keeps the graph, whichever of the two Python lets go of first.
struct PythonTraversal {
  std::shared_ptr<const EdgeGraph> graph;
  graph::Traversal traversal;
};

// --- making one ------------------------------------------------------------------------------------------------------

// The array is kept by its graph, and given back with the interpreter's leave, from whichever thread.
graph::NodeProperty property_of(std::string name, nb::handle values) {
  const std::shared_ptr<InputArray> array(new InputArray(), [](InputArray* held) {
    const nb::gil_scoped_acquire attached;
    delete held;
  });
  if (!array->take(values.ptr(), "from_edges")) throw nb::python_error();
  return {std::move(name), array->view(), array};
}

std::shared_ptr<EdgeGraph> edge_graph(NodeId nodes, const Items<std::uint32_t>& sources,
                                      const Items<std::uint32_t>& targets, std::optional<Items<std::uint32_t>> types,
                                      std::vector<std::string> type_names, std::optional<Items<double>> weights,
                                      std::optional<Items<std::uint32_t>> label_sets,
                                      std::vector<std::vector<std::uint32_t>> sets,
                                      std::vector<std::string> label_names,
                                      const std::vector<std::tuple<std::string, nb::object>>& properties) {
  graph::EdgeTable table;
  table.nodes = nodes;
  table.edges = {{sources.data(), sources.size()}, {targets.data(), targets.size()}, span_of(weights)};
  table.types = span_of(types);
  table.type_names = std::move(type_names);
  const auto of_node = span_of(label_sets);
  table.labels = {std::move(label_names), std::move(sets), {of_node.begin(), of_node.end()}};
  for (const auto& [name, values] : properties) table.properties.push_back(property_of(name, values));
  return std::make_shared<EdgeGraph>(run_native([&] { return EdgeGraph::from_edges(std::move(table)); }));
}

// --- questions -------------------------------------------------------------------------------------------------------

nb::object degrees(const EdgeGraph& self, DirectionName direction) {
  return numpy_of(run_native([&]() -> Result<std::vector<std::int64_t>> {
    std::vector<std::int64_t> all(self.node_count());
    for (NodeId node = 0; node < all.size(); ++node) {
      all[node] = static_cast<std::int64_t>(graph::degree_of(self, node, direction_of(direction)));
    }
    return all;
  }));
}

nb::object levels(const EdgeGraph& self, NodeId root, DirectionName direction, Seconds timeout,
                  const CancelToken* cancel) {
  return numpy_of(run_query({timeout, cancel}, [&](const Stop& stop) {
    return graph::levels_from(self, root, direction_of(direction), stop);
  }));
}

nb::object distances(const EdgeGraph& self, NodeId source, std::optional<Items<std::uint32_t>> targets,
                     DirectionName direction, bool weighted, Seconds timeout, const CancelToken* cancel) {
  if (targets && targets->size() == 0) return numpy_of(std::vector<double>());
  const graph::DistanceOptions options{direction_of(direction), weighted, span_of(targets)};
  return numpy_of(run_query({timeout, cancel},
                            [&](const Stop& stop) { return graph::distances_from(self, source, options, stop); }));
}

nb::object components(const EdgeGraph& self, std::string_view kind, Seconds timeout, const CancelToken* cancel) {
  if (kind != "weak" && kind != "strong") {
    throw Exception(
        fail(Errc::invalid_argument, "components: expected \"weak\" or \"strong\", found \"{}\"", kind).error());
  }
  return numpy_of(run_query({timeout, cancel}, [&](const Stop& stop) {
    return kind == "weak" ? graph::weak_components(self, stop) : graph::strong_components(self, stop);
  }));
}

nb::object pagerank(const EdgeGraph& self, double damping, double tolerance, unsigned max_iterations, Seconds timeout,
                    const CancelToken* cancel) {
  return numpy_of(run_query({timeout, cancel}, [&](const Stop& stop) {
    return graph::pagerank(self, {damping, tolerance, max_iterations}, stop);
  }));
}

Pair similar(const EdgeGraph& self, NodeId node, std::size_t k, std::string_view metric, DirectionName direction,
             Seconds timeout, const CancelToken* cancel) {
  const graph::Similarity wanted = value_or_throw(graph::parse_similarity(metric));
  graph::Similar found = run_query({timeout, cancel}, [&](const Stop& stop) {
    return graph::similar(self, node, k, wanted, direction_of(direction), stop);
  });
  return pair_of(numpy_of(std::move(found.nodes)), numpy_of(std::move(found.scores)));
}

// --- traversals ------------------------------------------------------------------------------------------------------

using IncludeValue = std::variant<bool, std::int64_t, double, std::string>;
using Include = std::tuple<std::string, std::string, IncludeValue>;

PythonTraversal traversal(const std::shared_ptr<EdgeGraph>& self, std::string_view order, std::string_view uniqueness,
                          std::string relationships, std::string labels, std::optional<Include> include,
                          std::uint32_t min_depth, std::optional<std::uint32_t> max_depth) {
  graph::TraversalOptions options;
  options.order = value_or_throw(graph::parse_order(order));
  options.uniqueness = value_or_throw(graph::parse_uniqueness(uniqueness));
  options.relationships = std::move(relationships);
  options.labels = std::move(labels);
  options.min_depth = min_depth;
  if (max_depth) options.max_depth = *max_depth;
  if (include) {
    auto& [property, sign, value] = *include;
    options.include = {std::move(property), value_or_throw(graph::parse_comparison(sign)), std::move(value)};
  }
  return {self, value_or_throw(graph::Traversal::compile(*self, options))};
}

graph::WalkLimits limits_of(std::optional<std::uint64_t> limit, const Stop& stop) {
  graph::WalkLimits limits;
  if (limit) limits.rows = *limit;
  limits.stop = stop;
  return limits;
}

std::uint64_t count(const PythonTraversal& self, NodeId root, Seconds timeout, const CancelToken* cancel) {
  return run_query({timeout, cancel},
                   [&](const Stop& stop) { return self.traversal.count(root, limits_of(std::nullopt, stop)); });
}

nb::object nodes(const PythonTraversal& self, NodeId root, std::optional<std::uint64_t> limit, Seconds timeout,
                 const CancelToken* cancel) {
  return numpy_of(run_query({timeout, cancel},
                            [&](const Stop& stop) { return self.traversal.nodes(root, limits_of(limit, stop)); }));
}

Pair paths(const PythonTraversal& self, NodeId root, std::optional<std::uint64_t> limit, Seconds timeout,
           const CancelToken* cancel) {
  graph::Paths found = run_query({timeout, cancel},
                                 [&](const Stop& stop) { return self.traversal.paths(root, limits_of(limit, stop)); });
  return pair_of(numpy_of(std::move(found.offsets)), numpy_of(std::move(found.nodes)));
}

void bind_traversal(nb::module_& m) {
  nb::class_<PythonTraversal>(m, "EdgeTraversal", "A walk that is described once and made many times.")
      .def("count", count, "root"_a, nb::kw_only(), "timeout"_a = nb::none(), "cancel"_a = nb::none(),
           "How many nodes it returns.")
      .def("nodes", nodes, "root"_a, nb::kw_only(), "limit"_a = nb::none(), "timeout"_a = nb::none(),
           "cancel"_a = nb::none(), "The nodes it returns, in its order: uint32.")
      .def("paths", paths, "root"_a, nb::kw_only(), "limit"_a = nb::none(), "timeout"_a = nb::none(),
           "cancel"_a = nb::none(),
           "Offsets (int64) and nodes (uint32): path i is nodes[offsets[i]:offsets[i + 1]], from the root on.");
}

}  // namespace

void bind_graph_edges(nb::module_& m) {
  bind_traversal(m);
  nb::class_<EdgeGraph>(m, "EdgeGraph", "A graph in memory, made from edges.")
      .def_prop_ro("node_count", &EdgeGraph::node_count)
      .def_prop_ro("relationship_count", &EdgeGraph::relationship_count)
      .def_prop_ro("topology_bytes", &EdgeGraph::topology_bytes, "What rows and classes of nodes take.")
      .def("degrees", degrees, "direction"_a = DirectionName{"out"})
      .def("levels", levels, "root"_a, "direction"_a = DirectionName{"out"}, nb::kw_only(), "timeout"_a = nb::none(),
           "cancel"_a = nb::none())
      .def("distances", distances, "source"_a, "targets"_a = nb::none(), "direction"_a = DirectionName{"out"},
           "weighted"_a = true, nb::kw_only(), "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("components", components, "kind"_a = "weak", nb::kw_only(), "timeout"_a = nb::none(),
           "cancel"_a = nb::none())
      .def("pagerank", pagerank, "damping"_a = 0.85, "tolerance"_a = 1e-6, "max_iterations"_a = 100, nb::kw_only(),
           "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("similar", similar, "node"_a, "k"_a, "metric"_a = "jaccard", "direction"_a = DirectionName{"both"},
           nb::kw_only(), "timeout"_a = nb::none(), "cancel"_a = nb::none())
      .def("traversal", traversal, nb::kw_only(), "order"_a, "uniqueness"_a, "relationships"_a, "labels"_a,
           "include"_a.none(), "min_depth"_a, "max_depth"_a.none());
  m.def("edge_graph", edge_graph, "nodes"_a, "sources"_a, "targets"_a, "types"_a.none(), "type_names"_a,
        "weights"_a.none(), "label_sets"_a.none(), "sets"_a, "label_names"_a, "properties"_a);
}

}  // namespace wirespeed::python
