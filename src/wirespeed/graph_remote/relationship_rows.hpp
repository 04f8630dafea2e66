// Relationships in the order in which a store tells of them, on their way to that in which they were asked for.
#pragma once

#include "wirespeed/graph_remote/provider.hpp"

namespace wirespeed::graph_remote {

class RelationshipRows {
 public:
  // What is told of each from now on.
  void begin(const RelationshipNeeds& needs);

  // One of a node of the question, by which of its ways. Its id and a value of each property follow, where needed.
  void add(std::size_t node, std::size_t way, RemoteId target) {
    rows_.push_back({static_cast<std::uint32_t>(node), static_cast<std::uint32_t>(way), target,
                     static_cast<std::uint32_t>(rows_.size())});
  }
  void add_id(RemoteRelationshipId id) { ids_.push_back(id); }
  Values& values(std::size_t property) noexcept { return properties_[property]; }

  // Those of node_at(0) to node_at(places - 1), each in the order of its ways and, within one, of the store; nodes are
  // below `nodes`. What was told is gone then.
  template <typename NodeAt>
  void put(std::size_t nodes, std::size_t places, const NodeAt& node_at, Neighbors& neighbors) {
    sort(nodes);
    for (std::size_t place = 0; place < places; ++place) put_node(node_at(place), neighbors);
    for (std::size_t i = 0; i < properties_.size(); ++i) neighbors.properties[i].texts.swap(properties_[i].texts);
  }

 private:
  struct Row {
    std::uint32_t node;
    std::uint32_t way;
    RemoteId target;
    std::uint32_t number;  // in the store's order
  };

  // By node and, within one, by way.
  void sort(std::size_t nodes);
  void sort_by_node();
  void put_node(std::size_t node, Neighbors& neighbors) const;

  bool has_ids_ = false;
  std::vector<Row> rows_;
  std::vector<Row> unsorted_;
  std::vector<std::size_t> ends_;  // of each node's rows
  std::vector<RemoteRelationshipId> ids_;
  std::vector<Values> properties_;
};

}  // namespace wirespeed::graph_remote
