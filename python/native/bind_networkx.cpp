// What python/wirespeed/networkx is made of: nodes as numbers, the way from NetworkX's dicts to an EdgeGraph, searches
// that keep NetworkX's order, and the way back.
#include <nanobind/stl/shared_ptr.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/tuple.h>

#include "networkx_answers.hpp"
#include "networkx_binding.hpp"
#include "networkx_pair.hpp"
#include "networkx_rows.hpp"
#include "wirespeed/graph_algorithms/components.hpp"
#include "wirespeed/graph_algorithms/found_nodes.hpp"
#include "wirespeed/graph_algorithms/nearest_nodes.hpp"
#include "wirespeed/graph_algorithms/pagerank.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using Ids = Items<std::uint32_t>;
using Reals = Items<double>;
using Dict = nb::typed<nb::dict, nb::any, nb::any>;
using Set = nb::typed<nb::set, nb::any>;

// The numbers of nodes, held against the keys.
Numbers checked(const NodeKeys& keys, const Ids& nodes) {
  const Numbers numbers = span_of(nodes);
  check_numbers(keys, numbers);
  return numbers;
}

FoundBy checked(const NodeKeys& keys, const Ids& nodes, const Ids& finders) {
  const FoundBy found{checked(keys, nodes), span_of(finders)};
  for (std::size_t i = 0; i < found.nodes.size(); ++i) {
    if (i < found.finders.size() && (found.finders[i] < i || found.finders[i] == kNoFinder)) continue;
    throw Exception(fail(Errc::invalid_argument, "finders: expected one before node {} for it", i).error());
  }
  return found;
}

// --- nodes -----------------------------------------------------------------------------------------------------------

void make_keys(NodeKeys* self, const List& nodes) {
  NodeKeys keys;
  if (!keys.make(nodes.ptr())) throw nb::python_error();
  new (self) NodeKeys(std::move(keys));
}

// Looked up as `node in graph` does: what has no hash is not there.
std::int64_t find_key(const NodeKeys& self, nb::handle node) {
  const std::uint32_t number = self.find(node.ptr());
  if (number != NodeKeys::kMissing) return number;
  if (PyErr_Occurred() == nullptr) return -1;
  if (PyErr_ExceptionMatches(PyExc_TypeError) == 0) throw nb::python_error();
  PyErr_Clear();
  return -1;
}

int traverse_keys(PyObject* self, visitproc visit, void* arg) {
  Py_VISIT(Py_TYPE(self));
  return nb::inst_ready(self) ? nb::inst_ptr<NodeKeys>(self)->traverse(visit, arg) : 0;
}

int clear_keys(PyObject* self) {
  nb::inst_ptr<NodeKeys>(self)->clear();
  return 0;
}

// Nodes may hold the graph that they are nodes of.
PyType_Slot kKeySlots[] = {{Py_tp_traverse, reinterpret_cast<void*>(traverse_keys)},
                           {Py_tp_clear, reinterpret_cast<void*>(clear_keys)},
                           {0, nullptr}};

// --- graphs ----------------------------------------------------------------------------------------------------------

// The graph, whether its weights are ints, whether they are ints and floats mixed, whether it has any but 1, and how
// many edges are loops; None where something is no plain dict.
nb::any networkx_edges(const NodeKeys& keys, nb::handle adjacency, std::optional<nb::str> weight, double missing,
                       bool is_multigraph) {
  NetworkxRows rows;
  const NetworkxWeights weights{weight ? weight->ptr() : nullptr, missing};
  const RowsFound found = walk_networkx(keys, adjacency.ptr(), weights, is_multigraph, rows);
  if (found == RowsFound::failed) throw nb::python_error();
  if (found == RowsFound::not_plain) return any_of(nb::none());
  graph::EdgeTable table;
  table.nodes = static_cast<NodeId>(keys.size());
  table.edges = {rows.sources, rows.targets, rows.weights};
  table.keep_order = true;
  auto graph = std::make_shared<EdgeGraph>(run_native([&] { return EdgeGraph::from_edges(std::move(table)); }));
  const bool is_mixed = rows.reals != 0 && rows.reals < rows.targets.size();
  return any_of(nb::make_tuple(graph, rows.reals == 0, is_mixed, !rows.weights.empty(), rows.loops));
}

nb::any path_of_pair(nb::handle successors, nb::handle predecessors, nb::handle source, nb::handle target) {
  return made_or_throw<nb::any>(networkx_path(successors.ptr(), predecessors.ptr(), source.ptr(), target.ptr()));
}

