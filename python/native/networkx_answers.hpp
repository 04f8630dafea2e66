// What algorithms found, as NetworkX says it: dicts, lists and sets of nodes.
//
// `nodes` are numbers of NodeKeys, below its size; finders are places in `nodes`, each before its own, or kNoFinder.
// All return a new reference, or nullptr with a Python error set.
#pragma once

#include <cstdint>
#include <span>

#include "networkx_keys.hpp"
#include "wirespeed/graph_algorithms/route.hpp"

namespace wirespeed::python {

using Numbers = std::span<const std::uint32_t>;
inline constexpr std::uint32_t kNoFinder = 0xFFFFFFFF;

struct FoundBy {
  Numbers nodes;
  Numbers finders;
};

// {node: value}; of all nodes where `nodes` is empty.
PyObject* dict_of_values(const NodeKeys& keys, Numbers nodes, std::span<const double> values, bool as_ints);
// {node: level}; level i is nodes[levels[i]:levels[i + 1]].
PyObject* dict_of_levels(const NodeKeys& keys, Numbers nodes, Numbers levels);
// {node: [source, ..., node]}, or [node, ..., source].
PyObject* dict_of_paths(const NodeKeys& keys, const FoundBy& found, bool to_source);
// [source, ..., node] to the one at `place`.
PyObject* list_of_path(const NodeKeys& keys, const FoundBy& found, std::uint32_t place);
// [(finder, node), ...], or [(node, finder), ...].
PyObject* list_of_steps(const NodeKeys& keys, const FoundBy& found, bool node_first);
// [(finder, [node, ...]), ...]
PyObject* list_of_successors(const NodeKeys& keys, const FoundBy& found);
PyObject* list_of_nodes(const NodeKeys& keys, Numbers nodes);
PyObject* set_of_nodes(const NodeKeys& keys, Numbers nodes);
// [{node, ...}, ...]: a set for each of `count` groups, of which each node is in one.
PyObject* list_of_groups(const NodeKeys& keys, Numbers group_of, std::size_t count);

// [[node, ...], ...], or [[(node, next), ...], ...].
PyObject* list_of_ways(const NodeKeys& keys, const graph_algorithms::Routes& ways, bool as_edges);

// Fills the dicts of an empty DiGraph with all nodes and the steps to them. false: a Python error is set.
bool fill_tree(const NodeKeys& keys, const FoundBy& found, PyObject* node, PyObject* succ, PyObject* pred);

}  // namespace wirespeed::python
