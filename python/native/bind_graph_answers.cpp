// What a graph answers with: Neighbors, Category, Path, Trend, MemoryReport.
#include <algorithm>

#include "graph_answers.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

Node node_at(const NeighborList& list, std::int64_t place) {
  const auto size = static_cast<std::int64_t>(list.page.nodes.size());
  const std::int64_t from_front = place < 0 ? place + size : place;
  if (from_front < 0 || from_front >= size) throw nb::index_error("Neighbors: the index is outside of the list");
  return {list.snapshot, list.page.nodes[static_cast<std::size_t>(from_front)]};
}

std::vector<Node> nodes_at(const NeighborList& list, const nb::slice& slice) {
  const auto [start, stop, step, length] = slice.compute(list.page.nodes.size());
  std::vector<Node> nodes;
  for (std::size_t i = 0; i < length; ++i) {
    nodes.push_back(node_at(list, start + static_cast<Py_ssize_t>(i) * step));
  }
  return nodes;
}

std::optional<std::vector<Text>> values_of(const NeighborList& list) {
  const graph::Graph& graph = list.snapshot->graph;
  if (graph.value_name(list.type).empty()) return std::nullopt;
  std::vector<Text> values;
  values.reserve(list.page.values.size());
  for (const std::uint32_t code : list.page.values) values.push_back({graph.value_text(list.type, code)});
  return values;
}

nb::object iterate(nb::handle sequence) {
  PyObject* iterator = PySeqIter_New(sequence.ptr());
  if (iterator == nullptr) throw nb::python_error();
  return nb::steal(iterator);
}

nb::object as_numpy(const nb::handle& array, nb::handle dtype, nb::handle copy) {
  return nb::module_::import_("numpy").attr("array")(array, "dtype"_a = dtype, "copy"_a = copy);
}

void bind_neighbors(nb::module_& m) {
  nb::class_<NeighborList>(
      m, "Neighbors",
      "Neighbours of a node, a page of them: a sequence of Node, and the bare ids as an array.\n\n"
      "Ascending by dense id, outgoing before incoming ones. Where relationships of the type have\n"
      "a value (as a role), a neighbour comes once for each value.")
      .def_prop_ro(
          "ids", [](const NeighborList& self) { return array_of<U32Array>(self.page.nodes); },
          nb::rv_policy::reference_internal,
          "Dense ids, uint32, shape (n,), read-only; ``numpy.asarray(neighbors.ids)`` copies nothing.")
      .def_prop_ro("values", values_of,
                   "The value of each relationship, shape (n,); None where the type has no values. Made on each call.")
      .def_prop_ro(
          "total", [](const NeighborList& self) { return self.page.total; },
          "Relationships that there are, on this page and off it.")
      .def("__len__", [](const NeighborList& self) { return self.page.nodes.size(); })
      .def("__getitem__", node_at, "index"_a)
      .def("__getitem__", nodes_at, "index"_a)
      .def("__iter__", iterate, nb::sig("def __iter__(self) -> collections.abc.Iterator[Node]"))
      .def(
          "__array__",
          [](nb::handle self, nb::handle dtype, nb::handle copy) { return as_numpy(self.attr("ids"), dtype, copy); },
          "dtype"_a = nb::none(), "copy"_a = nb::none(),
          nb::sig("def __array__(self, dtype: typing.Any = None, copy: bool | None = None) -> typing.Any"),
          "The ids as a NumPy array, copied.")
      .def("__repr__", [](const NeighborList& self) {
        return fmt::format("Neighbors({}, {} of {})", self.snapshot->graph.type_name(self.type), self.page.nodes.size(),
                           self.page.total);
      });
}

