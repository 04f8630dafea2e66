#include "walk_results.hpp"

#include <algorithm>
#include <cstring>

#include "column_numpy.hpp"

namespace wirespeed::python {
namespace {

template <typename T>
column::Column numbers(column::Type type, std::span<const T> values) {
  column::Column column;
  column.type = type;
  column.length = static_cast<std::int64_t>(values.size());
  column.values.reserve(values.size_bytes());
  if (!values.empty()) std::memcpy(column.values.data(), values.data(), values.size_bytes());
  column.values.set_size(values.size_bytes());
  return column;
}

column::Column texts_of(std::span<const std::string> texts) {
  std::vector<std::int32_t> offsets{0};
  offsets.reserve(texts.size() + 1);
  std::string all;
  for (const std::string& text : texts) {
    all += text;
    offsets.push_back(static_cast<std::int32_t>(all.size()));
  }
  column::Column column = numbers<char>(column::Type::utf8, all);
  column.length = static_cast<std::int64_t>(texts.size());
  column.offsets = numbers<std::int32_t>(column::Type::int32, offsets).values;
  return column;
}

column::Column places_in(std::span<const std::int32_t> places, std::span<const std::string> texts) {
  column::Column column = numbers<std::int32_t>(column::Type::int32, places);
  column.dictionary.push_back(texts_of(texts));
  return column;
}

// The labels of each set with colons between them, and nothing for the set of none, which is the last.
std::vector<std::string> sets_of(const graph::LabelSets& labels) {
  std::vector<std::string> texts;
  for (const auto& set : labels.sets) {
    std::string& text = texts.emplace_back();
    for (std::size_t i = 0; i < set.size(); ++i) text += (i == 0 ? "" : ":") + labels.names[set[i]];
  }
  texts.emplace_back();
  return texts;
}

column::Column labels_of(const EdgeGraph& graph, std::span<const NodeId> nodes) {
  const graph::NodeClasses& classes = graph.classes();
  std::vector<std::int32_t> sets(nodes.size());
  std::ranges::transform(nodes, sets.begin(), [&](NodeId node) {
    return static_cast<std::int32_t>(classes.all[classes.of_node[graph.numbering().place_of(node)]].labels);
  });
  return places_in(sets, sets_of(graph.labels()));
}

nb::object table_of(column::Column nodes, column::Column depths, column::Column labels) {
  using column::Type;
  const auto plain = [](const char* name, Type type) {
    return column::Field{.name = name, .type = type, .nullable = false};
  };
  auto table = std::make_shared<column::Table>();
  table->schema = {plain("node", nodes.type), plain("depth", Type::uint32),
                   column::dictionary_of("labels", Type::int32, {.name = "labels", .type = Type::utf8})};
  auto batch = std::make_shared<column::Batch>();
  batch->rows = nodes.length;
  batch->columns.push_back(std::move(nodes));
  batch->columns.push_back(std::move(depths));
  batch->columns.push_back(std::move(labels));
  table->batches.push_back(std::move(batch));
  return column_table(std::move(table));
}

struct Ends {
  std::vector<NodeId> sources;
  std::vector<NodeId> targets;
  std::vector<std::uint32_t> types;
  std::vector<std::uint32_t> edges;
};

template <typename... Objects>
Arrays arrays_of(Objects... objects) {
  return nb::borrow<Arrays>(nb::make_tuple(std::move(objects)...));
}

Result<Ends> ends_of(const EdgeGraph& graph, std::span<const graph::RelationshipId> ids) {
  Ends ends;
  for (auto* items : {&ends.sources, &ends.targets, &ends.types}) items->reserve(ids.size());
  const auto types = graph.relationships();
  for (const graph::RelationshipId id : ids) {
    if (id >= graph.relationship_count()) {
      return fail(Errc::not_found, "relationships: expected ids below {}, found {}", graph.relationship_count(), id);
    }
    const auto behind = std::ranges::upper_bound(types, id, {}, &graph::Relationships::first);
    const graph::Relationships& all = *(behind - 1);
    const std::uint32_t place = id - all.first;
    ends.sources.push_back(graph.numbering().node_at(all.out.owner_of(place)));
    ends.targets.push_back(graph.numbering().node_at(all.out.targets()[place]));
    ends.types.push_back(static_cast<std::uint32_t>(behind - 1 - types.begin()));
    if (!all.edge_numbers.empty()) ends.edges.push_back(all.edge_numbers[place]);
  }
  return ends;
}

}  // namespace

Arrays paths_of(graph::Paths paths, bool with_relationships) {
  nb::object relationships = with_relationships ? numpy_of(std::move(paths.relationships)) : nb::none();
  return arrays_of(numpy_of(std::move(paths.offsets)), numpy_of(std::move(paths.nodes)), relationships);
}

nb::object table_of(const EdgeGraph& graph, std::span<const NodeId> nodes, std::span<const std::uint32_t> depths) {
  using column::Type;
  return table_of(numbers(Type::uint32, nodes), numbers(Type::uint32, depths), labels_of(graph, nodes));
}

nb::object table_of(std::span<const std::int64_t> nodes, std::span<const std::uint32_t> depths,
                    const graph_remote::RemoteLabels& labels) {
  using column::Type;
  return table_of(numbers(Type::int64, nodes), numbers(Type::uint32, depths), places_in(labels.of_node, labels.sets));
}

Arrays tree_of(graph::WalkTree tree) {
  return arrays_of(numpy_of(std::move(tree.nodes)), numpy_of(std::move(tree.parents)),
                   numpy_of(std::move(tree.relationships)), numpy_of(std::move(tree.depths)),
                   numpy_of(std::move(tree.returned)));
}

Arrays subgraph_of(graph::Subgraph part) {
  return arrays_of(numpy_of(std::move(part.nodes)), numpy_of(std::move(part.relationships)),
                   numpy_of(std::move(part.sources)), numpy_of(std::move(part.targets)),
                   numpy_of(std::move(part.types)));
}

Arrays relationship_ends(const EdgeGraph& self, const Items<std::uint32_t>& ids) {
  Ends ends = run_native([&] { return ends_of(self, {ids.data(), ids.size()}); });
  const bool has_edges = ends.edges.size() == ends.sources.size() && ids.size() > 0;
  nb::object edges = has_edges ? numpy_of(std::move(ends.edges)) : nb::none();
  return arrays_of(numpy_of(std::move(ends.sources)), numpy_of(std::move(ends.targets)),
                   numpy_of(std::move(ends.types)), edges);
}

}  // namespace wirespeed::python
