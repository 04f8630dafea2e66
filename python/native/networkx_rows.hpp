// The way from NetworkX's adjacency, a dict of dicts of dicts, to edges as numbers.
//
//   {node: {neighbor: {"weight": 2.5, ...}, ...}, ...}            a graph
//   {node: {neighbor: {key: {"weight": 2.5, ...}, ...}, ...}, ...}   one with parallel edges
//
// What is walked lies all over the heap, so the walk asks for memory well before it looks at it. It runs attached, for
// all it looks at are Python's objects; every few thousand edges other threads get their turn, and Ctrl-C is looked
// for.
#pragma once

#include <vector>

#include "networkx_keys.hpp"
#include "wirespeed/base/large_memory.hpp"

namespace wirespeed::python {

struct NetworkxWeights {
  PyObject* name = nullptr;  // of the attribute; nullptr: none is read
  double missing = 1;        // for an edge without it
};

struct NetworkxRows {
  LargeVector<std::uint32_t> sources;
  LargeVector<std::uint32_t> targets;
  LargeVector<double> weights;  // none: all are 1
  std::size_t reals = 0;        // weights that are floats
  std::size_t loops = 0;        // from a node to itself
};

enum class RowsFound : std::uint8_t {
  all,
  not_plain,  // something is no dict but a view or a subclass
  failed,     // a Python error is set: NotImplementedError for weights that are no numbers of 53 bits
};

// One edge for each neighbor of each node, in the order of the dicts; of parallel edges the least weight.
RowsFound walk_networkx(const NodeKeys& keys, PyObject* adjacency, const NetworkxWeights& weights, bool is_multigraph,
                        NetworkxRows& rows);

}  // namespace wirespeed::python
