// What a walk asks of nodes, answered by the cache where it knows and by the provider where it does not.
#pragma once

#include "wirespeed/graph_remote/node_cache.hpp"
#include "wirespeed/graph_remote/relationship_questions.hpp"

namespace wirespeed::graph_remote {

// What a walk took from the provider and from the cache.
struct WalkReport {
  std::uint64_t calls = 0;            // of the provider
  std::uint64_t labels_read = 0;      // nodes
  std::uint64_t properties_read = 0;  // values
  std::uint64_t expanded = 0;         // nodes whose relationships were read
  std::uint64_t relationships = 0;    // that came
  std::uint64_t dangling = 0;         // that lead to a node which is not there; they are not followed
  std::uint64_t label_hits = 0;
  std::uint64_t property_hits = 0;

  WalkReport& operator+=(const WalkReport& more) noexcept;
};

class NodeReader {
 public:
  // `cache` may be nullptr. Borrows all.
  NodeReader(ProviderSession& session, NodeCache* cache, const Stop& stop) noexcept
      : session_(session), cache_(cache), stop_(stop) {}

  // The pages of each node, one after the other. REQUIRES: masks.size() == nodes.size() * pages.size()
  Result<void> labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages, std::span<LabelMask> masks);
  // 1 where the node's value fulfils the condition, 0 elsewhere.
  Result<void> verdicts(const RemoteCondition& condition, std::span<const RemoteId> nodes,
                        std::span<std::uint8_t> verdicts);
  // Those that are followed, in place of what `neighbors` held.
  Result<void> neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                         const RelationshipQuestions& questions, Neighbors& neighbors);

  void count_dangling() noexcept { ++report_.dangling; }
  const WalkReport& report() const noexcept { return report_; }

 private:
  Result<void> missing_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                              std::span<LabelMask> masks, NodeCache::Ticket ticket);
  Result<void> missing_verdicts(const RemoteCondition& condition, std::span<const RemoteId> nodes,
                                std::span<std::uint8_t> verdicts, NodeCache::Ticket ticket);
  Result<void> read_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                           std::span<LabelMask> masks);
  Result<void> read_values(const RemoteCondition& condition, std::span<const RemoteId> nodes,
                           std::span<std::uint8_t> verdicts);
  std::span<const RemoteId> pick_missing(std::span<const RemoteId> nodes);

  ProviderSession& session_;
  NodeCache* cache_;
  const Stop& stop_;
  WalkReport report_;
  // Of the call that runs.
  std::vector<std::uint32_t> missing_;
  std::vector<RemoteId> nodes_;
  std::vector<LabelMask> masks_;
  std::vector<std::uint8_t> verdicts_;
  Values values_;
};

}  // namespace wirespeed::graph_remote
