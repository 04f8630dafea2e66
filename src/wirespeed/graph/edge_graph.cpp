#include "wirespeed/graph/edge_graph.hpp"

#include <algorithm>
#include <limits>

#include "wirespeed/graph/node_classes.hpp"
#include "wirespeed/graph/node_order.hpp"

namespace wirespeed::graph {
namespace {

constexpr std::size_t kMaxEdges = std::numeric_limits<std::uint32_t>::max();
constexpr std::size_t kMaxLabelSets = std::numeric_limits<std::uint16_t>::max();

Result<void> check_lengths(const EdgeTable& table) {
  const Edges& edges = table.edges;
  const std::size_t n = edges.sources.size();
  if (edges.targets.size() != n) {
    return fail(Errc::invalid_argument, "from_edges: expected as many targets as sources, {}, found {}", n,
                edges.targets.size());
  }
  if (!edges.weights.empty() && edges.weights.size() != n) {
    return fail(Errc::invalid_argument, "from_edges: expected a weight for each of {} edges, found {}", n,
                edges.weights.size());
  }
  if (!table.types.empty() && table.types.size() != n) {
    return fail(Errc::invalid_argument, "from_edges: expected a type for each of {} edges, found {}", n,
                table.types.size());
  }
  if (n > kMaxEdges) {
    return fail(Errc::limit, "from_edges: expected fewer than 2^32 edges, found {}; make graphs of parts of them", n);
  }
  return {};
}

Result<void> check_nodes(const EdgeTable& table) {
  if (table.labels.sets.size() > kMaxLabelSets) {
    return fail(Errc::limit, "from_edges: expected at most {} different sets of labels, found {}", kMaxLabelSets,
                table.labels.sets.size());
  }
  if (!table.labels.of_node.empty() && table.labels.of_node.size() != table.nodes) {
    return fail(Errc::invalid_argument, "from_edges: expected labels of {} nodes, found {}", table.nodes,
                table.labels.of_node.size());
  }
  for (const NodeProperty& property : table.properties) {
    if (property.values.length == static_cast<std::int64_t>(table.nodes)) continue;
    return fail(Errc::invalid_argument, "from_edges: property \"{}\": expected a value for each of {} nodes, found {}",
                property.name, table.nodes, property.values.length);
  }
  return {};
}

Result<void> check_order(const EdgeTable& table) {
  if (table.order.empty()) return {};
  std::vector<bool> has(table.nodes);
  std::size_t count = 0;
  for (const NodeId node : table.order) {
    if (node >= table.nodes || has[node]) {
      return fail(Errc::invalid_argument, "from_edges: order: expected each node below {} once, found {}", table.nodes,
                  node);
    }
    has[node] = true;
    ++count;
  }
  if (count == table.nodes) return {};
  return fail(Errc::invalid_argument, "from_edges: order: expected all {} nodes, found {}", table.nodes, count);
}

Result<void> check_ends(const EdgeTable& table) {
  for (const auto& [ends, what] :
       {std::pair(table.edges.sources, "source"), std::pair(table.edges.targets, "target")}) {
    const auto wrong = std::ranges::find_if(ends, [&](NodeId id) { return id >= table.nodes; });
    if (wrong == ends.end()) continue;
    return fail(Errc::invalid_argument, "from_edges: the {} of edge {}: expected a node below {}, found {}", what,
                wrong - ends.begin(), table.nodes, *wrong);
  }
  const auto weights = table.edges.weights;
  const auto nan = std::ranges::find_if(weights, [](double weight) { return std::isnan(weight); });
  if (nan != weights.end()) {
    return fail(Errc::invalid_argument, "from_edges: the weight of edge {} is not a number", nan - weights.begin());
  }
  return {};
}

Result<void> check_relationship_properties(const EdgeTable& table) {
  const auto edges = static_cast<std::int64_t>(table.edges.sources.size());
  for (const NodeProperty& property : table.relationship_properties) {
    if (property.values.length == edges) continue;
    return fail(Errc::invalid_argument,
                "from_edges: relationship property \"{}\": expected a value for each of {} edges, found {}",
                property.name, edges, property.values.length);
  }
  return {};
}

Relationships relationships_of(NodeId nodes, std::string type, const Edges& edges) {
  Rows out = Rows::out_of(nodes, edges);
  Rows in = Rows::reversed(nodes, out);
  return {.type = std::move(type), .out = std::move(out), .in = std::move(in)};
}

// The edges of one type, copied, each in its place.
struct TypedEdges {
  LargeVector<NodeId> sources;
  LargeVector<NodeId> targets;
  LargeVector<double> weights;
};

TypedEdges edges_of(const EdgeTable& table, std::uint32_t type) {
  TypedEdges picked;
  const auto count = static_cast<std::size_t>(std::ranges::count(table.types, type));
  picked.sources.reserve(count);
  picked.targets.reserve(count);
  if (!table.edges.weights.empty()) picked.weights.reserve(count);
  for (std::size_t i = 0; i < table.types.size(); ++i) {
    if (table.types[i] != type) continue;
    picked.sources.push_back(table.edges.sources[i]);
    picked.targets.push_back(table.edges.targets[i]);
    if (!table.edges.weights.empty()) picked.weights.push_back(table.edges.weights[i]);
  }
  return picked;
}

std::vector<Relationships> all_relationships(const EdgeTable& table) {
  std::vector<Relationships> all;
  const bool has_types = !table.types.empty() || (table.edges.sources.empty() && table.type_names.size() > 1);
  if (!has_types) {
    all.push_back(relationships_of(table.nodes, table.type_names.empty() ? "" : table.type_names[0], table.edges));
    return all;
  }
  all.reserve(table.type_names.size());
  for (std::uint32_t type = 0; type < table.type_names.size(); ++type) {
    const TypedEdges edges = edges_of(table, type);
    all.push_back(relationships_of(table.nodes, table.type_names[type], {edges.sources, edges.targets, edges.weights}));
  }
  return all;
}

// Ids, and which edge is which where that has to be known.
void number(const EdgeTable& table, const Numbering& numbering, std::vector<Relationships>& all) {
  RelationshipId first = 0;
  for (std::uint32_t type = 0; type < all.size(); ++type) {
    all[type].first = first;
    first += static_cast<RelationshipId>(all[type].out.size());
    if (!table.keep_edge_numbers && table.relationship_properties.empty()) continue;
    std::vector<std::uint32_t> edges;
    edges.reserve(all[type].out.size());
    for (std::uint32_t edge = 0; edge < table.edges.sources.size(); ++edge) {
      if (table.types.empty() || table.types[edge] == type) edges.push_back(edge);
    }
    all[type].edge_numbers = edge_numbers(table.nodes, numbering, all[type].out, table.edges.sources, edges);
  }
}

std::vector<Relationships> placed(std::vector<Relationships> by_node, const Numbering& numbering) {
  if (numbering.is_identity()) return by_node;
  for (Relationships& one : by_node) {
    one.out = Rows::placed(one.out, numbering);
    one.in = Rows::placed(one.in, numbering);
  }
  return by_node;
}

Numbering numbering_of(const EdgeTable& table, std::span<const Relationships> relationships) {
  if (table.keep_order) return {};
  return table.order.empty() ? order_of_walks(table.nodes, relationships) : Numbering(table.order);
}

}  // namespace

Result<EdgeGraph> EdgeGraph::from_edges(EdgeTable table) {
  if (auto ok = check_lengths(table); !ok) return std::unexpected(ok.error());
  if (auto ok = check_nodes(table); !ok) return std::unexpected(ok.error());
  if (auto ok = check_ends(table); !ok) return std::unexpected(ok.error());
  if (auto ok = check_order(table); !ok) return std::unexpected(ok.error());
  if (auto ok = check_relationship_properties(table); !ok) return std::unexpected(ok.error());
  EdgeGraph graph;
  graph.nodes_ = table.nodes;
  graph.relationships_ = all_relationships(table);
  graph.numbering_ = numbering_of(table, graph.relationships_);
  graph.relationships_ = placed(std::move(graph.relationships_), graph.numbering_);
  number(table, graph.numbering_, graph.relationships_);
  if (!table.labels.of_node.empty()) {
    table.labels.of_node = graph.numbering_.by_place(std::move(table.labels.of_node));
  }
  graph.classes_ = classes_of(table.nodes, table.labels, graph.relationships_);
  graph.labels_ = std::move(table.labels);
  graph.labels_.of_node = {};
  graph.properties_ = std::move(table.properties);
  graph.relationship_properties_ = std::move(table.relationship_properties);
  graph.has_weights_ = !table.edges.weights.empty();
  for (const double weight : table.edges.weights) graph.least_weight_ = std::min(graph.least_weight_, weight);
  return graph;
}

std::uint64_t EdgeGraph::relationship_count() const noexcept {
  std::uint64_t count = 0;
  for (const Relationships& one : relationships_) count += one.out.size();
  return count;
}

const NodeProperty* EdgeGraph::find_property(std::string_view name) const noexcept {
  const auto found = std::ranges::find(properties_, name, &NodeProperty::name);
  return found == properties_.end() ? nullptr : &*found;
}

const NodeProperty* EdgeGraph::find_relationship_property(std::string_view name) const noexcept {
  const auto found = std::ranges::find(relationship_properties_, name, &NodeProperty::name);
  return found == relationship_properties_.end() ? nullptr : &*found;
}

std::size_t EdgeGraph::topology_bytes() const noexcept {
  std::size_t bytes = 0;
  for (const Relationships& one : relationships_) bytes += one.out.bytes() + one.in.bytes();
  return bytes + classes_.of_node.size() * sizeof(std::uint16_t) + numbering_.bytes();
}

Result<void> check_node(const EdgeGraph& graph, NodeId node, const char* operation) {
  if (node < graph.node_count()) return {};
  return fail(Errc::not_found, "{}: expected a node below {}, found {}", operation, graph.node_count(), node);
}

Result<void> check_nodes(const EdgeGraph& graph, std::span<const NodeId> nodes, const char* operation) {
  for (const NodeId node : nodes) {
    if (auto ok = check_node(graph, node, operation); !ok) return ok;
  }
  return {};
}

}  // namespace wirespeed::graph
