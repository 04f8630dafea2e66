#include "wirespeed/graph_remote/provider.hpp"

namespace wirespeed::graph_remote {
namespace {

Result<void> check_ends_only(const RelationshipNeeds& needs) {
  if (!needs.any()) return {};
  return fail(Errc::unsupported,
              "traversal: expected a provider that tells {} of relationships, found one that knows them by their ends "
              "alone; leave that out of the description, or load the graph",
              needs.ids ? "the ids" : "properties");
}

}  // namespace

Result<void> ProviderSession::read_relationships(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                                 const RelationshipNeeds& needs, Neighbors& neighbors,
                                                 const Stop& stop) {
  if (auto ok = check_ends_only(needs); !ok) return ok;
  return read_neighbors(nodes, ways, neighbors, stop);
}

Result<void> Provider::check_relationships(const RelationshipNeeds& needs) const { return check_ends_only(needs); }

}  // namespace wirespeed::graph_remote
