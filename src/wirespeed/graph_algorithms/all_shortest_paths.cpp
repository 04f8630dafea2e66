#include "wirespeed/graph_algorithms/all_shortest_paths.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "wirespeed/graph/node_set.hpp"
#include "wirespeed/graph_algorithms/weighted_side.hpp"
#include "wirespeed/graph_algorithms/weights.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// A step on a shortest way, against its direction.
struct StepBack {
  NodeId to;
  NodeId from;
  friend auto operator<=>(const StepBack&, const StepBack&) = default;
};

void sort_distinct(std::vector<StepBack>& steps) {
  std::ranges::sort(steps);
  steps.erase(std::ranges::unique(steps).begin(), steps.end());
}

// --- without weights -------------------------------------------------------------------------------------------------

// The nodes around one end, level by level.
struct Ball {
  Ball(const EdgeGraph& graph, const std::vector<const Rows*>& rows, NodeId end)
      : adjacent(graph, rows), levels{{end}}, cost(adjacent.degree(end)) {
    depths.add(end, 0);
  }

  std::uint32_t depth() const noexcept { return static_cast<std::uint32_t>(levels.size()) - 1; }
  // What it knows, and the levels of it.
  std::uint64_t bytes() const noexcept { return depths.bytes() + depths.size() * sizeof(NodeId); }
  bool is_at(NodeId node, std::uint32_t depth) const noexcept {
    const std::uint32_t* const known = depths.find(node);
    return known != nullptr && *known == depth;
  }

  ClassedAdjacent adjacent;
  NodeMap<std::uint32_t> depths;
  std::vector<std::vector<NodeId>> levels;
  std::uint64_t cost;  // relationships of the last level
};

class TwoBalls {
 public:
  TwoBalls(const EdgeGraph& graph, const Passage& passage, NodeId source, NodeId target, Guard& guard)
      : passage_(passage),
        guard_(guard),
        node_count_(graph.node_count()),
        ahead_(graph, passage.ahead(), source),
        back_(graph, passage.back(), target) {}

  // The steps of all shortest ways, sorted; none where there is no way.
  Result<std::vector<StepBack>> run(std::uint32_t max_depth) {
    if (auto ok = guard_.check(); !ok) return std::unexpected(ok.error());
    bool met = false;
    while (!met && std::uint64_t{ahead_.depth()} + back_.depth() < max_depth && !ahead_.levels.back().empty() &&
           !back_.levels.back().empty()) {
      const bool goes_ahead = ahead_.cost <= back_.cost;
      auto ok = goes_ahead ? go_on(ahead_, back_) : go_on(back_, ahead_);
      if (!ok) return std::unexpected(ok.error());
      met = *ok;
    }
    if (!met) return std::vector<StepBack>();
    for (const bool is_ahead : {true, false}) {
      if (auto ok = mark(is_ahead ? ahead_ : back_, is_ahead); !ok) return std::unexpected(ok.error());
    }
    sort_distinct(steps_);
    return std::move(steps_);
  }

 private:
  std::uint64_t bytes() const noexcept { return ahead_.bytes() + back_.bytes() + steps_.size() * sizeof(StepBack); }

  Result<void> spend(const Ball& ball, NodeId node) {
    return guard_.spend(ball.adjacent.degree(node)) ? guard_.check(bytes()) : Result<void>();
  }

  // Makes a level. True if nodes of it are in the other's last one.
  Result<bool> go_on(Ball& ball, const Ball& other) {
    bool met = false;
    std::vector<NodeId> next;
    const std::uint32_t depth = ball.depth() + 1;
    ball.cost = 0;
    for (const NodeId from : ball.levels.back()) {
      if (auto ok = spend(ball, from); !ok) return std::unexpected(ok.error());
      ball.adjacent.for_each(from, [&](NodeId node) {
        const bool is_theirs = other.depths.find(node) != nullptr;
        if ((!is_theirs && !passage_.walks_on(node)) || !ball.depths.add(node, depth).second) return;
        met = met || is_theirs;
        next.push_back(node);
        ball.cost += ball.adjacent.degree(node);
      });
    }
    ball.levels.push_back(std::move(next));
    return met;
  }

  // From the middle to the ball's end: what leads to a node that is marked is marked, too.
  Result<void> mark(const Ball& ball, bool is_ahead) {
    graph::NodeSet marked(node_count_);
    for (const NodeId node : ball.levels.back()) {
      if ((is_ahead ? back_ : ahead_).is_at(node, (is_ahead ? back_ : ahead_).depth())) marked.add(node);
    }
    for (std::uint32_t depth = ball.depth(); depth-- > 0;) {
      for (const NodeId from : ball.levels[depth]) {
        if (auto ok = spend(ball, from); !ok) return ok;
        bool leads_on = false;
        ball.adjacent.for_each(from, [&](NodeId node) {
          if (!marked.contains(node) || !ball.is_at(node, depth + 1)) return;
          leads_on = true;
          steps_.push_back(is_ahead ? StepBack{node, from} : StepBack{from, node});
        });
        if (leads_on) marked.add(from);
      }
    }
    return {};
  }

  const Passage& passage_;
  Guard& guard_;
  NodeId node_count_;
  Ball ahead_;
  Ball back_;
  std::vector<StepBack> steps_;
};

// --- with weights ----------------------------------------------------------------------------------------------------

// Steps by which a node is as near to the source as it can be, sorted; none where there is no way to the target.
class TightSteps {
 public:
  TightSteps(const EdgeGraph& graph, const Passage& passage, Guard& guard)
      : passage_(passage), guard_(guard), side_(graph, passage.ahead(), true) {}

