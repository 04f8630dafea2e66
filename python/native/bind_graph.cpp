// Graph: a property graph in one mapped file. python/wirespeed/graph.py is the door that users take.
#include <nanobind/stl/filesystem.h>

#include <algorithm>

#include "graph_answers.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using graph::Direction;
using graph::Graph;
using graph::LabelId;
using graph::NodeId;
using graph::TypeId;

using Seconds = std::optional<double>;

// Neighbours that are copied before the clock is looked at; fewer are copied in place, without letting threads in.
constexpr std::uint64_t kNeighborsPerCheck = 4096;

std::vector<Text> labels(const OpenGraph& self) {
  const Graph& graph = self.snapshot->graph;
  std::vector<Text> names;
  for (std::size_t i = 0; i < graph.label_count(); ++i) names.push_back({graph.label_name(static_cast<LabelId>(i))});
  return names;
}

std::vector<Text> types(const OpenGraph& self) {
  const Graph& graph = self.snapshot->graph;
  std::vector<Text> names;
  for (std::size_t i = 0; i < graph.type_count(); ++i) names.push_back({graph.type_name(static_cast<TypeId>(i))});
  return names;
}

Node node(const OpenGraph& self, std::string label, std::int64_t id, Seconds timeout, const CancelToken* cancel) {
  const NodeArgument named = std::pair(std::move(label), id);
  return answer_now({timeout, cancel}, "node", [&] { return Node{self.snapshot, node_of(*self.snapshot, named)}; });
}

Node node_at(const OpenGraph& self, const NodeArgument& node) { return {self.snapshot, node_of(*self.snapshot, node)}; }

std::vector<Node> find(const OpenGraph& self, std::string_view label, std::string_view name, Seconds timeout,
                       const CancelToken* cancel) {
  const Graph& graph = self.snapshot->graph;
  const LabelId id = value_or_throw(graph.label(label));
  value_or_throw(stop_of({timeout, cancel}).check("find"));
  const auto found = run_query({timeout, cancel}, [&](const Stop& stop) { return graph.find(id, name, stop); });
  return nodes_of(self.snapshot, found);
}

// --- relationships ---------------------------------------------------------------------------------------------------

struct Row {
  NodeId node;
  TypeId type;
  Direction direction;
};

Row row_of(const OpenGraph& self, const NodeArgument& node, std::string_view type, DirectionName direction) {
  return {node_of(*self.snapshot, node), value_or_throw(self.snapshot->graph.type(type)), direction_of(direction)};
}

Result<graph::NeighborPage> read_page(const Graph& graph, const Row& row, std::uint64_t offset, std::uint64_t limit,
                                      const Stop& stop) {
  graph::NeighborPage page;
  for (bool more = true; more;) {
    if (auto ok = stop.check("neighbors"); !ok) return std::unexpected(std::move(ok).error());
    const std::uint64_t have = page.nodes.size();
    const std::uint64_t wanted = std::min(kNeighborsPerCheck, limit - have);
    graph::NeighborPage part = graph.neighbors(row.node, row.type, row.direction, offset + have, wanted);
    page.total = part.total;
    page.nodes.insert(page.nodes.end(), part.nodes.begin(), part.nodes.end());
    page.values.insert(page.values.end(), part.values.begin(), part.values.end());
    more = part.nodes.size() == kNeighborsPerCheck && page.nodes.size() < limit;
  }
  return page;
}

NeighborList neighbors(const OpenGraph& self, const NodeArgument& node, std::string_view type, DirectionName direction,
                       std::int64_t offset, std::optional<std::int64_t> limit, Seconds timeout,
                       const CancelToken* cancel) {
  const Graph& graph = self.snapshot->graph;
  const Row row = row_of(self, node, type, direction);
  const std::uint64_t skip = count_of(offset, "offset");
  const std::uint64_t wanted = limit ? count_of(*limit, "limit") : UINT64_MAX;
  const Limits limits{timeout, cancel};
  const auto work = [&](const Stop& stop) { return read_page(graph, row, skip, wanted, stop); };
  const bool is_short = std::min(wanted, graph.degree(row.node, row.type, row.direction)) <= kNeighborsPerCheck;
  graph::NeighborPage page = is_short ? value_or_throw(work(stop_of(limits))) : run_query(limits, work);
  return {self.snapshot, row.type, std::move(page)};
}

std::uint64_t degree(const OpenGraph& self, const NodeArgument& node, std::string_view type, DirectionName direction,
                     Seconds timeout, const CancelToken* cancel) {
  const Row row = row_of(self, node, type, direction);
  return answer_now({timeout, cancel}, "degree",
                    [&] { return self.snapshot->graph.degree(row.node, row.type, row.direction); });
}

