#include "wirespeed/graph/numbering.hpp"

namespace wirespeed::graph {

Numbering::Numbering(std::vector<NodeId> node_at) {
  std::vector<NodeId> place_of(node_at.size());
  for (NodeId place = 0; place < node_at.size(); ++place) place_of[node_at[place]] = place;
  node_at_ = std::move(node_at);
  place_of_ = std::move(place_of);
}

std::vector<NodeId> Numbering::places_of(std::span<const NodeId> nodes) const {
  std::vector<NodeId> places(nodes.begin(), nodes.end());
  to_places(places);
  return places;
}

void Numbering::to_places(std::span<NodeId> nodes) const noexcept {
  if (is_identity()) return;
  for (NodeId& node : nodes) node = place_of_[node];
}

void Numbering::to_nodes(std::span<NodeId> places) const noexcept {
  if (is_identity()) return;
  for (NodeId& place : places) place = node_at_[place];
}

}  // namespace wirespeed::graph
