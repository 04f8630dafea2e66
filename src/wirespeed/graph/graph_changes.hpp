// What a writer changes of a graph, by nodes' ids.
#pragma once

#include <string>
#include <vector>

#include "wirespeed/graph/property_value.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

struct ChangedEdge {
  NodeId source = 0;
  NodeId target = 0;
  std::string type{};
  double weight = 1;
  std::vector<NamedValue> properties{};  // of one that is added; it has none of the others
};

struct ChangedLabels {
  NodeId node = 0;
  std::vector<std::string> labels{};  // all that it has from now on
};

struct ChangedProperty {
  NodeId node = 0;
  std::string name{};
  PropertyValue value{};
};

// Of all relationships of that type between the two. "weight" is the weight, unless there is a property of that name.
struct ChangedEdgeProperty {
  NodeId source = 0;
  NodeId target = 0;
  std::string type{};
  std::string name{};
  PropertyValue value{};
};

// Done in the order of the fields. Ids never move: new nodes are numbered on from those that there are, and one that
// was removed stays a number without relationships, labels and values.
struct GraphChanges {
  NodeId added_nodes = 0;
  std::vector<NodeId> removed_nodes{};
  std::vector<ChangedEdge> removed_edges{};  // all of that type between the two; where there is none, nothing
  std::vector<ChangedEdge> added_edges{};    // types that are new become types
  std::vector<ChangedLabels> labels{};
  std::vector<ChangedProperty> properties{};
  std::vector<ChangedEdgeProperty> edge_properties{};
};

}  // namespace wirespeed::graph
