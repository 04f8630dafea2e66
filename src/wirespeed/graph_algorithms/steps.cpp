#include "wirespeed/graph_algorithms/steps.hpp"

#include <bit>
#include <limits>

#include "wirespeed/graph/node_set.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr NodeId kManyOf = 64;  // one of so many nodes

// By place, so that rows are read as they lie in memory.
void sort_many(std::vector<NodeId>& distinct, NodeId nodes) {
  std::vector<std::uint64_t> bits(nodes / 64 + std::size_t{1});
  for (const NodeId node : distinct) bits[node / 64] |= std::uint64_t{1} << (node % 64);
  distinct.clear();
  for (std::size_t i = 0; i < bits.size(); ++i) {
    for (std::uint64_t word = bits[i]; word != 0; word &= word - 1) {
      distinct.push_back(static_cast<NodeId>(64 * i + static_cast<std::size_t>(std::countr_zero(word))));
    }
  }
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

Result<std::vector<NodeId>> step(const ManyAdjacent& adjacent, const std::vector<NodeId>& from, NodeId nodes,
                                 Pace& pace) {
  graph::NodeSet seen(nodes);
  std::vector<NodeId> met;
  for (const NodeId node : from) {
    adjacent.for_each(node, [&](NodeId neighbor) {
      if (seen.add(neighbor)) met.push_back(neighbor);
    });
    if (!pace.is_due(adjacent.degree(node) + 1)) continue;
    if (auto ok = pace.check(); !ok) return std::unexpected(ok.error());
  }
  if (met.size() > nodes / kManyOf) sort_many(met, nodes);
  return met;
}

Result<CountedNodes> StepCounter::count(const ManyAdjacent& adjacent, const std::vector<NodeId>& from, Pace& pace) {
  if (stamp_ > std::numeric_limits<std::uint32_t>::max() - from.size()) {
    seen_ = NodeTable<Seen>(nodes_);
    stamp_ = 0;
  }
  CountedNodes found;
  const std::uint32_t first_stamp = stamp_;
  for (const NodeId node : from) {
    ++stamp_;
    adjacent.for_each(node, [&](NodeId neighbor) {
      Seen& seen = seen_[neighbor];
      if (seen.stamp == stamp_) return;
      if (seen.stamp <= first_stamp) {
        seen.place = static_cast<std::uint32_t>(found.nodes.size());
        found.nodes.push_back(neighbor);
        found.counts.push_back(0);
      }
      seen.stamp = stamp_;
      ++found.counts[seen.place];
    });
    if (!pace.is_due(adjacent.degree(node) + 1)) continue;
    if (auto ok = pace.check(); !ok) return std::unexpected(ok.error());
  }
  return found;
}

}  // namespace wirespeed::graph_algorithms
