#include "wirespeed/graph/path_search.hpp"

#include <algorithm>

#include "wirespeed/graph/path_side.hpp"

namespace wirespeed::graph {
namespace {

Direction opposite(Direction direction) noexcept {
  if (direction == Direction::both) return direction;
  return direction == Direction::out ? Direction::in : Direction::out;
}

// In the order of preference: types as asked for, out before in.
Hops make_hops(const Model& model, const PathOptions& options, Direction direction) {
  std::vector<TypeId> types = options.types;
  for (std::size_t i = 0; options.types.empty() && i < model.types.size(); ++i) types.push_back(static_cast<TypeId>(i));
  Hops hops;
  for (const TypeId type : types) {
    const TypeModel& from = model.types[index_of(type)];
    if (direction != Direction::in) hops.push_back({type, Direction::out, &from.out});
    if (direction != Direction::out) hops.push_back({type, Direction::in, &from.in});
  }
  return hops;
}

class PathSearch {
 public:
  PathSearch(const Model& model, NodeId a, NodeId b, const PathOptions& options, const Stop& stop)
      : meter_(stop),
        node_count_(model.node_count),
        max_depth_(options.max_depth),
        a_(make_hops(model, options, options.direction), a, model.node_count, options.hub_degree),
        b_(make_hops(model, options, opposite(options.direction)), b, model.node_count, options.hub_degree) {}

  // Empty: no path, or stopped().
  std::optional<Path> run() {
    while (a_.frontier_depth() + b_.frontier_depth() < max_depth_ && !meter_.stopped()) {
      PathSide& side = price(a_) <= price(b_) ? a_ : b_;
      PathSide& other = &side == &a_ ? b_ : a_;
      if (side.is_virtual()) {
        side.read_hubs(meter_);
        continue;
      }
      if (side.last().empty()) return std::nullopt;
      other.expect_questions(side.cost(), meter_);
      if (!side.advance(other.frontier(), meter_)) return walk_to(other);
    }
    return std::nullopt;
  }

  bool stopped() const noexcept { return meter_.stopped(); }

 private:
  // About what it takes to bring a side's frontier one step further: what is read for the first time leads to more.
  static std::size_t price(const PathSide& side) noexcept {
    return side.is_virtual() ? 4 * side.hub_cost() : side.cost();
  }

  // The smallest path, where the last level of the one is known to be next to the frontier of `other`.
  std::optional<Path> walk_to(const PathSide& other) {
    if (!other.is_virtual() || &other == &b_) return walk(b_.frontier(), b_.frontier_depth());
    const std::vector<NodeId> between = between_sides();
    NodeSet seen(node_count_);
    for (const NodeId node : between) seen.add(node);
    return walk({&between, nullptr, &seen}, b_.depth() + 1);
  }

  // The part of a's virtual frontier that is next to b's last level; next to a itself the smallest will do.
  std::vector<NodeId> between_sides() {
    if (a_.depth() > 0) return b_.touched(a_.frontier(), meter_);
    return {b_.first_touched(a_.frontier(), meter_)};
  }

  // The smallest path through `middle`, the nodes at distance middle_depth from b that a's last level touches.
  std::optional<Path> walk(const Level& middle, std::uint32_t middle_depth) {
    const auto on_path = mark_levels(middle);
    if (meter_.stopped()) return std::nullopt;
    Path path;
    path.nodes.push_back(a_.level(0)[0]);
    for (std::size_t depth = 1; depth <= a_.depth(); ++depth) {
      advance(path, first_common(a_.hops(), path.nodes.back(), on_path[depth]));
    }
    advance(path, a_.first_in(middle, path.nodes.back(), meter_));
    for (std::uint32_t depth = middle_depth; depth-- > 0;) {
      advance(path, first_common(a_.hops(), path.nodes.back(), b_.level(depth)));
    }
    if (std::ranges::find(path.nodes, kNoNode) != path.nodes.end()) return std::nullopt;
    return path;
  }

  // Of each of a's levels the nodes that lie on a shortest path.
  std::vector<std::vector<NodeId>> mark_levels(const Level& middle) {
    std::vector<std::vector<NodeId>> on_path(a_.depth() + 1);
    on_path.back() = mark_last(middle);
    for (std::size_t depth = a_.depth(); depth-- > 0;) {
      for (const NodeId node : a_.level(depth)) {
        if (first_common(a_.hops(), node, on_path[depth + 1]) != kNoNode) on_path[depth].push_back(node);
      }
    }
    return on_path;
  }

  // The part of a's last level that touches the middle, found from whichever side is less work. Where all of the level
  // is next to a itself, its smallest node will do.
  std::vector<NodeId> mark_last(const Level& middle) {
    const bool one_will_do = a_.depth() <= 1;
    if (middle.list == &b_.last() && b_.cost() < a_.cost()) {
      if (one_will_do) return {b_.first_touched(a_.frontier(), meter_)};
      return b_.touched(a_.frontier(), meter_);
    }
    std::vector<NodeId> marked;
    for (const NodeId node : a_.last()) {
      if (a_.first_in(middle, node, meter_) != kNoNode) marked.push_back(node);
      if (meter_.stopped() || (one_will_do && !marked.empty())) break;
    }
    return marked;
  }

  void advance(Path& path, NodeId next) {
    path.steps.push_back(step_between(path.nodes.back(), next));
    path.nodes.push_back(next);
  }

  Step step_between(NodeId from, NodeId to) const noexcept {
    for (const Hop& hop : a_.hops()) {
      const Neighbors row = hop.adjacency->of(from);
      const std::size_t place = row.lower_bound(to);
      if (place < row.size() && row[place] == to) return {hop.type, hop.direction};
    }
    return {};
  }

  Meter meter_;
  std::uint32_t node_count_;
  std::uint32_t max_depth_;
  PathSide a_;
  PathSide b_;
};

Result<void> check_question(const Model& model, NodeId a, NodeId b, const PathOptions& options) {
  for (const NodeId node : {a, b}) {
    if (node >= model.node_count) {
      return fail(Errc::invalid_argument, "shortest_path: expected nodes below {}, found {}", model.node_count, node);
    }
  }
  for (const TypeId type : options.types) {
    if (index_of(type) >= model.types.size()) {
      return fail(Errc::invalid_argument, "shortest_path: expected types below {}, found {}", model.types.size(),
                  index_of(type));
    }
  }
  return {};
}

}  // namespace

Result<std::optional<Path>> search_path(const Model& model, NodeId a, NodeId b, const PathOptions& options,
                                        const Stop& stop) {
  if (auto ok = check_question(model, a, b, options); !ok) return std::unexpected(ok.error());
  if (a == b) return Path{{a}, {}};
  PathSearch search(model, a, b, options, stop);
  auto path = search.run();
  if (!search.stopped()) return path;
  if (auto ok = stop.check("shortest_path"); !ok) return std::unexpected(ok.error());
  return path;
}

}  // namespace wirespeed::graph
