// A traversal from both ends: two walks that share their uniqueness, and the paths that they make where they meet.
//
// Every branch that one side enters, the start included, is held against those of the other side at the same node,
// unless labels, lists or `where` leave the node out; what either side would return alone does not matter. What
// two branches make together is a path if it is new, as long as is asked, and keeps the rule of uniqueness as a whole.
// Since the rule is shared, a node that one side has entered under node_global is closed to the other: no paths.
#pragma once

#include "wirespeed/graph/traversal.hpp"

namespace wirespeed::graph {

// Whose turn it is.
enum class Sides : std::uint8_t {
  alternating,           // a branch from one side, a branch from the other
  level,                 // a whole depth
  level_stop_on_result,  // likewise; no depth begins once there is a path
};

enum class Collisions : std::uint8_t {
  standard,  // every path
  shortest,  // those that are as long as the first one
};

Result<Sides> parse_sides(std::string_view name);            // as above
Result<Collisions> parse_collisions(std::string_view name);  // likewise

struct TwoSidedOptions {
  TraversalOptions start{};               // its uniqueness is both sides'
  std::optional<TraversalOptions> end{};  // as it is walked, from the end; none: as `start`, against its relationships
  Sides sides = Sides::alternating;
  Collisions collisions = Collisions::standard;
  std::uint32_t min_length = 0;  // of a whole path, in relationships
  std::uint32_t max_length = std::numeric_limits<std::uint32_t>::max();
};

class TwoSidedTraversal {
 public:
  // Borrows the graph. Fails as Traversal::compile() does.
  static Result<TwoSidedTraversal> compile(const EdgeGraph& graph, const TwoSidedOptions& options);

  // From a start to an end each, with relationships, in the order in which they are found. Thread-safe.
  Result<Paths> paths(const Starts& starts, const Starts& ends, const WalkLimits& limits = {}) const;

 private:
  TwoSidedTraversal(WalkPlan start, WalkPlan end, TwoSidedOptions options)
      : start_(std::move(start)), end_(std::move(end)), options_(std::move(options)) {}

  WalkPlan start_;
  WalkPlan end_;
  TwoSidedOptions options_;  // with both sides
};

}  // namespace wirespeed::graph
