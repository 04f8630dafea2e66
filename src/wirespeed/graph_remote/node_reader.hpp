// What a walk asks of nodes, answered by the cache where it knows and by the provider where it does not.
#pragma once

#include <unordered_map>

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
  std::uint64_t relationship_hits = 0;  // nodes

  WalkReport operator-(const WalkReport& before) const noexcept;  // what came since
};

class NodeReader {
 public:
  // `cache` may be nullptr. Borrows both.
  NodeReader(ProviderSession& session, NodeCache* cache, const Stop& stop) noexcept
      : session_(session), cache_(cache), stop_(stop) {}

  // What ends the questions from here on.
  void set_stop(const Stop& stop) noexcept { stop_ = stop; }
  const Stop& stop() const noexcept { return stop_; }

  // The pages of each node, one after the other. REQUIRES: masks.size() == nodes.size() * pages.size()
  Result<void> labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages, std::span<LabelMask> masks);
  // 1 where the node's value fulfils the condition, 0 elsewhere.
  Result<void> verdicts(const RemoteCondition& condition, std::span<const RemoteId> nodes,
                        std::span<std::uint8_t> verdicts);
  // Those that are followed, in place of what `neighbors` held. The ways of one step stay where they are as long as the
  // reader, and the questions are always the same.
  Result<void> neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                         const RelationshipQuestions& questions, Neighbors& neighbors);

  // All by that way, with who they are, in place of what `neighbors` held; no cache is asked.
  Result<void> all_relationships(std::span<const RemoteId> nodes, const RemoteWay& way, Neighbors& neighbors) {
    if (auto ok = stop_.check("traversal"); !ok) return ok;
    return read_neighbors(nodes, {&way, 1}, {.ids = true}, neighbors);
  }

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
  Result<void> kept_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                              const RelationshipNeeds& needs, Neighbors& neighbors);
  Result<void> read_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                              const RelationshipNeeds& needs, Neighbors& neighbors);
  NodeCache::QuestionNumber number_of(std::span<const RemoteWay> ways, const RelationshipNeeds& needs);
  void merge_read(Neighbors& neighbors);
  std::span<const RemoteId> pick_missing(std::span<const RemoteId> nodes);

  ProviderSession& session_;
  NodeCache* cache_;
  Stop stop_;
  WalkReport report_;
  // Of the call that runs.
  std::vector<std::uint32_t> missing_;
  std::vector<RemoteId> nodes_;
  std::vector<LabelMask> masks_;
  std::vector<std::uint8_t> verdicts_;
  Values values_;
  Neighbors read_;
  Neighbors known_;
  RowHeap merging_;
  std::unordered_map<const RemoteWay*, NodeCache::QuestionNumber> numbers_;  // by where the ways are
};

}  // namespace wirespeed::graph_remote
