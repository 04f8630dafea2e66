// What a traversal reaches, as a tree of ways to it and as a part of the graph. Both go breadth first and enter a node
// once, whatever order and uniqueness the traversal has, so that each is reached by as few relationships as can be.
#pragma once

#include "wirespeed/graph/traversal.hpp"

namespace wirespeed::graph {

// The nodes that a walk returns and those on the way to them, each after the one by which it was reached.
struct WalkTree {
  std::vector<NodeId> nodes{};
  std::vector<std::int64_t> parents{};          // nodes; of starts -1
  std::vector<RelationshipId> relationships{};  // by which they were reached; of starts kNoRelationship
  std::vector<std::uint32_t> depths{};
  std::vector<std::uint8_t> returned{};  // 1, or 0: it is there for those behind it
};

struct Subgraph {
  std::vector<NodeId> nodes{};                  // those returned, in the walk's order
  std::vector<RelationshipId> relationships{};  // between them, ascending; its ends and type:
  std::vector<NodeId> sources{};
  std::vector<NodeId> targets{};
  std::vector<std::uint32_t> types{};
};

enum class SubgraphKind : std::uint8_t {
  walked,  // the relationships that the walk looked along
  all,     // every relationship between the nodes, of any type
};

// A min_depth above 1 is an error: a node that is met above it is not entered again, so the answer would depend on
// which way to it is shorter.
Result<void> check_least_depth(const TraversalOptions& options, const char* operation);

// limits.rows is of nodes returned. Fail for such a min_depth.
Result<WalkTree> spanning_tree(const Traversal& traversal, const Starts& starts, const WalkLimits& limits = {});
Result<Subgraph> subgraph(const Traversal& traversal, const Starts& starts, SubgraphKind kind,
                          const WalkLimits& limits = {});

}  // namespace wirespeed::graph