  Result<std::vector<StepBack>> run(NodeId source, NodeId target) {
    if (auto ok = guard_.check(); !ok) return std::unexpected(ok.error());
    side_.start(source);
    double radius = INFINITY;
    std::vector<NodeId> near;
    while (side_.has_next() && side_.next().key <= radius) {
      const Waiting::Entry next = side_.take();
      if (next.node == target) radius = next.distance;
      if (auto ok = spend(next.node); !ok) return std::unexpected(ok.error());
      if (next.node == target) continue;
      near.push_back(next.node);
      side_.for_each(next.node, [&](NodeId node, double weight) {
        if (node == target || passage_.walks_on(node)) side_.reach(node, next.distance + weight, next.node);
      });
    }
    if (radius == INFINITY) return std::vector<StepBack>();
    return gather(near, radius);
  }

 private:
  Result<void> spend(NodeId node) {
    return guard_.spend(side_.degree(node)) ? guard_.check(side_.bytes()) : Result<void>();
  }

  Result<std::vector<StepBack>> gather(const std::vector<NodeId>& near, double radius) {
    std::vector<StepBack> steps;
    for (const NodeId from : near) {
      if (auto ok = spend(from); !ok) return std::unexpected(ok.error());
      const double distance = side_.find(from)->distance;
      side_.for_each(from, [&](NodeId node, double weight) {
        const Reached* const reached = side_.find(node);
        if (reached == nullptr || node == from || reached->distance > radius) return;
        if (distance + weight == reached->distance) steps.push_back({node, from});
      });
    }
    sort_distinct(steps);
    return steps;
  }

  const Passage& passage_;
  Guard& guard_;
  WeightedSide side_;
};

// --- ways of steps ---------------------------------------------------------------------------------------------------

// Goes all ways back from the target.
class WaysBack {
 public:
  WaysBack(const std::vector<StepBack>& steps, Guard& guard) : steps_(steps), guard_(guard) {}

  Result<Routes> run(NodeId source, NodeId target, std::uint64_t limit) {
    enter(target);
    while (!frames_.empty() && routes_.size() < limit) {
      if (guard_.spend(frames_.size())) {
        if (auto ok = guard_.check(routes_.bytes() + steps_.size() * sizeof(StepBack)); !ok)
          return std::unexpected(ok.error());
      }
      Frame& frame = frames_.back();
      if (frame.next == steps_.size() || steps_[frame.next].to != frame.node) {
        frames_.pop_back();
        continue;
      }
      const NodeId node = steps_[frame.next++].from;
      if (node == source) {
        add_route(source);
      } else if (std::ranges::find(frames_, node, &Frame::node) == frames_.end()) {
        enter(node);
      }
    }
    return std::move(routes_);
  }

 private:
  struct Frame {
    NodeId node;
    std::size_t next;  // of steps_
  };

  void enter(NodeId node) {
    const auto first = std::ranges::lower_bound(steps_, StepBack{node, 0});
    frames_.push_back({node, static_cast<std::size_t>(first - steps_.begin())});
  }

  void add_route(NodeId source) {
    way_.assign(1, source);
    for (auto frame = frames_.rbegin(); frame != frames_.rend(); ++frame) way_.push_back(frame->node);
    routes_.add(way_);
  }

  const std::vector<StepBack>& steps_;
  Guard& guard_;
  std::vector<Frame> frames_;
  std::vector<NodeId> way_;
  Routes routes_;
};

Result<void> check(const EdgeGraph& graph, NodeId source, NodeId target, const AllShortestOptions& options) {
  if (auto ok = check_nodes(graph, std::array{source, target}, "all_shortest_paths"); !ok) return ok;
  if (options.weighted && options.max_depth != kAnyDepth) {
    return fail(
        Errc::invalid_argument,
        "all_shortest_paths: expected max_depth without weights, found {}; the shortest way by weights may have "
        "any number of relationships",
        options.max_depth);
  }
  return check_weights(graph, options.weighted, "all_shortest_paths");
}

}  // namespace

Result<Routes> all_shortest_paths(const EdgeGraph& graph, NodeId source, NodeId target,
                                  const AllShortestOptions& options, const SearchLimits& limits) {
  if (auto ok = check(graph, source, target, options); !ok) return std::unexpected(ok.error());
  const auto passage = Passage::compile(graph, options.filter, "all_shortest_paths");
  if (!passage) return std::unexpected(passage.error());
  if (source == target) {
    Routes only;
    if (options.limit > 0) only.add({source});
    return only;
  }
  Guard guard("all_shortest_paths", limits);
  const NodeId from = graph.numbering().place_of(source);
  const NodeId to = graph.numbering().place_of(target);
  const auto steps = options.weighted && graph.has_weights()
                         ? TightSteps(graph, *passage, guard).run(from, to)
                         : TwoBalls(graph, *passage, from, to, guard).run(options.max_depth);
  if (!steps) return std::unexpected(steps.error());
  auto routes = WaysBack(*steps, guard).run(from, to, limits.rows_to_find(options.limit));
  if (!routes) return routes;
  if (auto ok = graph::check_rows("all_shortest_paths", routes->size(), limits.max_rows); !ok) {
    return std::unexpected(std::move(ok).error());
  }
  graph.numbering().to_nodes(routes->nodes);
  return routes;
}

}  // namespace wirespeed::graph_algorithms