nb::any edges_of(const EdgeGraph& graph) {
  std::vector<std::uint32_t> sources;
  std::vector<std::uint32_t> targets;
  std::vector<double> weights;
  const graph::Numbering& numbering = graph.numbering();
  for (NodeId node = 0; node < graph.node_count(); ++node) {
    const NodeId place = numbering.place_of(node);
    for (const graph::Relationships& one : graph.relationships()) {
      const auto of_node = one.out.of(place);
      const auto their_weights = one.out.weights_of(place);
      sources.insert(sources.end(), of_node.size(), node);
      for (const NodeId target : of_node) targets.push_back(numbering.node_at(target));
      weights.insert(weights.end(), their_weights.begin(), their_weights.end());
    }
  }
  return any_of(
      nb::make_tuple(numpy_of(std::move(sources)), numpy_of(std::move(targets)), numpy_of(std::move(weights))));
}

// --- searches --------------------------------------------------------------------------------------------------------

nb::any found_nodes(const EdgeGraph& graph, const Ids& sources, DirectionName direction, std::uint32_t max_depth) {
  graph_algorithms::FoundNodes found = run_query({}, [&](const Stop& stop) {
    return graph_algorithms::find_nodes(graph, span_of(sources), direction_of(direction), max_depth, stop);
  });
  return any_of(nb::make_tuple(numpy_of(std::move(found.nodes)), numpy_of(std::move(found.finders)),
                               numpy_of(std::move(found.levels))));
}

// None where weights below 0 contradict each other.
nb::any nearest_nodes(const EdgeGraph& graph, const Ids& sources, DirectionName direction, double cutoff,
                      std::optional<NodeId> target) {
  const graph_algorithms::NearestOptions options{direction_of(direction), cutoff, target.value_or(graph::kNoNode)};
  auto found = run_query({}, [&](const Stop& stop) -> Result<Result<graph_algorithms::NearestNodes>> {
    auto result = graph_algorithms::nearest_nodes(graph, span_of(sources), options, stop);
    if (result || result.error().code == Errc::unsupported) return result;
    return std::unexpected(result.error());
  });
  if (!found) return any_of(nb::none());
  return any_of(nb::make_tuple(numpy_of(std::move(found->nodes)), numpy_of(std::move(found->finders)),
                               numpy_of(std::move(found->distances))));
}

nb::any components_as_ended(const EdgeGraph& graph) {
  return any_of(numpy_of(
      run_query({}, [&](const Stop& stop) { return graph_algorithms::strong_components_as_ended(graph, stop); })));
}

nb::any personal_pagerank(const EdgeGraph& graph, double damping, double tolerance, unsigned max_iterations,
                          bool weighted, std::optional<Reals> first, std::optional<Reals> restart,
                          std::optional<Reals> dangling) {
  const graph_algorithms::PagerankOptions options{
      .damping = damping,
      .tolerance = tolerance,
      .max_iterations = max_iterations,
      .weighted = weighted,
      .personalization = span_of(restart),
      .dangling = span_of(dangling),
      .start = span_of(first),
  };
  return any_of(numpy_of(
      run_query({}, [&](const Stop& stop) { return graph_algorithms::personal_pagerank(graph, options, stop); })));
}

// --- answers ---------------------------------------------------------------------------------------------------------

Dict values(const NodeKeys& keys, std::optional<Ids> nodes, const Reals& numbers, bool as_ints) {
  const Numbers of = nodes ? checked(keys, *nodes) : Numbers();
  if (numbers.size() != (nodes ? of.size() : keys.size())) {
    throw Exception(
        fail(Errc::invalid_argument, "values: expected one for each node, found {}", numbers.size()).error());
  }
  return made_or_throw<Dict>(dict_of_values(keys, of, span_of(numbers), as_ints));
}

Dict levels(const NodeKeys& keys, const Ids& nodes, const Ids& begins) {
  const Numbers of = checked(keys, nodes);
  const Numbers places = span_of(begins);
  for (const std::uint32_t place : places) {
    if (place <= of.size()) continue;
    throw Exception(
        fail(Errc::invalid_argument, "levels: expected places up to {}, found {}", of.size(), place).error());
  }
  return made_or_throw<Dict>(dict_of_levels(keys, of, places));
}

Dict paths(const NodeKeys& keys, const Ids& nodes, const Ids& finders, bool to_source) {
  return made_or_throw<Dict>(dict_of_paths(keys, checked(keys, nodes, finders), to_source));
}

