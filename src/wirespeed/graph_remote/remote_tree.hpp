// What a traversal over a provider reaches, as a tree of ways to it and as a part of the graph: as
// wirespeed/graph/walk_tree.hpp has both in memory.
#pragma once

#include "wirespeed/graph/walk_tree.hpp"
#include "wirespeed/graph_remote/remote_traversal.hpp"

namespace wirespeed::graph_remote {

using graph::SubgraphKind;

struct RemoteTree {
  std::vector<RemoteId> nodes{};
  std::vector<RemoteId> parents{};                    // of starts, which are at depth 0, -1
  std::vector<RemoteRelationshipId> relationships{};  // where asked for; of starts kNoRelationship
  std::vector<std::uint32_t> depths{};
  std::vector<std::uint8_t> returned{};
  WalkReport report{};
};

// Relationships are of types that the provider names.
struct RemoteSubgraph {
  std::vector<RemoteId> nodes{};
  std::vector<RemoteRelationshipId> relationships{};  // ascending
  std::vector<RemoteId> sources{};
  std::vector<RemoteId> targets{};
  std::vector<std::uint32_t> types{};  // places in names().types; 0 where it has none
  WalkReport report{};
};

// A tree with relationships and a subgraph fail for a provider that does not tell who relationships are.
Result<RemoteTree> spanning_tree(const RemoteTraversal& traversal, std::span<const RemoteId> roots, NodeCache* cache,
                                 const RemoteLimits& limits, bool relationships = true);
Result<RemoteSubgraph> subgraph(const RemoteTraversal& traversal, std::span<const RemoteId> roots, NodeCache* cache,
                                SubgraphKind kind, const RemoteLimits& limits);

}  // namespace wirespeed::graph_remote
