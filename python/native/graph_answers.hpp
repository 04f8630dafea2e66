// The answers of a graph as Python holds them: copied out, or views that keep the snapshot open.
#pragma once

#include "graph_objects.hpp"

namespace wirespeed::python {

// Python's Neighbors: a page, in memory.
struct NeighborList {
  SnapshotPtr snapshot;
  graph::TypeId type;
  graph::NeighborPage page;
};

// Python's Category: a view on the snapshot.
struct NodeCategory {
  SnapshotPtr snapshot;
  graph::Category category;
};

// Python's Path.
struct FoundPath {
  SnapshotPtr snapshot;
  graph::Path path;
};

// Python's Step.
struct PathStep {
  SnapshotPtr snapshot;
  graph::Step step;
};

}  // namespace wirespeed::python
