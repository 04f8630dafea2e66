// Where nodes lie in memory, when that is not in the order of their ids.
//
//   id:     what callers say and hear
//   place:  what rows, classes and algorithms count by
//
// A graph that keeps its order has places that are ids, and no arrays.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "wirespeed/graph/shared_array.hpp"
#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

class Numbering {
 public:
  Numbering() = default;
  // node_at[place] is an id. REQUIRES: each id below its size occurs once
  explicit Numbering(std::vector<NodeId> node_at);
  // REQUIRES: the same, and place_of[node_at[place]] == place
  Numbering(SharedArray<NodeId> node_at, SharedArray<NodeId> place_of) noexcept
      : node_at_(std::move(node_at)), place_of_(std::move(place_of)) {}

  bool is_identity() const noexcept { return node_at_.empty(); }
  NodeId place_of(NodeId node) const noexcept { return is_identity() ? node : place_of_[node]; }
  NodeId node_at(NodeId place) const noexcept { return is_identity() ? place : node_at_[place]; }
  // Of nodes that it names: none where places are ids.
  std::size_t size() const noexcept { return node_at_.size(); }
  std::span<const NodeId> nodes() const noexcept { return node_at_; }    // by place
  std::span<const NodeId> places() const noexcept { return place_of_; }  // by id
  std::size_t bytes() const noexcept { return 2 * node_at_.size() * sizeof(NodeId); }

  // Where nodes lie, in their order.
  std::vector<NodeId> places_of(std::span<const NodeId> nodes) const;

  // In place.
  void to_places(std::span<NodeId> nodes) const noexcept;
  void to_nodes(std::span<NodeId> places) const noexcept;

  // A value for each node: from the order of places to that of ids, and back.
  template <typename T>
  std::vector<T> by_node(std::vector<T> by_place) const {
    return is_identity() ? std::move(by_place) : gathered(by_place, place_of_);
  }
  template <typename T>
  std::vector<T> by_place(std::vector<T> by_node) const {
    return is_identity() ? std::move(by_node) : gathered(by_node, node_at_);
  }

 private:
  template <typename T>
  static std::vector<T> gathered(const std::vector<T>& values, std::span<const NodeId> from) {
    std::vector<T> all;
    all.reserve(from.size());
    for (const NodeId i : from) all.push_back(values[i]);
    return all;
  }

  SharedArray<NodeId> node_at_;
  SharedArray<NodeId> place_of_;
};

}  // namespace wirespeed::graph
