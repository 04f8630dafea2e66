// A traversal, compiled for one graph: what its class says of a node at a depth, which rows are followed from there,
// and what else is to be asked. walk.hpp and branch_walk.hpp go by it.
//
// What a class says is a byte of actions. Everything asked afterwards can only take from them, so a node whose byte is
// 0 is done with: in the tables of a filtered walk that is most nodes.
//
// Nodes are places here, as everywhere below Traversal; properties and lists are by ids.
#pragma once

#include "wirespeed/graph/edge_graph.hpp"
#include "wirespeed/graph/node_set.hpp"
#include "wirespeed/graph/predicate.hpp"
#include "wirespeed/graph/traversal_patterns.hpp"

namespace wirespeed::graph {

using Actions = std::uint8_t;
inline constexpr Actions kInclude = 1;  // returned
inline constexpr Actions kWalkOn = 2;   // its rows are looked at
inline constexpr Actions kTest = 4;     // settle() has more to ask

// A type's relationships in one direction.
struct WalkRows {
  const Rows* rows = nullptr;
  std::uint32_t type = 0;
  bool in = false;           // rows of targets
  bool skips_loops = false;  // the other direction has been followed, and has shown them
};

// Borrows the graph.
class WalkPlan {
 public:
  // `reversed`: relationships are followed the other way. Fails for names that the graph does not have.
  static Result<WalkPlan> compile(const EdgeGraph& graph, const TraversalOptions& options, bool reversed = false);

  const EdgeGraph& graph() const noexcept { return *graph_; }
  NodeId node_count() const noexcept { return graph_->node_count(); }
  const std::uint16_t* class_of() const noexcept { return class_of_; }

  // By class, of nodes at the depth.
  const Actions* actions_at(std::uint32_t depth) const noexcept {
    const std::size_t zone = depth >= max_depth_ ? 2 : depth < min_depth_ ? 1 : 0;
    return actions_.data() + (zone * places_ + place_of(depth)) * class_count_;
  }
  Actions action(NodeId node, std::uint32_t depth) const noexcept { return actions_at(depth)[class_of_[node]]; }

  // What is left of the actions after all tests of properties and lists.
  Actions settle(Actions actions, NodeId node, std::uint32_t depth) const {
    if ((actions & kTest) == 0) return actions;
    return only_include_ ? settle_include(actions, node) : settle_all(actions, node, depth);
  }

  // Whether labels, lists and `where` let a way go over the node, to whatever end.
  bool lets_through(NodeId node, std::uint32_t depth) const noexcept {
    if (denied_by_labels_[place_of(depth) * class_count_ + class_of_[node]] != 0) return false;
    return (depth == 0 && !filter_start_) || is_let_through(node);
  }

  // Those in which the node has neighbours.
  std::span<const WalkRows> rows_of(NodeId node, std::uint32_t depth) const noexcept {
    return rows_[place_of(depth) * class_count_ + class_of_[node]];
  }

  bool follows(std::uint32_t type, std::uint32_t place) const noexcept;
  bool tests_relationships() const noexcept { return !relationship_where_.empty(); }

  // The only test there is, of what is returned, when it is a simple one; null otherwise.
  const Condition* include_condition() const noexcept { return only_include_ ? include_->single() : nullptr; }

  // Of the property that it asks. REQUIRES: include_condition() is there
  std::string_view included_by() const noexcept { return included_by_; }

  // A walk that is longer has come back to where it was, and may do so for ever; where max_depth says how long it may
  // be there is no such length.
  std::uint32_t longest() const noexcept { return longest_; }

 private:
  explicit WalkPlan(const EdgeGraph& graph) noexcept : graph_(&graph) {}

  std::size_t place_of(std::uint32_t depth) const noexcept {
    if (places_ == 1) return 0;
    return depth < lead_ ? depth : lead_ + (depth - lead_) % period_;
  }
  ItemPlaces item_at(NodeId place) const noexcept { return {graph_->numbering().node_at(place), 0}; }
  Actions settle_include(Actions actions, NodeId node) const noexcept {
    return static_cast<Actions>(include_->holds(item_at(node)) ? actions & ~kTest : actions & kWalkOn);
  }
  Actions settle_all(Actions actions, NodeId node, std::uint32_t depth) const;
  bool is_let_through(NodeId node) const noexcept;
  std::uint32_t longest_without_circles(Uniqueness uniqueness) const noexcept;
  Result<void> take_patterns(const TraversalPatterns& patterns, bool reversed);
  Result<void> take_predicates(const TraversalOptions& options);
  Result<void> take_lists(const TraversalOptions& options);
  void make_actions(const TraversalPatterns& patterns);

  static constexpr std::uint32_t kNoLongest = std::numeric_limits<std::uint32_t>::max();

  const EdgeGraph* graph_;
  const std::uint16_t* class_of_ = nullptr;
  std::size_t class_count_ = 0;
  std::size_t places_ = 1;  // of depths between which something differs: lead_ and then period_ of them
  std::uint32_t lead_ = 0;
  std::uint32_t period_ = 1;
  std::uint32_t min_depth_ = 0;
  std::uint32_t max_depth_ = 0;
  std::uint32_t longest_ = kNoLongest;
  bool filter_start_ = true;
  bool only_include_ = false;
  std::vector<Actions> actions_;                // by zone (usual, above min_depth_, at max_depth_), place, class
  std::vector<std::uint8_t> denied_by_labels_;  // by place, class
  std::vector<std::vector<WalkRows>> rows_;     // by place, class
  std::optional<CompiledPredicate> include_;
  std::string included_by_;
  std::optional<CompiledPredicate> where_;
  std::optional<CompiledPredicate> prune_;
  std::vector<CompiledPredicate> relationship_where_;  // by type; empty: none
  std::optional<NodeSet> ends_;
  std::optional<NodeSet> terminators_;
  std::optional<NodeSet> denied_;
  std::optional<NodeSet> allowed_;
};

}  // namespace wirespeed::graph
