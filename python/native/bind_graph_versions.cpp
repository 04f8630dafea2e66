// VersionedGraph: python/wirespeed/graph/_versions.py makes the lists that its changes are of.
#include <nanobind/stl/map.h>
#include <nanobind/stl/pair.h>
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include "edge_graph_binding.hpp"
#include "errors.hpp"
#include "graph_values.hpp"
#include "wirespeed/graph/versioned_graph.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using graph::GraphChanges;
using graph::GraphVersion;
using graph::VersionedGraph;

using Labels = std::tuple<NodeId, std::vector<std::string>>;
using Property = std::tuple<NodeId, std::string, nb::object>;
using Edge = std::tuple<NodeId, NodeId, std::string, double, std::vector<std::pair<std::string, nb::object>>>;
using EdgeProperty = std::tuple<NodeId, NodeId, std::string, std::string, nb::object>;

graph::PropertyValue value_of(nb::handle value) { return property_value_of(value, "apply"); }

std::vector<graph::ChangedEdge> edges_of(const std::vector<Edge>& given) {
  std::vector<graph::ChangedEdge> edges;
  edges.reserve(given.size());
  for (const auto& [source, target, type, weight, properties] : given) {
    edges.push_back({source, target, type, weight, {}});
    for (const auto& [name, value] : properties) edges.back().properties.push_back({name, value_of(value)});
  }
  return edges;
}

std::uint64_t apply(VersionedGraph& self, NodeId added_nodes, std::vector<NodeId> removed_nodes,
                    const std::vector<Edge>& removed_edges, const std::vector<Edge>& added_edges,
                    const std::vector<Labels>& labels, const std::vector<Property>& properties,
                    const std::vector<EdgeProperty>& relationship_properties) {
  GraphChanges changes{.added_nodes = added_nodes,
                       .removed_nodes = std::move(removed_nodes),
                       .removed_edges = edges_of(removed_edges),
                       .added_edges = edges_of(added_edges)};
  for (const auto& [node, names] : labels) changes.labels.push_back({node, names});
  for (const auto& [node, name, value] : properties) changes.properties.push_back({node, name, value_of(value)});
  for (const auto& [source, target, type, name, value] : relationship_properties) {
    changes.edge_properties.push_back({source, target, type, name, value_of(value)});
  }
  return run_native([&] { return self.apply(std::move(changes)); });
}

// The graph, its types and labels, the epoch.
nb::tuple parts_of(const GraphVersion& version) {
  std::vector<std::string> types;
  for (const graph::Relationships& one : version.graph->relationships()) types.push_back(one.type);
  return nb::make_tuple(std::const_pointer_cast<EdgeGraph>(version.graph), types, version.graph->labels().names,
                        version.epoch);
}

nb::tuple wait(VersionedGraph& self, std::uint64_t epoch, Seconds timeout, const CancelToken* cancel) {
  return parts_of(run_query({timeout, cancel}, [&](const Stop& stop) { return self.wait(epoch, stop); }));
}

std::map<std::uint64_t, std::string> take_failures(VersionedGraph& self) {
  std::map<std::uint64_t, std::string> failures;
  for (auto& [epoch, error] : self.take_failures()) failures.emplace(epoch, std::move(error.message));
  return failures;
}

// Its end waits for a merge, which may have to give arrays of Python's back.
std::shared_ptr<VersionedGraph> versioned_graph(const std::shared_ptr<EdgeGraph>& first, std::optional<bool> weighted) {
  return {new VersionedGraph(first, weighted), [](VersionedGraph* held) {
            const Detached detached;
            delete held;
          }};
}

}  // namespace

void bind_edge_graph_versions(nb::module_& m) {
  nb::class_<VersionedGraph>(m, "VersionedGraph", "A graph that goes on while it is asked.")
      .def_prop_ro("node_count", &VersionedGraph::node_count)
      .def_prop_ro("last_epoch", &VersionedGraph::last_epoch)
      .def(
          "pin", [](const VersionedGraph& self) { return parts_of(self.pin()); },
          nb::sig("def pin(self) -> tuple[EdgeGraph, list[str], list[str], int]"))
      .def("apply", apply, "added_nodes"_a, "removed_nodes"_a, "removed_edges"_a, "added_edges"_a, "labels"_a,
           "properties"_a, "relationship_properties"_a)
      .def("wait", wait, "epoch"_a, "timeout"_a = nb::none(), "cancel"_a = nb::none(),
           nb::sig("def wait(self, epoch: int, timeout: float | None = None, cancel: CancelToken | None = None) -> "
                   "tuple[EdgeGraph, list[str], list[str], int]"))
      .def("take_failures", take_failures);
  m.def("versioned_graph", versioned_graph, "graph"_a, "weighted"_a.none());
}

}  // namespace wirespeed::python
