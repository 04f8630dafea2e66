// A typed property graph in one mapped snapshot file: what nodes there are, what they are called, what they are next
// to.
//
//   const Graph graph = value_or_throw(Graph::open("out/"));              // milliseconds; nothing is read ahead
//   const LabelId artist = value_or_throw(graph.label("Artist"));
//   const NodeView node = value_or_throw(graph.node(artist, 239));        // by external id
//   for (const Category& category : graph.explore(node.id())) ...         // counts and first neighbours, by type
//   auto path = graph.shortest_path(node.id(), other, {.types = {by, on}}, Stop::after(100ms));
//
// Thread-safe: a Graph is constant after open(). All views (NodeView, Neighbors, text) live as long as it.
// A Graph that was opened answers from any bytes without a crash; that the bytes are those that were written is what
// verify() tells, and open() does not (it reads the header, the directory and the description, not the data).
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/section_file.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/memory_report.hpp"
#include "wirespeed/graph/neighbors.hpp"
#include "wirespeed/graph/node_view.hpp"
#include "wirespeed/graph/path.hpp"
#include "wirespeed/graph/trend.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

struct Model;

// Relationships of one node that have type, direction and label of the other end in common.
struct Category {
  TypeId type;
  Direction direction;  // out or in
  LabelId label;        // of the neighbours
  std::uint32_t count;  // relationships, exact
  Neighbors neighbors;  // all of them, ascending; take as many as you show
};

// Neighbours on a page: relationships [offset, offset + limit) of the total, out before in.
struct NeighborPage {
  std::vector<NodeId> nodes;
  std::vector<std::uint32_t> values;  // as nodes; empty where the type has no values
  std::uint64_t total = 0;
};

// The name of a snapshot in the directory of a dump.
inline constexpr std::string_view kSnapshotName = "graph.snapshot";

class Graph {
 public:
  // A snapshot file, or a directory that holds `graph.snapshot`.
  static Result<Graph> open(const std::filesystem::path& path);
  // The same from a file that is open already and may serve others too.
  static Result<Graph> open(std::shared_ptr<const SectionFile> file);

  Graph(Graph&&) noexcept;
  Graph& operator=(Graph&&) noexcept;
  ~Graph();

  // Reads the whole file: checksums, and that every array keeps the rules of docs/graph.md.
  Result<void> verify(const Stop& stop = {}) const;

  // --- what there is -------------------------------------------------------------------------------------------------
  std::size_t label_count() const noexcept;  // labels are LabelId 0 .. label_count()-1, in the order of their blocks
  std::size_t type_count() const noexcept;   // types likewise
  Result<LabelId> label(std::string_view name) const;  // unknown: an error that lists the labels
  Result<TypeId> type(std::string_view name) const;
  std::string_view label_name(LabelId label) const;
  std::string_view type_name(TypeId type) const;
  std::string_view value_name(TypeId type) const;  // of the property on its relationships; empty: none
  NodeRange range(LabelId label) const;            // with stubs
  NodeRange sources(TypeId type) const;
  NodeRange targets(TypeId type) const;
  std::vector<std::string_view> property_names(LabelId label) const;

  std::uint64_t node_count() const noexcept;            // with stubs
  std::uint64_t count(LabelId label) const;             // without stubs
  std::uint64_t stub_count(LabelId label) const;        // referenced, without a record
  std::uint64_t relationship_count() const noexcept;    // distinct, of all types
  std::uint64_t relationship_count(TypeId type) const;  // distinct
  std::uint64_t relationship_rows(TypeId type) const;   // as written
  MemoryReport memory() const;

  // --- nodes ---------------------------------------------------------------------------------------------------------
  // REQUIRES of all that follows: NodeIds are below node_count(); others are answered as nodes without anything, and as
  // an error where a Result is returned.
  Result<NodeView> node(LabelId label, ExternalId id) const;  // by external id; not_found names label and id
  NodeView node(NodeId node) const noexcept;
  std::optional<NodeId> find_node(LabelId label, ExternalId id) const noexcept;

  // All nodes of the label with exactly this name, ascending. From the label's name index, else by reading its names.
  Result<std::vector<NodeId>> find(LabelId label, std::string_view name, const Stop& stop = {}) const;

  // --- relationships -------------------------------------------------------------------------------------------------
  // REQUIRES: direction is out or in. Empty for a node outside the type's range.
  Neighbors neighbors(NodeId node, TypeId type, Direction direction) const noexcept;
  NeighborPage neighbors(NodeId node, TypeId type, Direction direction, std::uint64_t offset,
                         std::uint64_t limit) const;
  std::uint64_t degree(NodeId node, TypeId type, Direction direction) const noexcept;
  std::string_view value_text(TypeId type, std::uint32_t code) const noexcept;

  // Categories by type, out before in, then label. Only what has a relationship.
  std::vector<Category> explore(NodeId node) const;

  // Of all shortest paths the one whose nodes, read from `a`, are smallest first. Empty: none within max_depth.
  Result<std::optional<Path>> shortest_path(NodeId a, NodeId b, const PathOptions& options = {},
                                            const Stop& stop = {}) const;

  // Distinct counted nodes (releases) next to `node`, by year. Empty for a node whose label has no trend.
  Trend trends(NodeId node) const;

 private:
  explicit Graph(std::shared_ptr<const Model> model);
  std::shared_ptr<const Model> model_;
};

inline Result<Graph> open(const std::filesystem::path& path) { return Graph::open(path); }

}  // namespace wirespeed::graph
