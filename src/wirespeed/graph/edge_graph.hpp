// A graph in memory, made from edges in one call: relationships by type as rows in both directions, label sets and
// properties of nodes as columns. Node i is the integer i in every question and answer.
//
//   auto graph = value_or_throw(EdgeGraph::from_edges({.nodes = n, .edges = {sources, targets, {}}}));
//   const std::vector<std::int32_t> levels = value_or_throw(levels(graph, 0, Direction::out, stop));
//
// Constant once made: any number of threads may ask at once. What it is asked stands in files of its own:
// traversal.hpp and the module graph_algorithms, of which graph_edges.hpp has the common ones at once.
#pragma once

#include <cmath>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/node_property.hpp"
#include "wirespeed/graph/numbering.hpp"
#include "wirespeed/graph/placed_flags.hpp"
#include "wirespeed/graph/relationship_ids.hpp"
#include "wirespeed/graph/rows.hpp"

namespace wirespeed::graph {

// A node has all labels of its set; sets are as many as there are different ones.
struct LabelSets {
  std::vector<std::string> names{};
  std::vector<std::vector<std::uint32_t>> sets{};  // of places in `names`
  std::vector<std::uint32_t> of_node{};            // which set, as many as there are: none; empty: no node has a label
};

// What a walk asks of a node before anything else: its labels, and where it has neighbours at all. Nodes that agree in
// both are of one class, and classes are few: one look at a node's class spares the looks at its rows.
struct NodeClass {
  std::uint32_t labels = 0;    // which of LabelSets::sets; as many as there are: none
  std::vector<bool> has_rows;  // by rows_number()
};

struct NodeClasses {
  SharedArray<std::uint16_t> of_node;
  std::vector<NodeClass> all;
};

constexpr std::size_t rows_number(std::size_t type, Direction direction) noexcept {
  return 2 * type + (direction == Direction::in ? 1 : 0);
}

struct EdgeTable {
  NodeId nodes = 0;
  Edges edges{};                            // read while the graph is made
  std::span<const std::uint32_t> types{};   // of each edge: a place in type_names; none: all are of one type
  std::vector<std::string> type_names{""};  // where types are given, or there are no edges, theirs
  LabelSets labels{};
  std::vector<NodeProperty> properties{};
  // Where nodes shall lie in memory: in the order of their ids, in this order, or else where walks find them soonest.
  bool keep_order = false;
  std::vector<NodeId> order{};
  std::vector<NodeProperty> relationship_properties{};  // the same, with a value for each edge
  bool keep_edge_numbers = false;  // remember which edge a relationship was: as relationship properties need it
};

// A type's relationships, from both ends.
struct Relationships {
  std::string type;
  Rows out;
  Rows in;
  RelationshipId first = 0;                   // the id of that at place 0 of `out`
  SharedArray<std::uint32_t> edge_numbers{};  // of each place of `out`; empty: not kept
  LazyPlaces places{};

  std::span<const std::uint32_t> places_of_in(NodeId nodes, const Numbering& numbering) const {
    return places.get(nodes, numbering, out, in);
  }
  const Rows& rows(Direction direction) const noexcept { return direction == Direction::in ? in : out; }
};

class EdgeGraph {
 public:
  // Fails for an id that is not below `nodes`, arrays that are not as long as they have to be, a weight that is NaN,
  // 2^32 relationships or more, 2^16 sets of labels or more, an order that is none; the error names the edge.
  static Result<EdgeGraph> from_edges(EdgeTable table);

  // To a file and from it, with all that from_edges() was given; edge_graph_file.hpp says more. An opened graph reads
  // the file as long as it lives.
  Result<void> save(const std::filesystem::path& path, const Stop& stop = {}) const;
  static Result<EdgeGraph> open(const std::filesystem::path& path, const Stop& stop = {});

  EdgeGraph(EdgeGraph&&) noexcept = default;
  EdgeGraph& operator=(EdgeGraph&&) noexcept = default;
  ~EdgeGraph() = default;

  NodeId node_count() const noexcept { return nodes_; }
  // Rows and classes count by places. Questions take ids and answer with ids; whoever asks rows himself takes care.
  const Numbering& numbering() const noexcept { return numbering_; }
  std::uint64_t relationship_count() const noexcept;
  std::span<const Relationships> relationships() const noexcept { return relationships_; }
  const LabelSets& labels() const noexcept { return labels_; }  // without of_node, which the classes have
  const NodeClasses& classes() const noexcept { return classes_; }
  std::span<const NodeProperty> properties() const noexcept { return properties_; }
  const NodeProperty* find_property(std::string_view name) const noexcept;
  std::span<const NodeProperty> relationship_properties() const noexcept { return relationship_properties_; }
  const NodeProperty* find_relationship_property(std::string_view name) const noexcept;
  const PlacedFlags& placed_flags() const noexcept { return placed_flags_; }  // of properties

  bool has_weights() const noexcept { return has_weights_; }
  double least_weight() const noexcept { return least_weight_; }  // inf where there is no relationship
  std::size_t topology_bytes() const noexcept;

 private:
  friend class EdgeGraphReader;  // of a file
  EdgeGraph() = default;

  NodeId nodes_ = 0;
  Numbering numbering_;
  std::vector<Relationships> relationships_;
  LabelSets labels_;
  NodeClasses classes_;
  std::vector<NodeProperty> properties_;
  PlacedFlags placed_flags_;
  std::vector<NodeProperty> relationship_properties_;
  bool has_weights_ = false;
  double least_weight_ = INFINITY;
};

// The error of a question about a node that is not there.
Result<void> check_node(const EdgeGraph& graph, NodeId node, const char* operation);
Result<void> check_nodes(const EdgeGraph& graph, std::span<const NodeId> nodes, const char* operation);

}  // namespace wirespeed::graph