std::vector<NodeCategory> explore(const OpenGraph& self, const NodeArgument& node, Seconds timeout,
                                  const CancelToken* cancel) {
  const NodeId id = node_of(*self.snapshot, node);
  const auto found = answer_now({timeout, cancel}, "explore", [&] { return self.snapshot->graph.explore(id); });
  std::vector<NodeCategory> categories;
  for (const graph::Category& category : found) categories.push_back({self.snapshot, category});
  return categories;
}

graph::Trend trends(const OpenGraph& self, const NodeArgument& node, Seconds timeout, const CancelToken* cancel) {
  const NodeId id = node_of(*self.snapshot, node);
  value_or_throw(stop_of({timeout, cancel}).check("trends"));
  return run_native([&] { return self.snapshot->graph.trends(id); });
}

graph::PathOptions path_options(const Graph& graph, std::optional<NamesArgument> types, std::int64_t max_depth,
                                DirectionName direction) {
  graph::PathOptions options{.direction = direction_of(direction)};
  options.max_depth = static_cast<std::uint32_t>(std::min<std::uint64_t>(count_of(max_depth, "max_depth"), UINT32_MAX));
  if (!types) return options;
  for (const std::string& name : names_of(std::move(*types))) options.types.push_back(value_or_throw(graph.type(name)));
  if (!options.types.empty()) return options;
  throw Exception({Errc::invalid_argument, "types: expected relationship types, or None for all, found none"});
}

std::optional<FoundPath> shortest_path(const OpenGraph& self, const NodeArgument& a, const NodeArgument& b,
                                       std::optional<NamesArgument> types, std::int64_t max_depth,
                                       DirectionName direction, Seconds timeout, const CancelToken* cancel) {
  const Graph& graph = self.snapshot->graph;
  const NodeId from = node_of(*self.snapshot, a);
  const NodeId to = node_of(*self.snapshot, b);
  const auto options = path_options(graph, std::move(types), max_depth, direction);
  value_or_throw(stop_of({timeout, cancel}).check("shortest_path"));
  auto found =
      run_query({timeout, cancel}, [&](const Stop& stop) { return graph.shortest_path(from, to, options, stop); });
  if (!found) return std::nullopt;
  return FoundPath{self.snapshot, std::move(*found)};
}

// --- what there is ---------------------------------------------------------------------------------------------------

// A number by label, or by type.
template <std::uint64_t (Graph::*kCount)(LabelId) const>
std::uint64_t by_label(const OpenGraph& self, std::string_view label, Seconds timeout, const CancelToken* cancel) {
  const Graph& graph = self.snapshot->graph;
  return answer_now({timeout, cancel}, "count", [&] { return (graph.*kCount)(value_or_throw(graph.label(label))); });
}

template <std::uint64_t (Graph::*kCount)(TypeId) const>
std::uint64_t by_type(const OpenGraph& self, std::string_view type, Seconds timeout, const CancelToken* cancel) {
  const Graph& graph = self.snapshot->graph;
  return answer_now({timeout, cancel}, "count", [&] { return (graph.*kCount)(value_or_throw(graph.type(type))); });
}

void verify(const OpenGraph& self, Seconds timeout, const CancelToken* cancel) {
  run_job({timeout, cancel}, [&](const Stop& stop) -> Result<bool> {
    if (auto ok = stop.check("verify"); !ok) return std::unexpected(std::move(ok).error());
    if (auto ok = self.snapshot->graph.verify(stop); !ok) return std::unexpected(std::move(ok).error());
    return true;
  });
}

std::string describe(const OpenGraph& self) {
  const Graph& graph = self.snapshot->graph;
  return fmt::format("Graph({}, {} nodes, {} relationships)", repr_of(self.snapshot->file->path().string()),
                     graph.node_count(), graph.relationship_count());
}

using GraphClass = nb::class_<OpenGraph>;