List path(const NodeKeys& keys, const Ids& nodes, const Ids& finders, std::uint32_t place) {
  const FoundBy found = checked(keys, nodes, finders);
  if (place >= found.nodes.size()) throw nb::index_error("path: no such place");
  return made_or_throw<List>(list_of_path(keys, found, place));
}

List steps(const NodeKeys& keys, const Ids& nodes, const Ids& finders, bool node_first) {
  return made_or_throw<List>(list_of_steps(keys, checked(keys, nodes, finders), node_first));
}

List successors(const NodeKeys& keys, const Ids& nodes, const Ids& finders) {
  return made_or_throw<List>(list_of_successors(keys, checked(keys, nodes, finders)));
}

List groups(const NodeKeys& keys, const Ids& group_of, std::size_t count) {
  const Numbers numbers = span_of(group_of);
  for (const std::uint32_t group : numbers) {
    if (group < count && numbers.size() == keys.size()) continue;
    throw Exception(fail(Errc::invalid_argument, "groups: expected one of {} for each node", count).error());
  }
  return made_or_throw<List>(list_of_groups(keys, numbers, count));
}

void tree(const NodeKeys& keys, const Ids& nodes, const Ids& finders, const Dict& node, const Dict& succ,
          const Dict& pred) {
  if (!fill_tree(keys, checked(keys, nodes, finders), node.ptr(), succ.ptr(), pred.ptr())) throw nb::python_error();
}

void bind_answers(nb::class_<NodeKeys>& keys) {
  keys.def("values", values, "nodes"_a.none(), "values"_a, "as_ints"_a = false, "{node: value}")
      .def("levels", levels, "nodes"_a, "levels"_a, "{node: level}")
      .def("paths", paths, "nodes"_a, "finders"_a, "to_source"_a = false, "{node: [source, ..., node]}")
      .def("path", path, "nodes"_a, "finders"_a, "place"_a, "[source, ..., node]")
      .def("steps", steps, "nodes"_a, "finders"_a, "node_first"_a = false, "[(finder, node), ...]")
      .def("successors", successors, "nodes"_a, "finders"_a, "[(finder, [node, ...]), ...]")
      .def("groups", groups, "group_of"_a, "count"_a, "[{node, ...}, ...]")
      .def("tree", tree, "nodes"_a, "finders"_a, "node"_a, "succ"_a, "pred"_a, "Fills the dicts of a DiGraph.")
      .def(
          "pick",
          [](const NodeKeys& self, const Ids& nodes) {
            return made_or_throw<List>(list_of_nodes(self, checked(self, nodes)));
          },
          "nodes"_a, "[node, ...]")
      .def(
          "pick_set",
          [](const NodeKeys& self, const Ids& nodes) {
            return made_or_throw<Set>(set_of_nodes(self, checked(self, nodes)));
          },
          "nodes"_a, "{node, ...}");
}

}  // namespace

void bind_networkx(nb::module_& m) {
  nb::class_<NodeKeys> keys(m, "NodeKeys", nb::type_slots(kKeySlots), "The nodes of a NetworkX graph as numbers.");
  keys.def("__init__", make_keys, "nodes"_a)
      .def("__len__", &NodeKeys::size)
      .def("find", find_key, "node"_a.none(), "Its number; -1: not there.")
      .def_prop_ro("nodes", [](const NodeKeys& self) { return nb::borrow<List>(self.list()); });
  bind_answers(keys);
  m.def("networkx_edges", networkx_edges, "keys"_a, "adjacency"_a, "weight"_a.none(), "missing"_a, "is_multigraph"_a);
  m.def("networkx_path", path_of_pair, "successors"_a, "predecessors"_a, "source"_a.none(), "target"_a.none());
  m.def("edges_of", edges_of, "graph"_a, "Sources, targets and weights, if it has any.");
  m.def("found_nodes", found_nodes, "graph"_a, "sources"_a, "direction"_a = DirectionName{"out"},
        "max_depth"_a = graph_algorithms::kAnyDepth);
  m.def("nearest_nodes", nearest_nodes, "graph"_a, "sources"_a, "direction"_a = DirectionName{"out"},
        "cutoff"_a = double{INFINITY}, "target"_a = nb::none());
  m.def("components_as_ended", components_as_ended, "graph"_a);
  m.def("personal_pagerank", personal_pagerank, "graph"_a, "damping"_a, "tolerance"_a, "max_iterations"_a, "weighted"_a,
        "first"_a = nb::none(), "restart"_a = nb::none(), "dangling"_a = nb::none());
  bind_networkx_paths(m);
  bind_networkx_measures(m);
}

}  // namespace wirespeed::python