NeighborList neighbors_of(const NodeCategory& self, std::int64_t offset, std::optional<std::int64_t> limit) {
  const graph::Neighbors& all = self.category.neighbors;
  const std::uint64_t begin = std::min<std::uint64_t>(count_of(offset, "offset"), all.size());
  const std::uint64_t wanted = limit ? count_of(*limit, "limit") : all.size();
  const std::uint64_t size = std::min<std::uint64_t>(wanted, all.size() - begin);
  graph::NeighborPage page;
  page.total = self.category.count;
  run_native([&] {
    for (std::uint64_t i = begin; i < begin + size; ++i) {
      page.nodes.push_back(all[i]);
      if (const std::uint32_t value = all.value(i); value != graph::kNoCode) page.values.push_back(value);
    }
  });
  return {self.snapshot, self.category.type, std::move(page)};
}

void bind_category(nb::module_& m) {
  nb::class_<NodeCategory>(m, "Category",
                           "Relationships of one node that have type, direction and label of the other end in common.")
      .def_prop_ro("type",
                   [](const NodeCategory& self) { return Text{self.snapshot->graph.type_name(self.category.type)}; })
      .def_prop_ro(
          "direction", [](const NodeCategory& self) { return direction_name(self.category.direction); },
          "``out`` where the node is the source, else ``in``.")
      .def_prop_ro(
          "label", [](const NodeCategory& self) { return Text{self.snapshot->graph.label_name(self.category.label)}; },
          "Of the neighbours.")
      .def_prop_ro(
          "count", [](const NodeCategory& self) { return self.category.count; }, "Relationships, exact.")
      .def("neighbors", neighbors_of, "offset"_a = 0, "limit"_a = nb::none(), "The neighbours, or a page of them.")
      .def("__repr__", [](const NodeCategory& self) {
        const graph::Graph& graph = self.snapshot->graph;
        return fmt::format("Category({}, {}, {}, {})", graph.type_name(self.category.type),
                           direction_name(self.category.direction).text, graph.label_name(self.category.label),
                           self.category.count);
      });
}

// "Svek", or "Release 7" for a node without a name.
std::string title_of(const Node& node) {
  const graph::NodeView view = node.view();
  if (!view.name().empty()) return std::string(view.name());
  const auto id = view.external_id();
  return fmt::format("{} {}", view.label_name(), id ? *id : node.id);
}

std::string text_of(const FoundPath& self) {
  std::string text = title_of({self.snapshot, self.path.nodes.front()});
  for (std::size_t i = 0; i < self.path.steps.size(); ++i) {
    const bool is_out = self.path.steps[i].direction == graph::Direction::out;
    text += fmt::format(" {}-{}-{} {}", is_out ? "" : "<", self.snapshot->graph.type_name(self.path.steps[i].type),
                        is_out ? ">" : "", title_of({self.snapshot, self.path.nodes[i + 1]}));
  }
  return text;
}

std::vector<PathStep> steps_of(const FoundPath& self) {
  std::vector<PathStep> steps;
  for (const graph::Step& step : self.path.steps) steps.push_back({self.snapshot, step});
  return steps;
}

void bind_path(nb::module_& m) {
  nb::class_<PathStep>(m, "Step", "How one node of a path leads to the next.")
      .def_prop_ro("type", [](const PathStep& self) { return Text{self.snapshot->graph.type_name(self.step.type)}; })
      .def_prop_ro(
          "direction", [](const PathStep& self) { return direction_name(self.step.direction); },
          "``out`` where the first node is the relationship's source, else ``in``.")
      .def("__repr__", [](const PathStep& self) {
        return fmt::format("Step({}, {})", self.snapshot->graph.type_name(self.step.type),
                           direction_name(self.step.direction).text);
      });
  nb::class_<FoundPath>(m, "Path", "A shortest path. ``str(path)`` writes it as ``A <-BY- B -ON-> C``.")
      .def_prop_ro(
          "nodes", [](const FoundPath& self) { return nodes_of(self.snapshot, self.path.nodes); },
          "From the first end to the last, both included.")
      .def_prop_ro(
          "ids", [](const FoundPath& self) { return array_of<U32Array>(self.path.nodes); },
          nb::rv_policy::reference_internal, "Their dense ids, uint32, shape (length + 1,), read-only.")
      .def_prop_ro("steps", steps_of, "One for each relationship, in order.")
      .def_prop_ro(
          "length", [](const FoundPath& self) { return self.path.steps.size(); }, "Relationships on the path.")
      .def(
          "__str__", [](const FoundPath& self) { return nb::cast(Text{text_of(self)}); },
          nb::sig("def __str__(self) -> str"))
      .def("__repr__", [](const FoundPath& self) { return "Path(" + repr_of(text_of(self)) + ")"; });
}

