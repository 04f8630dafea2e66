#include "graph_columns.hpp"

#include <nanobind/stl/string.h>
#include <nanobind/stl/string_view.h>
#include <nanobind/stl/vector.h>

#include <algorithm>
#include <numeric>

#include "attachment.hpp"
#include "graph_arrow.hpp"
#include "graph_values.hpp"
#include "wirespeed/graph/edited_column.hpp"

using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using graph::NodeProperty;

// What lists, structs and Python's times have become on their way into a graph.
struct GraphColumn {
  NodeProperty column;
};

// As Arrow says it; of NumPy's times "M8[D]", without the order of bytes; of its S "z".
std::string type_of(const InputArray& array) {
  if (array.values() != nullptr) return type_of(*array.values());
  if (array.column() != nullptr) {
    const ArrowColumn& column = *array.column();
    return column.dictionary == nullptr ? column.format : column.dictionary->format;
  }
  if (array.view().item == column::Item::bytes) return "z";
  if (array.view().item != column::Item::ticks) return "";
  return nb::cast<std::string>(nb::handle(array.ndarray()).attr("dtype").attr("str")).substr(1);
}

GraphColumn column_of_list(const nb::list& values) {
  std::vector<graph::ChangedValue> changed;
  changed.reserve(values.size());
  for (const nb::handle value : values) {
    changed.emplace_back(static_cast<std::uint32_t>(changed.size()), property_value_of(value, "from_edges"));
  }
  return {run_native([&] { return graph::column_of("values", changed.size(), changed); })};
}

// --- out of a graph --------------------------------------------------------------------------------------------------

using Rows = std::optional<Items<std::int64_t>>;

Result<std::vector<std::uint32_t>> rows_of(std::span<const std::int64_t> rows, std::uint64_t count) {
  std::vector<std::uint32_t> checked;
  checked.reserve(rows.size());
  for (const std::int64_t row : rows) {
    if (row < 0 || static_cast<std::uint64_t>(row) >= count) {
      return fail(Errc::not_found, "property: expected numbers below {}, found {}", count, row);
    }
    checked.push_back(static_cast<std::uint32_t>(row));
  }
  return checked;
}

std::vector<std::uint32_t> all_rows(std::uint64_t count) {
  std::vector<std::uint32_t> rows(count);
  std::iota(rows.begin(), rows.end(), 0U);
  return rows;
}

nb::object array_of_rows(const NodeProperty* column, std::string_view name, const std::vector<std::uint32_t>& rows) {
  if (column == nullptr) {
    throw Exception(fail(Errc::not_found, "property: expected one that the graph has, found \"{}\"", name).error());
  }
  auto made = run_native([&]() -> Result<std::shared_ptr<const ArrowColumn>> {
    auto part = graph::edited_column(*column, rows, {});
    if (!part) return std::unexpected(part.error());
    return arrow_column_of(*part);
  });
  PyObject* array = array_of(std::move(made));
  if (array == nullptr) throw nb::python_error();
  return nb::steal(array);
}

nb::object property(const EdgeGraph& self, std::string_view name, const Rows& nodes) {
  const NodeId count = self.node_count();
  const auto rows = nodes ? value_or_throw(rows_of(span_of(*nodes), count)) : all_rows(count);
  return array_of_rows(self.find_property(name), name, rows);
}

// By id, or as the edges were given.
nb::object relationship_property(const EdgeGraph& self, std::string_view name, const Rows& ids) {
  const std::uint64_t count = self.relationship_count();
  auto rows = ids ? value_or_throw(rows_of(span_of(*ids), count)) : all_rows(count);
  if (ids && self.find_relationship_property(name) != nullptr) {
    for (std::uint32_t& row : rows) {
      const auto next = std::ranges::upper_bound(self.relationships(), row, {}, &graph::Relationships::first);
      const graph::Relationships& one = *(next - 1);
      row = one.edge_numbers[row - one.first];
    }
  }
  return array_of_rows(self.find_relationship_property(name), name, rows);
}

std::vector<std::string> names_of(std::span<const NodeProperty> columns) {
  std::vector<std::string> names;
  for (const NodeProperty& one : columns) names.push_back(one.name);
  return names;
}

}  // namespace

NodeProperty property_of(std::string name, nb::handle values) {
  if (GraphColumn* made = nullptr; nb::try_cast(values, made)) {
    NodeProperty column = made->column;
    column.name = std::move(name);
    return column;
  }
  auto array = kept_array(values, "from_edges");
  const column::ArrayView& view = array->view();
  std::string type = type_of(*array);
  return {std::move(name), view, std::move(array), std::move(type)};
}

void bind_graph_columns(nb::module_& m, EdgeGraphClass& edge_graph) {
  nb::class_<GraphColumn>(m, "GraphColumn", "A column of lists, structs or times on its way into a graph.")
      .def("__len__", [](const GraphColumn& self) { return self.column.values.length; });
  m.def("graph_column", column_of_list, "values"_a, nb::sig("def graph_column(values: list[object]) -> GraphColumn"),
        "Of None, scalars, times, lists and dicts of Python's.");
  m.def(
      "nested_graph_column", [](nb::handle values) { return GraphColumn{nested_property_of(values)}; }, "values"_a,
      nb::sig("def nested_graph_column(values: object) -> GraphColumn"), "Of an Arrow column of lists or structs.");
  edge_graph.def("property_column", property, "name"_a, "nodes"_a.none())
      .def("relationship_property_column", relationship_property, "name"_a, "ids"_a.none())
      .def_prop_ro("properties", [](const EdgeGraph& self) { return names_of(self.properties()); })
      .def_prop_ro("relationship_properties",
                   [](const EdgeGraph& self) { return names_of(self.relationship_properties()); });
}

}  // namespace wirespeed::python
