#include "wirespeed/graph_algorithms/steps.hpp"

#include <bit>
#include <limits>
#include <numeric>

#include "wirespeed/graph/node_set.hpp"
#include "wirespeed/graph_algorithms/row_batch.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr NodeId kManyOf = 512;  // as one of so many nodes: a bitmap of all costs less than a table of those

bool are_many(const ManyAdjacent& adjacent, const std::vector<NodeId>& from, NodeId nodes) {
  std::uint64_t neighbors = 0;
  for (std::size_t i = 0; i < from.size() && neighbors <= nodes / kManyOf; ++i) neighbors += adjacent.degree(from[i]);
  return neighbors > nodes / kManyOf;
}

template <typename Visit>
Result<void> for_each_neighbor(const ManyAdjacent& adjacent, const std::vector<NodeId>& from, Pace& pace,
                               const Visit& visit) {
  for (const NodeId node : from) {
    adjacent.for_each(node, visit);
    if (!pace.is_due(adjacent.degree(node) + 1)) continue;
    if (auto ok = pace.check(); !ok) return ok;
  }
  return {};
}

}  // namespace

Result<std::vector<ManyAdjacent>> steps_of(const EdgeGraph& graph, std::string_view relationships) {
  const auto turns = graph::parse_relationships(graph, relationships);
  if (!turns) return std::unexpected(turns.error());
  std::vector<ManyAdjacent> steps;
  steps.reserve(turns->size());
  for (const std::vector<Way>& ways : *turns) steps.emplace_back(rows_along(graph, ways));
  return steps;
}

std::size_t ReachedNodes::size() const noexcept {
  if (!are_many()) return list_.size();
  const auto count = [](std::size_t sum, std::uint64_t word) {
    return sum + static_cast<std::size_t>(std::popcount(word));
  };
  return std::accumulate(bits_.begin(), bits_.end(), std::size_t{0}, count);
}

std::vector<NodeId> ReachedNodes::list() && {
  if (!are_many()) return std::move(list_);
  std::vector<NodeId> listed;
  listed.reserve(size());
  for (std::size_t i = 0; i < bits_.size(); ++i) {
    for (std::uint64_t word = bits_[i]; word != 0; word &= word - 1) {
      listed.push_back(static_cast<NodeId>(64 * i + static_cast<std::size_t>(std::countr_zero(word))));
    }
  }
  return listed;
}

Result<ReachedNodes> reach(const ManyAdjacent& adjacent, const std::vector<NodeId>& from, NodeId nodes, Pace& pace) {
  if (are_many(adjacent, from, nodes)) {
    std::vector<std::uint64_t> bits(nodes / 64 + std::size_t{1});
    const auto add = [&](NodeId node) { bits[node / 64] |= std::uint64_t{1} << (node % 64); };
    if (auto ok = for_each_neighbor(adjacent, from, pace, add); !ok) return std::unexpected(ok.error());
    return ReachedNodes(std::move(bits));
  }
  graph::NodeSet seen(nodes);
  std::vector<NodeId> list;
  const auto add = [&](NodeId node) {
    if (seen.add(node)) list.push_back(node);
  };
  if (auto ok = for_each_neighbor(adjacent, from, pace, add); !ok) return std::unexpected(ok.error());
  return ReachedNodes(std::move(list));
}

Result<std::vector<NodeId>> step(const ManyAdjacent& adjacent, const std::vector<NodeId>& from, NodeId nodes,
                                 Pace& pace) {
  auto reached = reach(adjacent, from, nodes, pace);
  if (!reached) return std::unexpected(reached.error());
  return std::move(*reached).list();
}

Result<CountedNodes> StepCounter::count(const ManyAdjacent& adjacent, const std::vector<NodeId>& from, Pace& pace) {
  if (stamp_ > std::numeric_limits<std::uint32_t>::max() - from.size()) {
    seen_ = NodeTable<Seen>(nodes_);
    stamp_ = 0;
  }
  CountedNodes found;
  const std::uint32_t first_stamp = stamp_;
  RowBatch batch(adjacent);
  for (std::span<const NodeId> left(from); !left.empty();) {
    const std::size_t taken = batch.load(left);
    left = left.subspan(taken);
    batch.for_each_ahead([&](NodeId neighbor) { seen_.prefetch(neighbor); });
    for (std::size_t i = 0; i < taken; ++i) {
      ++stamp_;
      batch.for_each(i, [&](NodeId neighbor) {
        Seen& seen = seen_[neighbor];
        if (seen.stamp <= first_stamp) {
          found.nodes.push_back(neighbor);
          seen = {1, stamp_};
        } else if (seen.stamp != stamp_) {
          seen = {seen.count + 1, stamp_};
        }
      });
    }
    if (!pace.is_due(batch.entries() + taken)) continue;
    if (auto ok = pace.check(); !ok) return std::unexpected(ok.error());
  }
  found.counts.reserve(found.nodes.size());
  for (const NodeId node : found.nodes) found.counts.push_back(seen_[node].count);
  return found;
}

}  // namespace wirespeed::graph_algorithms
