// A walk that is described once and made many times: which relationships it follows, what it returns, where it ends.
//
//   auto t = value_or_throw(Traversal::compile(graph, {.order = Order::depth_first, .uniqueness = Uniqueness::none,
//                                                      .relationships = "HAS_B>|HAS_A>", .labels = ">B"}));
//   const std::uint64_t count = value_or_throw(t.count(root));
//
// What is returned and what is walked on from are two questions: labels answer both, `include` and the least depth the
// first alone. The start is at depth 0 and is filtered like any other node. Counts and nodes never build paths.
#pragma once

#include <limits>
#include <optional>
#include <string>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/condition.hpp"
#include "wirespeed/graph/edge_graph.hpp"
#include "wirespeed/graph/label_filter.hpp"
#include "wirespeed/graph/relationship_pattern.hpp"

namespace wirespeed::graph {

enum class Order : std::uint8_t { depth_first, breadth_first };  // a node before those behind it

enum class Uniqueness : std::uint8_t {
  none,         // every walk; in a graph with circles it needs a max_depth
  node_global,  // a node once
  node_path,    // a node once on each path
  node_level,   // a node once at each depth
};

Result<Order> parse_order(std::string_view name);            // "depth_first", "breadth_first"
Result<Uniqueness> parse_uniqueness(std::string_view name);  // as above, in small or capital letters

struct Include {
  std::string property;
  Comparison comparison = Comparison::equal;
  ConditionValue value;
};

struct TraversalOptions {
  Order order = Order::depth_first;
  Uniqueness uniqueness = Uniqueness::node_global;
  std::string relationships{};  // relationship_pattern.hpp; empty: all, both ways
  std::string labels{};         // label_filter.hpp
  std::optional<Include> include{};
  std::uint32_t min_depth = 0;
  std::uint32_t max_depth = std::numeric_limits<std::uint32_t>::max();
};

// Nodes of path i: nodes[offsets[i]] to nodes[offsets[i + 1]], from the start on.
struct Paths {
  std::vector<std::int64_t> offsets{0};
  std::vector<NodeId> nodes;
};

// What one call may take.
struct WalkLimits {
  std::uint64_t rows = std::numeric_limits<std::uint64_t>::max();  // it ends when it has so many
  std::uint64_t held = std::uint64_t{1} << 28;  // entries that it may hold at a time: an error when it needs more
  Stop stop{};
};

class Traversal {
 public:
  // Borrows the graph. Fails for a pattern that cannot be read, and for names that the graph does not have.
  static Result<Traversal> compile(const EdgeGraph& graph, const TraversalOptions& options);

  // Thread-safe. Fail for a start that is not there, and when a limit is passed.
  Result<std::uint64_t> count(NodeId root, const WalkLimits& limits = {}) const;
  Result<std::vector<NodeId>> nodes(NodeId root, const WalkLimits& limits = {}) const;  // in the walk's order
  Result<Paths> paths(NodeId root, const WalkLimits& limits = {}) const;

  // For the walk (walk.hpp): what a node's class at its depth says of it.
  struct Plan {
    Verdict verdict;
    std::vector<const Rows*> rows;  // those in which it has neighbours
  };
  const Plan& plan(NodeId node, std::uint32_t depth) const noexcept {
    const std::size_t turn = turns_ == 1 ? 0 : depth % turns_;
    return plans_[turn * class_count_ + class_of_[node]];
  }
  bool includes(const Plan& plan, NodeId node, std::uint32_t depth) const noexcept {
    return plan.verdict.include && depth >= min_depth_ && (!include_ || include_->holds(node));
  }
  bool walks_on(const Plan& plan, std::uint32_t depth) const noexcept {
    return (plan.verdict.walk_on || (plan.verdict.stops && depth < min_depth_)) && depth < max_depth_ &&
           !plan.rows.empty();
  }
  // A walk that is longer has been round a circle, which nothing will end.
  std::uint32_t longest() const noexcept {
    return max_depth_ == std::numeric_limits<std::uint32_t>::max() ? graph_->node_count() : max_depth_;
  }

 private:
  Traversal() = default;
  void make_plans(const std::vector<std::vector<Way>>& pattern, const LabelFilter& labels);
  template <typename Sink>
  Result<void> walk(NodeId root, const WalkLimits& limits, Sink& sink) const;

  const EdgeGraph* graph_ = nullptr;
  Order order_ = Order::depth_first;
  Uniqueness uniqueness_ = Uniqueness::node_global;
  std::size_t turns_ = 1;  // after so many steps both patterns begin anew
  std::size_t class_count_ = 0;
  const std::uint16_t* class_of_ = nullptr;
  std::vector<Plan> plans_;
  std::optional<Condition> include_;
  std::uint32_t min_depth_ = 0;
  std::uint32_t max_depth_ = 0;
};

}  // namespace wirespeed::graph
