// What a writer changes of a graph, by nodes' ids.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

using PropertyValue = std::variant<std::monostate, bool, std::int64_t, double, std::string>;  // monostate: none

struct ChangedEdge {
  NodeId source = 0;
  NodeId target = 0;
  std::string type{};
  double weight = 1;
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

// Done in the order of the fields. Ids never move: new nodes are numbered on from those that there are, and one that
// was removed stays a number without relationships, labels and values.
struct GraphChanges {
  NodeId added_nodes = 0;
  std::vector<NodeId> removed_nodes{};
  std::vector<ChangedEdge> removed_edges{};  // all of that type between the two; where there is none, nothing
  std::vector<ChangedEdge> added_edges{};    // without properties; types that are new become types
  std::vector<ChangedLabels> labels{};
  std::vector<ChangedProperty> properties{};
};

}  // namespace wirespeed::graph
