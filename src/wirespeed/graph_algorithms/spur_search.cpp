#include "wirespeed/graph_algorithms/spur_search.hpp"

#include <algorithm>

namespace wirespeed::graph_algorithms {
namespace {

bool comes_later(const auto& a, const auto& b) noexcept {
  return a.distance != b.distance ? a.distance > b.distance : a.number > b.number;
}

}  // namespace

SpurSearch::SpurSearch(const EdgeGraph& graph, bool weighted, bool both_ways)
    : weighted_(weighted),
      sides_{{ManyAdjacent(rows_of(graph, Direction::out)), std::vector<Seen>(graph.node_count())},
             {ManyAdjacent(rows_of(graph, both_ways ? Direction::out : Direction::in)),
              std::vector<Seen>(graph.node_count())}},
      avoided_(graph.node_count()),
      is_not_first_(graph.node_count()) {}

Result<std::optional<Route>> SpurSearch::find(NodeId source, NodeId target, std::span<const NodeId> not_first,
                                              Pace& pace) {
  ++search_;
  source_ = source;
  const NodeId ends[2] = {source, target};
  for (const NodeId node : not_first) is_not_first_[node] = true;
  for (std::size_t i = 0; i < 2; ++i) {
    see(sides_[i], ends[i], kNoNode, 0);
    sides_[i].fringe.assign(1, ends[i]);
    sides_[i].waiting.assign(1, {0, static_cast<std::uint32_t>(i), ends[i]});
  }
  number_ = 2;
  auto way = weighted_ ? meet_by_weights(pace) : [&]() -> Result<std::optional<Route>> {
    const auto meeting = meet_by_levels(pace);
    if (!meeting) return std::unexpected(meeting.error());
    return *meeting ? std::optional(way_over(**meeting)) : std::nullopt;
  }();
  for (const NodeId node : not_first) is_not_first_[node] = false;
  return way;
}

template <typename Visit>
bool SpurSearch::any_neighbor(const Side& side, NodeId node, Visit visit) const {
  const bool is_ahead = &side == &sides_[0];
  for (const Rows* rows : side.adjacent.rows()) {
    const auto row = rows->of(node);
    const auto weights = rows->weights_of(node);
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (avoided_[row[i]]) continue;
      if (is_ahead && node == source_ && is_not_first_[row[i]]) continue;
      if (!is_ahead && row[i] == source_ && is_not_first_[node]) continue;
      if (visit(row[i], weights.empty() ? 1.0 : weights[i])) return true;
    }
  }
  return false;
}

// --- by levels: the side with the smaller fringe goes on, and ends at the first node that the other has seen
// ----------

Result<SpurSearch::Meeting> SpurSearch::meet_by_levels(Pace& pace) {
  Meeting meeting;
  while (!sides_[0].fringe.empty() && !sides_[1].fringe.empty()) {
    const std::size_t near = sides_[0].fringe.size() <= sides_[1].fringe.size() ? 0 : 1;
    std::uint64_t steps = 0;
    const bool have_met = next_level(sides_[near], sides_[1 - near], meeting, steps);
    if (pace.is_due(steps)) {
      if (auto ok = pace.check(); !ok) return std::unexpected(ok.error());
    }
    if (have_met) break;
  }
  return meeting;
}

bool SpurSearch::next_level(Side& side, const Side& other, Meeting& meeting, std::uint64_t& steps) {
  for (const NodeId node : std::exchange(side.fringe, {})) {
    steps += side.adjacent.degree(node) + 1;
    const bool have_met = any_neighbor(side, node, [&](NodeId neighbor, double) {
      if (!sees(side, neighbor)) {
        see(side, neighbor, node, 0);
        side.fringe.push_back(neighbor);
      }
      if (sees(other, neighbor)) meeting = neighbor;
      return meeting.has_value();
    });
    if (have_met) return true;
  }
  return false;
}

Route SpurSearch::way_over(NodeId meeting) const {
  Route way;
  for (NodeId node = meeting; node != kNoNode; node = sides_[0].seen[node].parent) way.nodes.push_back(node);
  std::ranges::reverse(way.nodes);
  for (NodeId node = sides_[1].seen[meeting].parent; node != kNoNode; node = sides_[1].seen[node].parent) {
    way.nodes.push_back(node);
  }
  way.distance = static_cast<double>(way.nodes.size());
  return way;
}

// --- by weights: the sides take turns, each a node, and end at one that both have settled ----------------------------

Result<std::optional<Route>> SpurSearch::meet_by_weights(Pace& pace) {
  best_ = {};
  for (std::size_t near = 0; !sides_[0].waiting.empty() && !sides_[1].waiting.empty(); near = 1 - near) {
    Side& side = sides_[near];
    std::ranges::pop_heap(side.waiting, [](const auto& a, const auto& b) { return comes_later(a, b); });
    const Waiting next = side.waiting.back();
    side.waiting.pop_back();
    if (side.seen[next.node].is_settled) continue;
    side.seen[next.node].is_settled = true;
    const Side& other = sides_[1 - near];
    if (sees(other, next.node) && other.seen[next.node].is_settled) return std::exchange(best_, {});
    expand(near, next);
    if (!pace.is_due(side.adjacent.degree(next.node) + 1)) continue;
    if (auto ok = pace.check(); !ok) return std::unexpected(ok.error());
  }
  return std::nullopt;
}

void SpurSearch::expand(std::size_t near, const Waiting& next) {
  Side& side = sides_[near];
  any_neighbor(side, next.node, [&](NodeId neighbor, double weight) {
    const double distance = next.distance + weight;
    const bool is_new = !sees(side, neighbor);
    if (!is_new && (side.seen[neighbor].is_settled || !(distance < side.seen[neighbor].distance))) return false;
    see(side, neighbor, next.node, distance);
    wait(side, neighbor, distance);
    if (!sees(sides_[1 - near], neighbor)) return false;
    const double whole = sides_[0].seen[neighbor].distance + sides_[1].seen[neighbor].distance;
    if (!best_.nodes.empty() && !(best_.distance > whole)) return false;
    best_ = way_over(neighbor);
    best_.distance = whole;
    return false;
  });
}

void SpurSearch::wait(Side& side, NodeId node, double distance) {
  side.waiting.push_back({distance, number_++, node});
  std::ranges::push_heap(side.waiting, [](const auto& a, const auto& b) { return comes_later(a, b); });
}

}  // namespace wirespeed::graph_algorithms
