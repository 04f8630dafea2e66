// What walks find, as NumPy's arrays and Arrow's columns.
#pragma once

#include <nanobind/nanobind.h>

#include "edge_graph_binding.hpp"
#include "wirespeed/graph/walk_tree.hpp"
#include "wirespeed/graph_remote/remote_traversal.hpp"

namespace wirespeed::python {

using Arrays = nb::typed<nb::tuple, nb::object, nb::ellipsis>;

// (offsets, nodes, relationships or None)
Arrays paths_of(graph::Paths paths, bool with_relationships);
// A ColumnTable: node, depth, labels. Labels are places in a dictionary: no text is made for a node.
nb::object table_of(const EdgeGraph& graph, std::span<const NodeId> nodes, std::span<const std::uint32_t> depths);
// The same of a store's nodes.
nb::object table_of(std::span<const std::int64_t> nodes, std::span<const std::uint32_t> depths,
                    const graph_remote::RemoteLabels& labels);
// (nodes, parents, relationships, depths, returned)
Arrays tree_of(graph::WalkTree tree);
// (nodes, relationships, sources, targets, types)
Arrays subgraph_of(graph::Subgraph part);
// (sources, targets, types, edges or None) of relationships by id
Arrays relationship_ends(const EdgeGraph& self, const Items<std::uint32_t>& ids);

}  // namespace wirespeed::python
