#include "wirespeed/graph/node_set.hpp"
#include "wirespeed/graph_algorithms/best_nodes.hpp"
#include "wirespeed/graph_algorithms/neighborhood.hpp"
#include "wirespeed/graph_algorithms/pulled_counts.hpp"
#include "wirespeed/graph_algorithms/steps.hpp"

namespace wirespeed::graph_algorithms {
namespace {

constexpr const char* kOperation = "co_occurring";

// What an entry of a row costs that leads to a counter somewhere in memory, in entries of rows that are read as they
// lie.
constexpr double kPushCost = 16;
// Where only the best are wanted, most rows are too short to be read.
constexpr double kReadOfRows = 0.25;
constexpr std::size_t kFewOf = 64;  // as the best of so many nodes with rows

class CoOccurrenceSearch {
 public:
  CoOccurrenceSearch(const EdgeGraph& graph, const std::vector<std::vector<Way>>& turns, std::size_t k,
                     const SearchLimits& limits)
      : graph_(graph),
        back_(rows_along(graph, reversed(turns.back()))),
        pace_(limits.stop, kOperation),
        memory_(limits.memory),
        nearer_(graph.node_count()),
        best_(k) {
    for (const std::vector<Way>& ways : turns) steps_.emplace_back(rows_along(graph, ways));
  }

  Result<CoOccurrence> run(NodeId node, std::uint32_t hops) {
    nearer_.add(node);
    std::vector<NodeId> from{node};
    for (std::uint32_t hop = 1; hop < hops; ++hop) {
      auto met = shared_by(std::move(from));
      if (met) met = reach(steps_.back(), std::move(*met).list(), graph_.node_count(), pace_);
      if (!met) return std::unexpected(met.error());
      from = std::move(*met).list();
      std::erase_if(from, [&](NodeId one) { return !nearer_.add(one); });
      if (auto ok = check(from.size() * sizeof(NodeId)); !ok) return std::unexpected(std::move(ok).error());
    }
    auto shared = shared_by(std::move(from));
    if (!shared) return std::unexpected(shared.error());
    if (auto ok = check(shared->bytes()); !ok) return std::unexpected(std::move(ok).error());
    const bool do_pull = is_pull_cheaper(*shared);
    if (auto ok = do_pull ? pull(*std::move(shared)) : push(std::move(*shared).list()); !ok) {
      return std::unexpected(ok.error());
    }
    if (auto ok = check(best_.bytes()); !ok) return std::unexpected(std::move(ok).error());
    CoOccurrence found;
    best_.take(found.nodes, found.counts);
    return found;
  }

 private:
  // Of nodes that are nearer and these bytes.
  Result<void> check(std::uint64_t more) const {
    return graph::check_memory(kOperation, nearer_.bytes() + more, memory_, "k or narrower relationships");
  }

  // All steps but the last.
  Result<ReachedNodes> shared_by(std::vector<NodeId> from) {
    ReachedNodes shared(std::move(from));
    for (std::size_t i = 0; i + 1 < steps_.size(); ++i) {
      auto next = reach(steps_[i], std::move(shared).list(), graph_.node_count(), pace_);
      if (!next) return next;
      shared = *std::move(next);
    }
    return shared;
  }

  // Whether to count from the side of those who are counted.
  bool is_pull_cheaper(const ReachedNodes& shared) const {
    if (!shared.are_many()) return false;
    std::uint64_t sharing = 1, counted = 0, entries = 0;
    for (const Rows* rows : steps_.back().rows()) {
      sharing = std::max<std::uint64_t>(sharing, rows->index().shape().filled);
      entries += rows->size();
    }
    for (const Rows* rows : back_) counted += rows->index().shape().filled;
    const double read = best_.limit() < counted / kFewOf ? kReadOfRows : 1;
    const double share = static_cast<double>(shared.size()) / static_cast<double>(sharing);
    return kPushCost * share * static_cast<double>(entries) > read * static_cast<double>(entries + counted);
  }

  bool may_be_best(NodeId node, std::uint64_t count) const noexcept {
    return best_.may_enter(static_cast<std::uint32_t>(count)) && !nearer_.contains(node);
  }
  void add(NodeId node, std::uint32_t count) {
    if (may_be_best(node, count)) best_.add(count, graph_.numbering().node_at(node));
  }

  Result<void> pull(ReachedNodes shared) {
    PulledCounts counts(back_, std::move(shared).bits());
    return counts.for_each(
        graph_.node_count(), pace_, [&](NodeId node, std::uint64_t degree) { return may_be_best(node, degree); },
        [&](NodeId node, std::uint32_t count) { add(node, count); });
  }

  Result<void> push(const std::vector<NodeId>& shared) {
    const auto counted = StepCounter(graph_.node_count()).count(steps_.back(), shared, pace_);
    if (!counted) return std::unexpected(counted.error());
    for (std::size_t i = 0; i < counted->nodes.size(); ++i) add(counted->nodes[i], counted->counts[i]);
    return {};
  }

  const EdgeGraph& graph_;
  std::vector<ManyAdjacent> steps_;
  std::vector<const Rows*> back_;  // of the last step, from those whom it leads to
  Pace pace_;
  std::uint64_t memory_;
  graph::NodeSet nearer_;
  BestNodes<std::uint32_t> best_;  // the most frequent first, then by id
};

}  // namespace

Result<CoOccurrence> co_occurring(const EdgeGraph& graph, NodeId node, const CoOccurrenceOptions& options,
                                  const SearchLimits& limits) {
  if (auto ok = check_node(graph, node, kOperation); !ok) return std::unexpected(ok.error());
  if (options.hops == 0) return fail(Errc::invalid_argument, "{}: expected at least one hop, found 0", kOperation);
  const auto turns = graph::parse_relationships(graph, options.relationships);
  if (!turns) return std::unexpected(turns.error());
  CoOccurrenceSearch search(graph, *turns, limits.rows_to_find(options.k), limits);
  auto found = search.run(graph.numbering().place_of(node), options.hops);
  if (!found) return found;
  if (auto ok = graph::check_rows(kOperation, found->nodes.size(), limits.max_rows); !ok) {
    return std::unexpected(std::move(ok).error());
  }
  return found;
}

}  // namespace wirespeed::graph_algorithms
