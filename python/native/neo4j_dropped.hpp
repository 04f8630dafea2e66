// Results with nodes that nobody holds any more, freed before the collector finds them.
//
// In the driver nodes and their graph refer to each other, and so do a result, what handles its errors, and what
// hydrates its values: each result that was dropped is left to the garbage collector, which goes through everything
// else as well, and by then the next ten have been read. Here the same question is asked of one result alone: whether
// all references to its objects come from among themselves.
#pragma once

#include <Python.h>

#include "neo4j_driver.hpp"

namespace wirespeed::python {

// Frees results that were watched, if nobody holds anything of them. Finalizers of the freed may run any code.
void free_dropped_results(const Driver& driver);

// `result` has nodes or relationships: it is looked at by later calls of the above, a few times.
void watch_result(PyObject* result);
bool is_watched(PyObject* result);

}  // namespace wirespeed::python