std::vector<std::pair<std::int16_t, std::uint32_t>> pairs_of(const graph::Trend& self) {
  std::vector<std::pair<std::int16_t, std::uint32_t>> pairs;
  for (std::size_t i = 0; i < self.years.size(); ++i) pairs.emplace_back(self.years[i], self.counts[i]);
  return pairs;
}

void bind_trend(nb::module_& m) {
  nb::class_<graph::Trend>(m, "Trend",
                           "Nodes counted by year, ascending; years without any are left out. ``dict(trend)`` maps\n"
                           "years to counts.")
      .def_prop_ro(
          "years", [](const graph::Trend& self) { return array_of<I16Array>(self.years); },
          nb::rv_policy::reference_internal, "int16, shape (n,), read-only.")
      .def_prop_ro(
          "counts", [](const graph::Trend& self) { return array_of<U32Array>(self.counts); },
          nb::rv_policy::reference_internal, "uint32, shape (n,), read-only.")
      .def("__len__", [](const graph::Trend& self) { return self.years.size(); })
      .def(
          "__iter__", [](const graph::Trend& self) { return nb::iter(nb::cast(pairs_of(self))); },
          nb::sig("def __iter__(self) -> collections.abc.Iterator[tuple[int, int]]"))
      .def("__repr__", [](const graph::Trend& self) {
        if (self.years.empty()) return std::string("Trend()");
        return fmt::format("Trend({} to {})", self.years.front(), self.years.back());
      });
}

void bind_memory(nb::module_& m) {
  using graph::MemoryReport;
  nb::class_<MemoryReport::Label>(m, "LabelMemory", "What the nodes of a label take, in bytes.")
      .def_ro("name", &MemoryReport::Label::name)
      .def_ro("nodes", &MemoryReport::Label::nodes, "Their number, with stubs.")
      .def_ro("ids", &MemoryReport::Label::ids, "Between ids and dense ids, both ways.")
      .def_ro("names", &MemoryReport::Label::names, "Names and what finds a node by its name.")
      .def_ro("other", &MemoryReport::Label::other, "Other properties.");
  nb::class_<MemoryReport::Type>(m, "TypeMemory", "What the relationships of a type take, both directions, in bytes.")
      .def_ro("name", &MemoryReport::Type::name)
      .def_ro("relationships", &MemoryReport::Type::relationships, "Their number.")
      .def_ro("ends", &MemoryReport::Type::ends, "Nodes that may be sources, and those that may be targets.")
      .def_ro("neighbors", &MemoryReport::Type::neighbors)
      .def_ro("rows", &MemoryReport::Type::rows, "What finds the neighbours of a node.")
      .def_ro("values", &MemoryReport::Type::values, "Values of relationships.")
      .def_prop_ro("topology", &MemoryReport::Type::topology, "``neighbors + rows``.");
  nb::class_<MemoryReport>(m, "MemoryReport",
                           "What the bytes of a graph are spent on. The file is mapped: at most this is in memory.")
      .def_ro("labels", &MemoryReport::labels)
      .def_ro("types", &MemoryReport::types)
      .def_ro("topology", &MemoryReport::topology, "Neighbours and rows of all types.")
      .def_ro("ids", &MemoryReport::ids)
      .def_ro("names", &MemoryReport::names)
      .def_ro("other", &MemoryReport::other, "Other properties, values, dictionaries, trends.")
      .def_prop_ro("total", &MemoryReport::total);
}

}  // namespace

void bind_graph_answers(nb::module_& m) {
  bind_neighbors(m);
  bind_category(m);
  bind_path(m);
  bind_trend(m);
  bind_memory(m);
}

}  // namespace wirespeed::python
