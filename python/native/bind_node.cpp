// Node: one node of a snapshot; its text is read when it is asked for.
#include <algorithm>

#include "graph_objects.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using PropertyValue = std::variant<std::monostate, Text, std::int64_t, std::vector<Text>>;

struct ToPython {
  PropertyValue operator()(std::monostate) const { return std::monostate(); }
  PropertyValue operator()(std::string_view text) const { return Text{text}; }
  PropertyValue operator()(std::int64_t number) const { return number; }
  PropertyValue operator()(const graph::TextList& list) const {
    std::vector<Text> texts;
    for (const std::string_view text : list) texts.push_back({text});
    return texts;
  }
};

nb::dict properties(const Node& node) {
  nb::dict all;
  for (const auto& [name, value] : node.view().properties()) {
    all[nb::cast(Text{name})] = nb::cast(std::visit(ToPython{}, value));
  }
  return all;
}

std::string list_of(const std::vector<std::string_view>& names) {
  std::string list;
  for (const std::string_view name : names) list += fmt::format("{}{}", list.empty() ? "" : ", ", name);
  return list;
}

PropertyValue property(const Node& node, std::string_view name) {
  const graph::NodeView view = node.view();
  const auto names = node.snapshot->graph.property_names(view.label());
  if (std::ranges::find(names, name) != names.end()) return std::visit(ToPython{}, view.property(name));
  throw Exception({Errc::not_found, fmt::format("graph: expected a property of {} ({}), found \"{}\"",
                                                view.label_name(), list_of(names), name)});
}

std::string describe(const Node& node) {
  const graph::NodeView view = node.view();
  const auto id = view.external_id();
  std::string text = "Node(" + repr_of(view.label_name());
  if (id) text += fmt::format(", {}", *id);
  if (!view.name().empty()) text += ", name=" + repr_of(view.name());
  return text + (view.is_stub() ? ", stub)" : ")");
}

}  // namespace

void bind_node(nb::module_& m) {
  nb::class_<Node>(m, "Node",
                   "A node of a graph. It is an id with a hold on the snapshot; text is read when it is asked for.\n\n"
                   "Nodes of snapshots with the same content compare equal. ``int(node)`` and indexing an array by it\n"
                   "give the dense id.")
      .def_prop_ro("label", [](const Node& self) { return Text{self.view().label_name()}; })
      .def_prop_ro(
          "id", [](const Node& self) { return self.view().external_id(); },
          "The id inside its label, as its source has it; None for labels without ids.")
      .def_prop_ro("name", name_of, "The property that names it; None where there is none.")
      .def_prop_ro(
          "dense_id", [](const Node& self) { return self.id; },
          "Its place among all nodes of the snapshot, 0 to ``node_count - 1``.")
      .def_prop_ro(
          "is_stub", [](const Node& self) { return self.view().is_stub(); },
          "Whether it is only referred to, without a record of its own.")
      .def_prop_ro("properties", properties,
                   nb::for_getter(nb::sig("def properties(self) -> dict[str, str | int | list[str] | None]")),
                   "All properties of its label by name; None where this node has no value.")
      .def("__getitem__", property, "name"_a,
           "The property of this name, None where the node has no value.\n\n"
           ":raises NotFoundError: nodes of this label have no such property; the message lists them.")
      .def("__index__", [](const Node& self) { return self.id; })
      .def("__hash__", [](const Node& self) { return std::hash<std::uint64_t>()(self.snapshot->identity ^ self.id); })
      .def(
          "__eq__",
          [](const Node& self, nb::handle other) {
            return nb::isinstance<Node>(other) && self == nb::cast<const Node&>(other);
          },
          nb::sig("def __eq__(self, other: object, /) -> bool"))
      .def("__repr__", describe);
}

}  // namespace wirespeed::python
