// What walks have read of nodes, kept for the next look: labels as bits, and properties. Each is switched separately.
//
//   NodeCache cache({.labels = true, .properties = true, .max_bytes = 64 << 20});
//
// A cache lives as long as one walk, or is shared by many: then nothing in it notices that the store changes, and who
// changes nodes says so by invalidate() or clear(). What a walk had read before that and hands in after it is not kept.
//
// When it is full, what was not asked for since it was last half full makes room; what is too large for half is not
// kept. Thread-safe; a batch holds the lock.
#pragma once

#include <map>
#include <mutex>

#include "wirespeed/graph_remote/condition.hpp"
#include "wirespeed/graph_remote/id_table.hpp"

namespace wirespeed::graph_remote {

struct CacheOptions {
  bool labels = true;
  bool properties = true;
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
  std::uint64_t evicted = 0;      // entries that made room
  std::uint64_t invalidated = 0;  // entries
};

// Two tables: what was asked for lately, and what was before; what is asked for again moves as far as there is room.
template <typename V>
class AgingTable {
 public:
  struct Found {
    const V* value = nullptr;
    std::string_view texts{};
  };

  Found find(RemoteId id) {
    if (const V* value = young_.table.find(id)) return {value, young_.texts};
    const V* value = old_.table.find(id);
    if (value == nullptr) return {};
    if (young_bytes_next(*value) > young_bytes()) return {value, old_.texts};  // no room for it yet
    return {&put(id, *value, old_.texts), young_.texts};
  }
  const V& put(RemoteId id, const V& value, std::string_view texts) {
    V* const slot = young_.table.insert(id).first;
    *slot = carried(value, texts, young_.texts);
    return *slot;
  }
  bool erase(RemoteId id) noexcept {
    const bool was_young = young_.table.erase(id);
    return old_.table.erase(id) || was_young;
  }
  // The number of entries that are gone for good.
  std::size_t age() {
    const std::size_t gone = old_.table.size();
    old_ = std::exchange(young_, {});
    return gone;
  }

  void prefetch(RemoteId id) const noexcept { young_.table.prefetch(id); }
  std::size_t size() const noexcept { return young_.table.size() + old_.table.size(); }
  std::size_t bytes() const noexcept { return young_.bytes() + old_.bytes(); }
  std::size_t young_bytes() const noexcept { return young_.bytes(); }
  // After one more.
  std::size_t young_bytes_next(const V& value) const noexcept {
    const std::size_t texts = young_.texts.size() + length_of(value);
    const std::size_t capacity = young_.texts.capacity();
    const std::size_t text_bytes = texts > capacity ? std::max(texts, 2 * capacity) : texts == 0 ? 0 : capacity;
    return young_.table.bytes_next() + text_bytes;
  }

 private:
  struct Generation {
    IdTable<V> table{};
    std::string texts{};
    // Short ones stand in the string itself.
    std::size_t text_bytes() const noexcept { return texts.empty() ? 0 : texts.capacity(); }
    std::size_t bytes() const noexcept { return table.bytes() + text_bytes(); }
  };

  static std::size_t length_of(LabelMask) noexcept { return 0; }
  static std::size_t length_of(const Cell& cell) noexcept { return cell.length; }
  static LabelMask carried(LabelMask mask, std::string_view, std::string&) noexcept { return mask; }
  static Cell carried(const Cell& cell, std::string_view from, std::string& into) {
    return cell.kind == Cell::Kind::text ? text_cell(cell.text(from), into) : cell;
  }

  Generation young_;
  Generation old_;
};

class NodeCache {
 public:
  // Of the state in which something was read: what is handed in with an old one is not kept.
  using Ticket = std::uint64_t;

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

  // Forgets all it knows of the nodes, or everything.
  void invalidate(std::span<const RemoteId> nodes);
  void clear();
  CacheReport report() const;

 private:
  using LabelTable = AgingTable<LabelMask>;
  using ValueTable = AgingTable<Cell>;

  template <typename Visit>
  void each_table(const Visit& visit) const;

  ValueTable& values_of(std::string_view property);
  template <typename V>
  void put(AgingTable<V>& table, RemoteId id, const V& value, std::string_view texts);
  void age();
  std::size_t young_bytes() const noexcept;

  const CacheOptions options_;
  mutable std::mutex mutex_;
  Ticket ticket_ = 0;
  std::map<LabelPage, LabelTable> labels_;  // by page
  std::map<std::string, ValueTable, std::less<>> values_;
  CacheReport counts_;
};

}  // namespace wirespeed::graph_remote
