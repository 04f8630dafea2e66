// What walks have read of nodes, kept for the next look: labels as bits, properties, and relationships. Each is
// switched separately.
//
//   NodeCache cache({.labels = true, .properties = true, .relationships = true, .max_bytes = 64 << 20});
//
// A cache lives as long as one walk, or is shared by many: then nothing in it notices that the store changes, and who
// changes nodes says so by invalidate() or clear(). A relationship is kept with both its ends, and of both that is said
// when it comes, changes or goes. What a walk had read before that and hands in after it is not kept.
//
// When it is full, what was not asked for since it was last half full makes room; what is too large for half is not
// kept. Thread-safe; a batch holds the lock.
#pragma once

#include <deque>
#include <map>
#include <mutex>

#include "wirespeed/graph_remote/aging_table.hpp"
#include "wirespeed/graph_remote/cache_heaps.hpp"
#include "wirespeed/graph_remote/condition.hpp"

namespace wirespeed::graph_remote {

struct CacheOptions {
  bool labels = true;
  bool properties = true;
  bool relationships = false;
  std::size_t max_bytes = std::size_t{256} << 20;
};

struct CacheCounts {
  std::uint64_t hits = 0;
  std::uint64_t misses = 0;
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
};

struct CacheReport {
  CacheCounts labels;
  CacheCounts properties;
  CacheCounts relationships;      // of nodes: all that one question finds at a node is an entry
  std::uint64_t evicted = 0;      // entries that made room
  std::uint64_t invalidated = 0;  // entries
};

class NodeCache {
 public:
  // Of the state in which something was read: what is handed in with an old one is not kept.
  using Ticket = std::uint64_t;
  // What is asked of relationships, by a number that lasts as long as the cache.
  using QuestionNumber = std::size_t;

  explicit NodeCache(const CacheOptions& options) : options_(options) {}

  const CacheOptions& options() const noexcept { return options_; }

  // Fills what it knows, and lists the places of the rest: a node's where one of its pages is missing.
  // REQUIRES: options().labels
  Ticket find_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages, std::span<LabelMask> masks,
                     std::vector<std::uint32_t>& missing);
  void keep_labels(Ticket ticket, std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                   std::span<const LabelMask> masks);

  // Likewise: 1 where the node's value fulfils the condition. REQUIRES: options().properties
  Ticket find_verdicts(const RemoteCondition& condition, std::span<const RemoteId> nodes,
                       std::span<std::uint8_t> verdicts, std::vector<std::uint32_t>& missing);
  void keep_values(Ticket ticket, std::string_view property, std::span<const RemoteId> nodes, const Values& values);

  // Likewise: appends the rows of nodes that it knows, and an empty one for each of the rest. What stands there is as
  // the store told it; no condition is asked. REQUIRES: options().relationships, and `neighbors` is for such needs
  QuestionNumber question(std::span<const RemoteWay> ways, const RelationshipNeeds& needs);
  Ticket find_neighbors(QuestionNumber question, std::span<const RemoteId> nodes, Neighbors& neighbors,
                        std::vector<std::uint32_t>& missing);
  void keep_neighbors(Ticket ticket, QuestionNumber question, std::span<const RemoteId> nodes,
                      const Neighbors& neighbors);

  // Forgets all it knows of the nodes, or everything.
  void invalidate(std::span<const RemoteId> nodes);
  void clear();
  CacheReport report() const;

 private:
  using LabelTable = AgingTable<LabelHeap>;
  using ValueTable = AgingTable<TextHeap>;
  using RowTable = AgingTable<RowHeap>;
  struct Question {
    std::vector<RemoteWay> ways;
    RelationshipNeeds needs;
    RowTable rows{};
  };

  // Calls visit(table) for each.
  template <typename Self, typename Visit>
  static void each_table(Self& self, const Visit& visit);

  ValueTable& values_of(std::string_view property);
  // view_of(i) is what to keep of node i.
  template <typename Table, typename ViewOf>
  void put_all(Table& table, std::span<const RemoteId> nodes, const ViewOf& view_of);
  void age();
  std::size_t young_bytes() const noexcept;

  const CacheOptions options_;
  mutable std::mutex mutex_;
  Ticket ticket_ = 0;
  std::map<LabelPage, LabelTable> labels_;  // by page
  std::map<std::string, ValueTable, std::less<>> values_;
  std::deque<Question> questions_;
  RowHeap gathering_;
  CacheReport counts_;
};

}  // namespace wirespeed::graph_remote
