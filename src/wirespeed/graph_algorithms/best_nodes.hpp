// The k best of nodes with scores, which come one after the other: by score, the greatest first, then by id.
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>
#include <vector>

#include "wirespeed/graph/radix_sort.hpp"
#include "wirespeed/graph_algorithms/names.hpp"

namespace wirespeed::graph_algorithms {

template <typename Score>
class BestNodes {
 public:
  explicit BestNodes(std::size_t k) noexcept : k_(k) {}

  std::size_t limit() const noexcept { return k_; }
  std::uint64_t bytes() const noexcept { return best_.size() * sizeof(Scored); }

  // Whether a node with such a score may be among them; what may not need not be added.
  bool may_enter(Score score) const noexcept { return best_.size() < k_ || (k_ != 0 && !(score < best_[0].first)); }

  void add(Score score, NodeId node) {
    const Scored one{score, node};
    if (best_.size() < k_) {
      best_.push_back(one);
      if (best_.size() == k_) std::ranges::make_heap(best_, is_before);
    } else if (k_ != 0 && is_before(one, best_[0])) {
      std::ranges::pop_heap(best_, is_before);
      best_.back() = one;
      std::ranges::push_heap(best_, is_before);
    }
  }

  // The best first. It has none afterwards.
  template <typename Value>
  void take(std::vector<NodeId>& nodes, std::vector<Value>& scores) {
    sort_best();
    nodes.reserve(best_.size());
    scores.reserve(best_.size());
    for (const auto& [score, node] : best_) {
      nodes.push_back(node);
      scores.push_back(static_cast<Value>(score));
    }
    best_.clear();
  }

 private:
  using Scored = std::pair<Score, NodeId>;

  void sort_best() {
    if constexpr (std::is_same_v<Score, std::uint32_t>) {
      std::vector<std::uint64_t> keys;  // the order of which is theirs
      keys.reserve(best_.size());
      for (const auto& [score, node] : best_) keys.push_back(std::uint64_t{~score} << 32 | node);
      graph::radix_sort(keys);
      for (std::size_t i = 0; i < keys.size(); ++i) {
        best_[i] = {~static_cast<std::uint32_t>(keys[i] >> 32), static_cast<NodeId>(keys[i])};
      }
    } else {
      std::ranges::sort(best_, is_before);
    }
  }

  static bool is_before(const Scored& a, const Scored& b) noexcept {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  }

  std::size_t k_;
  std::vector<Scored> best_;  // once there are k, a heap with the worst at its front
};

}  // namespace wirespeed::graph_algorithms
