#include "wirespeed/graph_algorithms/simple_path_walk.hpp"

#include "wirespeed/graph_algorithms/found_nodes.hpp"
#include "wirespeed/graph_algorithms/pace.hpp"

namespace wirespeed::graph_algorithms {

Result<SimplePathWalk> SimplePathWalk::make(const EdgeGraph& graph, NodeId source, std::span<const NodeId> targets,
                                            std::uint32_t max_depth, const Stop& stop) {
  if (auto ok = check_node(graph, source, "simple paths"); !ok) return std::unexpected(ok.error());
  SimplePathWalk walk(graph, max_depth);
  if (auto ok = walk.measure(targets, stop); !ok) return std::unexpected(ok.error());
  walk.source_ = graph.numbering().place_of(source);
  return walk;
}

Result<void> SimplePathWalk::measure(std::span<const NodeId> targets, const Stop& stop) {
  const auto found = find_nodes(*graph_, targets, Direction::in, max_depth_, stop);
  if (!found) return std::unexpected(found.error());
  far_.assign(graph_->node_count(), graph_->node_count());
  is_passed_.assign(graph_->node_count(), false);
  for (std::uint32_t level = 0; level + 1 < found->levels.size(); ++level) {
    for (std::uint32_t i = found->levels[level]; i < found->levels[level + 1]; ++i) {
      far_[graph_->numbering().place_of(found->nodes[i])] = level;
    }
  }
  targets_ahead_ = found->levels.size() < 2 ? 0 : found->levels[1];
  return {};
}

Result<void> SimplePathWalk::add_to(Routes& found, std::size_t count, const Stop& stop) {
  Pace pace(stop, "simple paths");
  if (source_ != kNoNode && found.size() < count) {
    if (auto ok = pace.check(); !ok) return ok;
    if (leads_on(source_)) come_to(source_, found);
    source_ = kNoNode;
  }
  while (!turns_.empty() && found.size() < count) {
    if (pace.is_due(1)) {
      if (auto ok = pace.check(); !ok) return ok;
    }
    step(found);
  }
  return {};
}

// The way to it is one if it is a target, and goes on if there are others to come to.
void SimplePathWalk::come_to(NodeId node, Routes& found) {
  const bool is_target = far_[node] == 0;
  turns_.push_back({node});
  if (is_target) {
    for (const Turn& turn : turns_) found.nodes.push_back(graph_->numbering().node_at(turn.node));
    found.offsets.push_back(static_cast<std::int64_t>(found.nodes.size()));
  }
  if (turns_.size() > max_depth_ || targets_ahead_ == (is_target ? 1U : 0U)) {
    turns_.pop_back();
    return;
  }
  is_passed_[node] = true;
  targets_ahead_ -= is_target ? 1 : 0;
}

void SimplePathWalk::step(Routes& found) {
  Turn& turn = turns_.back();
  if (has_next(turn)) {
    const NodeId node = graph_->relationships()[turn.type].out.of(turn.node)[turn.next++];
    if (!is_passed_[node] && leads_on(node)) come_to(node, found);
    return;
  }
  is_passed_[turn.node] = false;
  targets_ahead_ += far_[turn.node] == 0 ? 1 : 0;
  turns_.pop_back();
}

bool SimplePathWalk::has_next(Turn& turn) const noexcept {
  const auto types = graph_->relationships();
  for (; turn.type < types.size(); ++turn.type, turn.next = 0) {
    if (turn.next < types[turn.type].out.degree(turn.node)) return true;
  }
  return false;
}

// As the next node of the way.
bool SimplePathWalk::leads_on(NodeId node) const noexcept {
  return far_[node] != graph_->node_count() && turns_.size() + far_[node] <= max_depth_;
}

}  // namespace wirespeed::graph_algorithms