void bind_counts(GraphClass& graph) {
  graph.def_prop_ro("path", [](const OpenGraph& self) { return self.snapshot->file->path(); })
      .def_prop_ro("labels", labels, "The labels, in the order of their nodes' dense ids.")
      .def_prop_ro("relationship_types", types)
      .def_prop_ro(
          "node_count", [](const OpenGraph& self) { return self.snapshot->graph.node_count(); }, "With stubs.")
      .def("count", by_label<&Graph::count>, "label"_a, nb::kw_only(), "timeout"_a = nb::none(),
           "cancel"_a = nb::none(), "Nodes of the label, without stubs.")
      .def("stub_count", by_label<&Graph::stub_count>, "label"_a, nb::kw_only(), "timeout"_a = nb::none(),
           "cancel"_a = nb::none(), "Nodes of the label that are referred to and have no record.")
      .def("relationship_count", by_type<&Graph::relationship_count>, "type"_a, nb::kw_only(), "timeout"_a = nb::none(),
           "cancel"_a = nb::none(), "Relationships of the type, distinct.")
      .def("relationship_rows", by_type<&Graph::relationship_rows>, "type"_a, nb::kw_only(), "timeout"_a = nb::none(),
           "cancel"_a = nb::none(), "Relationships of the type as often as they were written.")
      .def(
          "memory_report",
          [](const OpenGraph& self) { return run_native([&] { return self.snapshot->graph.memory(); }); },
          "What the bytes of the graph are spent on.")
      .def("verify", verify, nb::kw_only(), "timeout"_a = nb::none(), "cancel"_a = nb::none(),
           "Read the whole file and compare checksums and rules.\n\n"
           ":raises MalformedError: the file is not as it was written.");
}

void bind_nodes(GraphClass& graph) {
  graph
      .def("node", node, "label"_a, "id"_a, nb::kw_only(), "timeout"_a = nb::none(), "cancel"_a = nb::none(),
           "The node with this id inside its label.\n\n"
           ":raises NotFoundError: there is none, or no such label; the message lists the labels.")
      .def("node_at", node_at, "node"_a,
           "The node with this dense id.\n\n:raises NotFoundError: the graph has fewer nodes.")
      .def("find", find, "label"_a, "name"_a, nb::kw_only(), "timeout"_a = nb::none(), "cancel"_a = nb::none(),
           "All nodes of the label with exactly this name, ascending by id; an empty list if there are none.\n\n"
           ":raises NotFoundError: there is no such label; the message lists them.");
}

void bind_walks(GraphClass& graph) {
  graph
      .def("neighbors", neighbors, "node"_a, "type"_a, "direction"_a = "out", "offset"_a = 0, "limit"_a = nb::none(),
           nb::kw_only(), "timeout"_a = nb::none(), "cancel"_a = nb::none(),
           "Neighbours by one relationship type, ``limit`` of them from ``offset`` on; all by default.\n\n"
           ":raises NotFoundError: there is no such node or type; the message lists the types.\n"
           ":raises InvalidArgumentError: another direction, a negative number, a node of another snapshot.")
      .def("degree", degree, "node"_a, "type"_a, "direction"_a = "out", nb::kw_only(), "timeout"_a = nb::none(),
           "cancel"_a = nb::none(), "How many relationships of the type the node has. Errors as neighbors().")
      .def("explore", explore, "node"_a, nb::kw_only(), "timeout"_a = nb::none(), "cancel"_a = nb::none(),
           "All relationships of the node, counted by type, direction and label of the other end.")
      .def("trends", trends, "node"_a, nb::kw_only(), "timeout"_a = nb::none(), "cancel"_a = nb::none(),
           "How many distinct nodes next to this one there are by year: releases of an artist, label, genre or\n"
           "style. Empty for nodes of other labels.")
      .def("shortest_path", shortest_path, "a"_a, "b"_a, "types"_a = nb::none(), "max_depth"_a = 10,
           "direction"_a = "both", nb::kw_only(), "timeout"_a = nb::none(), "cancel"_a = nb::none(),
           "A shortest path of at most ``max_depth`` relationships, None if there is none.\n\n"
           "``types`` names the types to follow, in order of preference; None for all. ``direction`` is ``both``,\n"
           "``out`` (each step from source to target) or ``in``. Of several shortest paths it is always the one\n"
           "whose dense ids, read from ``a``, are smallest first.\n\n"
           ":raises TimeoutError, CancelledError: ``timeout`` seconds passed, ``cancel`` was set.\n"
           ":raises NotFoundError: there is no such node or type; the message lists the types.")
      .def("__repr__", describe);
}

}  // namespace

void bind_graph(nb::module_& m) {
  bind_node(m);
  bind_graph_answers(m);
  GraphClass graph(
      m, "Graph",
      "A property graph in a mapped snapshot file. Constant: any number of threads may ask at once.\n\n"
      "Wherever a node is asked for, it is a Node, its dense id, or a pair of label and id. Each question\n"
      "takes ``timeout`` in seconds (TimeoutError when it passed) and ``cancel``.");
  bind_counts(graph);
  bind_nodes(graph);
  bind_walks(graph);
  m.def(
      "open_graph",
      [](const std::filesystem::path& path) { return OpenGraph{run_native([&] { return Snapshot::open(path); })}; },
      "path"_a, nb::sig("def open_graph(path: str | os.PathLike[str]) -> Graph"));
}

}  // namespace wirespeed::python
