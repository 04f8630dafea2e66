// What becomes of a walk: how many nodes it returns, which, or the ways to them.
//
// A Trail is the way to a node: each_back(visit) goes along it from the node before to the start, until visit(node,
// relationship) is false; the relationship is the one by which that node itself was reached.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "wirespeed/graph/relationship_ids.hpp"
#include "wirespeed/graph/walk_limits.hpp"

namespace wirespeed::graph {

// Nodes of path i: nodes[offsets[i]] to nodes[offsets[i + 1]], from the start on.
template <typename Node, typename Relationship>
struct BasicPaths {
  std::vector<std::int64_t> offsets{0};
  std::vector<Node> nodes{};
  std::vector<Relationship> relationships{};  // where asked for: of path i from offsets[i] - i on, one less than nodes

  std::size_t size() const noexcept { return offsets.size() - 1; }
};

using Paths = BasicPaths<NodeId, RelationshipId>;

enum class Wanted : std::uint8_t { count, nodes, paths, relationship_paths };

template <typename Node, typename Relationship>
class BasicWalkAnswer {
 public:
  using Paths = BasicPaths<Node, Relationship>;

  BasicWalkAnswer(Wanted wanted, const WalkLimits& limits, bool with_depths = false) noexcept
      : wanted_(wanted),
        with_depths_(with_depths),
        most_(limits.max_rows < limits.rows ? limits.max_rows + 1 : limits.rows),
        enough_(most_) {}

  bool is_full() const noexcept { return count_ >= enough_; }
  std::uint64_t count() const noexcept { return count_; }
  Wanted wanted() const noexcept { return wanted_; }
  bool is_unlimited() const noexcept { return enough_ == kUnlimited; }

  bool is_complete() const noexcept { return count_ >= most_; }  // full for good
  void allow(std::uint64_t rows) noexcept { enough_ = rows < most_ - count_ ? count_ + rows : most_; }

  void add(std::uint64_t more) noexcept { count_ += more; }

  // `last` is the relationship by which the node was reached.
  template <typename Trail>
  void take(Node node, Relationship last, std::uint32_t depth, const Trail& trail) {
    ++count_;
    if (wanted_ == Wanted::count) return;
    if (with_depths_) depths_.push_back(depth);
    if (wanted_ == Wanted::nodes) {
      nodes_.push_back(node);
    } else {
      take_path(node, last, trail);
    }
  }

  std::uint64_t bytes() const noexcept {
    return sizeof(Node) * (nodes_.size() + paths_.nodes.size()) + sizeof(std::uint32_t) * depths_.size() +
           sizeof(Relationship) * paths_.relationships.size() + 8 * paths_.offsets.size();
  }

  // What has been taken so far, which the answer then holds no more.
  std::vector<Node> take_nodes() noexcept { return std::exchange(nodes_, {}); }
  std::vector<std::uint32_t> take_depths() noexcept { return std::exchange(depths_, {}); }
  Paths take_paths() noexcept { return std::exchange(paths_, {}); }

 private:
  template <typename Trail>
  void take_path(Node node, Relationship last, const Trail& trail) {
    const auto begin = static_cast<std::ptrdiff_t>(paths_.nodes.size());
    const auto relationships = static_cast<std::ptrdiff_t>(paths_.relationships.size());
    const bool with_relationships = wanted_ == Wanted::relationship_paths;
    paths_.nodes.push_back(node);
    trail.each_back([&](Node before, Relationship to_before) {
      paths_.nodes.push_back(before);
      if (with_relationships) paths_.relationships.push_back(std::exchange(last, to_before));
      return true;
    });
    std::reverse(paths_.nodes.begin() + begin, paths_.nodes.end());
    std::reverse(paths_.relationships.begin() + relationships, paths_.relationships.end());
    paths_.offsets.push_back(static_cast<std::int64_t>(paths_.nodes.size()));
  }

  Wanted wanted_;
  bool with_depths_;
  std::uint64_t most_;
  std::uint64_t enough_;
  std::uint64_t count_ = 0;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> depths_;
  Paths paths_;
};

using WalkAnswer = BasicWalkAnswer<NodeId, RelationshipId>;

}  // namespace wirespeed::graph
