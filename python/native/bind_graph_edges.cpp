// EdgeGraph and Traversal: graphs made from edges in memory. python/wirespeed/graph/_edges.py is the door that users
// take; it makes arrays of one kind of whatever it is given.
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>
#include <nanobind/stl/vector.h>

#include <limits>

#include "attachment.hpp"
#include "edge_graph_binding.hpp"
#include "graph_columns.hpp"
#include "wirespeed/graph_algorithms/components.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

// --- making one ------------------------------------------------------------------------------------------------------

using NamedArrays = std::vector<std::tuple<std::string, nb::object>>;

std::vector<graph::NodeProperty> properties_of(const NamedArrays& arrays) {
  std::vector<graph::NodeProperty> properties;
  properties.reserve(arrays.size());
  for (const auto& [name, values] : arrays) properties.push_back(property_of(name, values));
  return properties;
}

std::shared_ptr<EdgeGraph> edge_graph(NodeId nodes, const Items<std::uint32_t>& sources,
                                      const Items<std::uint32_t>& targets, std::optional<Items<std::uint32_t>> types,
                                      std::vector<std::string> type_names, std::optional<Items<double>> weights,
                                      std::optional<Items<std::uint32_t>> label_sets,
                                      std::vector<std::vector<std::uint32_t>> sets,
                                      std::vector<std::string> label_names, const NamedArrays& properties,
                                      const NamedArrays& relationship_properties, bool keep_edge_numbers,
                                      bool keep_order) {
  graph::EdgeTable table;
  table.nodes = nodes;
  table.edges = {span_of(sources), span_of(targets), span_of(weights)};
  table.types = span_of(types);
  table.type_names = std::move(type_names);
  const auto of_node = span_of(label_sets);
  table.labels = {std::move(label_names), std::move(sets), {of_node.begin(), of_node.end()}};
  table.keep_order = keep_order;
  table.properties = properties_of(properties);
  table.relationship_properties = properties_of(relationship_properties);
  table.keep_edge_numbers = keep_edge_numbers;
  return std::make_shared<EdgeGraph>(run_native([&] { return EdgeGraph::from_edges(std::move(table)); }));
}

// --- questions -------------------------------------------------------------------------------------------------------

nb::object components(const EdgeGraph& self, std::string_view kind, unsigned threads, Seconds timeout,
                      const CancelToken* cancel) {
  if (kind != "weak" && kind != "strong") {
    throw Exception(
        fail(Errc::invalid_argument, "components: expected \"weak\" or \"strong\", found \"{}\"", kind).error());
  }
  const auto connection = kind == "weak" ? graph_algorithms::Connection::weak : graph_algorithms::Connection::strong;
  const auto work = [&](const Stop& stop) { return graph_algorithms::components(self, connection, stop, threads); };
  return numpy_of(run_query({timeout, cancel}, work, self.relationship_count()));
}

}  // namespace

std::shared_ptr<InputArray> kept_array(nb::handle values, const char* operation) {
  std::shared_ptr<InputArray> array(new InputArray(), [](InputArray* held) {
    const Attached attached;
    delete held;
  });
  if (!array->take(values.ptr(), operation)) throw nb::python_error();
  return array;
}

void bind_graph_edges(nb::module_& m) {
  EdgeGraphClass edge_graph_class(m, "EdgeGraph", "A graph in memory, made from edges.");
  edge_graph_class.def_prop_ro("node_count", &EdgeGraph::node_count)
      .def_prop_ro("relationship_count", &EdgeGraph::relationship_count)
      .def_prop_ro("topology_bytes", &EdgeGraph::topology_bytes, "What rows and classes of nodes take.")
      .def("components", components, "kind"_a = "weak", nb::kw_only(), "threads"_a = 1, "timeout"_a = nb::none(),
           "cancel"_a = nb::none());
  bind_graph_columns(m, edge_graph_class);
  bind_edge_graph_files(m, edge_graph_class);
  bind_edge_graph_measures(edge_graph_class);
  bind_edge_graph_neighbors(m, edge_graph_class);
  bind_edge_graph_paths(edge_graph_class);
  bind_edge_graph_versions(m);
  bind_edge_graph_walks(m, edge_graph_class);
  m.def("edge_graph", edge_graph, "nodes"_a, "sources"_a, "targets"_a, "types"_a.none(), "type_names"_a,
        "weights"_a.none(), "label_sets"_a.none(), "sets"_a, "label_names"_a, "properties"_a,
        "relationship_properties"_a, "keep_edge_numbers"_a, "keep_order"_a);
}

}  // namespace wirespeed::python
