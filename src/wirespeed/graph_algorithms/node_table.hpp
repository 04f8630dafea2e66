// A value for each node that a question meets: a hash table while they are few, an array of all nodes once that is
// about as small. What makes a question about a hundred nodes of millions cost a hundred, and one about all of them no
// more.
#pragma once

#include "wirespeed/base/large_memory.hpp"
#include "wirespeed/graph_algorithms/node_map.hpp"

namespace wirespeed::graph_algorithms {

template <typename Value>
class NodeTable {
 public:
  explicit NodeTable(NodeId nodes) : nodes_(nodes) {}

  // Value{} when it is asked for the first time; the reference holds until the next call. REQUIRES: node < nodes
  Value& operator[](NodeId node) {
    if (!all_.empty()) return all_[node];
    const auto [value, is_new] = few_.add(node, Value{});
    if (!is_new || few_.size() < nodes_ / kSlotsPerNode) return *value;
    spread();
    return all_[node];
  }

  std::uint64_t bytes() const noexcept { return few_.bytes() + all_.size() * sizeof(Value); }

  // Asks for the memory of a node's value, which is wanted soon.
  void prefetch(NodeId node) const noexcept {
    if (all_.empty()) return few_.prefetch(node);
    __builtin_prefetch(&all_[node]);
  }

 private:
  static constexpr NodeId kSlotsPerNode = 6;  // in a hash table, that of slots and their nodes' ids taken together

  void spread() {
    all_.resize(nodes_);
    few_.for_each([&](NodeId node, const Value& value) { all_[node] = value; });
    few_ = {};
  }

  NodeId nodes_;
  NodeMap<Value> few_;
  LargeVector<Value> all_;
};

}  // namespace wirespeed::graph_algorithms
