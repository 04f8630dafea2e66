// How many relationships nodes have, and what their neighbours are like.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_algorithms/scope.hpp"

namespace wirespeed::graph_algorithms {

// For each node; a loop counts at each of its ends that is looked at.
Result<std::vector<std::int64_t>> degrees(const EdgeGraph& graph, const Scope& scope = {}, const Stop& stop = {});
Result<std::vector<std::int64_t>> degrees(const EdgeGraph& graph, Direction direction, const Stop& stop = {});

// Of one node, by type in the order of EdgeGraph::relationships().
struct TypeDegree {
  std::string_view type;  // borrowed from the graph
  std::uint32_t out;
  std::uint32_t in;
};
Result<std::vector<TypeDegree>> degrees_by_type(const EdgeGraph& graph, NodeId node);

// A property's value, and how many nodes have it; none: null, NaN.
using GroupValue = std::variant<std::monostate, bool, std::int64_t, double, std::string>;
using Groups = std::vector<std::pair<GroupValue, std::uint64_t>>;

// How many of the nodes at the end of the steps ("<IS": of a genre its releases) from any of `nodes` have each value of
// a property; each node counts once. By value, null last. No relationships: `nodes` themselves. Fails for a property
// that is not there, and for times, which have no value of their own here.
Result<Groups> group_by(const EdgeGraph& graph, std::span<const NodeId> nodes, std::string_view property,
                        std::string_view relationships, const Stop& stop = {});

}  // namespace wirespeed::graph_algorithms
