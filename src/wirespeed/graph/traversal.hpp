// A walk that is described once and made many times: which relationships it follows, what it returns, where it ends.
//
//   auto t = value_or_throw(Traversal::compile(graph, {.order = Order::depth_first, .uniqueness = Uniqueness::none,
//                                                      .relationships = "HAS_B>|HAS_A>", .labels = ">B"}));
//   const std::uint64_t count = value_or_throw(t.count(root));
//
// What is returned and what is walked on from are two questions. A node is entered where uniqueness lets it be; then
// its labels are asked, the lists, `where`, `prune` and `include`, and last the evaluator: it is returned if all
// include it, walked on from if none ends the walk. The start is at depth 0 and is asked like any other node, unless
// filter_start is false. Several starts share their uniqueness. Counts and nodes never build paths.
//
// Of a relationship from a node to itself, a step that follows its type both ways takes only one end.
#pragma once

#include <initializer_list>

#include "wirespeed/graph/walker.hpp"

namespace wirespeed::graph {

// A traversal's plan for its graph, and what it was made from.
struct CompiledTraversal {
  WalkPlan plan;
  TraversalOptions options;
};

// Where walks begin: a node, or several.
class Starts {
 public:
  Starts(NodeId node) : nodes_{node} {}
  Starts(std::vector<NodeId> nodes) : nodes_(std::move(nodes)) {}
  Starts(std::initializer_list<NodeId> nodes) : nodes_(nodes) {}

  const std::vector<NodeId>& nodes() const noexcept { return nodes_; }

 private:
  std::vector<NodeId> nodes_;
};

// A walk under way. It keeps what it needs, the graph aside; one thread at a time.
class Walk {
 public:
  // Until the answer is full (true), or nothing is left (false). Where a deadline or a token ends it, the next call
  // goes on from there.
  Result<bool> run(const Stop& stop);

  // Lets the answer take so many rows more than it has, within the limits; what it holds is still to be taken.
  void allow(std::uint64_t rows) noexcept { answer_.allow(rows); }

  // What the answer has taken so far, which it then holds no more.
  std::uint64_t count() const noexcept { return answer_.count(); }
  bool is_complete() const noexcept { return answer_.is_complete(); }  // it has all rows that it may have
  std::vector<NodeId> take_nodes();
  std::vector<std::uint32_t> take_depths() { return answer_.take_depths(); }
  Paths take_paths();

 private:
  friend class Traversal;
  Walk(std::shared_ptr<const CompiledTraversal> compiled, std::vector<NodeId> starts, WalkAnswer answer,
       const WalkLimits& limits);

  std::shared_ptr<const CompiledTraversal> compiled_;
  std::uint64_t max_rows_;
  WalkAnswer answer_;
  WalkGuard guard_;
  std::unique_ptr<Walker> walker_;
};

class Traversal {
 public:
  // Borrows the graph. Fails for a pattern that cannot be read, and for names that the graph does not have.
  static Result<Traversal> compile(const EdgeGraph& graph, const TraversalOptions& options);

  // Thread-safe. Fail for a start that is not there, and when a limit is passed.
  Result<std::uint64_t> count(const Starts& starts, const WalkLimits& limits = {}) const;
  Result<std::vector<NodeId>> nodes(const Starts& starts, const WalkLimits& limits = {}) const;  // in the walk's order
  Result<Paths> paths(const Starts& starts, const WalkLimits& limits = {}, bool with_relationships = false) const;

  // The same, to be gone through bit by bit.
  Result<Walk> open(const Starts& starts, Wanted wanted, const WalkLimits& limits = {}, bool with_depths = false) const;

  const EdgeGraph& graph() const noexcept { return compiled_->plan.graph(); }
  const WalkPlan& plan() const noexcept { return compiled_->plan; }
  const TraversalOptions& options() const noexcept { return compiled_->options; }

 private:
  explicit Traversal(std::shared_ptr<const CompiledTraversal> compiled) noexcept : compiled_(std::move(compiled)) {}
  Result<Walk> run_to_end(const Starts& starts, Wanted wanted, const WalkLimits& limits) const;

  std::shared_ptr<const CompiledTraversal> compiled_;
};

// Where the starts lie. Fails for one that the graph does not have.
Result<std::vector<NodeId>> places_of(const EdgeGraph& graph, const Starts& starts);

}  // namespace wirespeed::graph
