// The shortest path between two nodes of a NetworkX graph, searched from both ends in its own dicts: for one pair that
// is less work than to read the graph.
#pragma once

#include "owned.hpp"

namespace wirespeed::python {

// The path that NetworkX's own search finds, as a list; None where there is none; NotImplemented where a row is no
// plain dict; nullptr with a Python error set. `predecessors` is `successors` where edges lead both ways. REQUIRES:
// both ends are keys of both dicts
PyObject* networkx_path(PyObject* successors, PyObject* predecessors, PyObject* source, PyObject* target);

}  // namespace wirespeed::python
