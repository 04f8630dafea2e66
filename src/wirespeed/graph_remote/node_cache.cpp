#include "wirespeed/graph_remote/node_cache.hpp"

#include <algorithm>

namespace wirespeed::graph_remote {
namespace {

constexpr std::size_t kAhead = 8;  // nodes whose slots are on their way to the processor

// Calls known(i, found) for each node that the table has, and lists the places of the others.
template <typename V, typename Known>
void find_all(AgingTable<V>& table, std::span<const RemoteId> nodes, std::vector<std::uint32_t>& missing,
              const Known& known) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (i + kAhead < nodes.size()) table.prefetch(nodes[i + kAhead]);
    const auto found = table.find(nodes[i]);
    if (found.value == nullptr) {
      missing.push_back(static_cast<std::uint32_t>(i));
    } else {
      known(i, found);
    }
  }
}

void sort_once(std::vector<std::uint32_t>& places) {
  std::ranges::sort(places);
  const auto doubles = std::ranges::unique(places);
  places.erase(doubles.begin(), doubles.end());
}

template <typename V>
void add(CacheCounts& counts, const AgingTable<V>& table) {
  counts.entries += table.size();
  counts.bytes += table.bytes();
}

void count(CacheCounts& counts, std::size_t asked, std::size_t missed) noexcept {
  counts.hits += asked - missed;
  counts.misses += missed;
}

}  // namespace

NodeCache::Ticket NodeCache::find_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                                         std::span<LabelMask> masks, std::vector<std::uint32_t>& missing) {
  const std::scoped_lock lock(mutex_);
  missing.clear();
  for (std::size_t page = 0; page < pages.size(); ++page) {
    find_all(labels_[pages[page]], nodes, missing,
             [&](std::size_t i, const auto& found) { masks[i * pages.size() + page] = *found.value; });
  }
  if (pages.size() > 1) sort_once(missing);
  count(counts_.labels, nodes.size(), missing.size());
  return ticket_;
}

void NodeCache::keep_labels(Ticket ticket, std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                            std::span<const LabelMask> masks) {
  const std::scoped_lock lock(mutex_);
  if (ticket != ticket_) return;
  for (std::size_t page = 0; page < pages.size(); ++page) {
    LabelTable& table = labels_[pages[page]];
    for (std::size_t i = 0; i < nodes.size(); ++i) put(table, nodes[i], masks[i * pages.size() + page], {});
  }
}

NodeCache::Ticket NodeCache::find_verdicts(const RemoteCondition& condition, std::span<const RemoteId> nodes,
                                           std::span<std::uint8_t> verdicts, std::vector<std::uint32_t>& missing) {
  const std::scoped_lock lock(mutex_);
  missing.clear();
  find_all(values_of(condition.property()), nodes, missing,
           [&](std::size_t i, const auto& found) { verdicts[i] = condition.holds(*found.value, found.texts) ? 1 : 0; });
  count(counts_.properties, nodes.size(), missing.size());
  return ticket_;
}

void NodeCache::keep_values(Ticket ticket, std::string_view property, std::span<const RemoteId> nodes,
                            const Values& values) {
  const std::scoped_lock lock(mutex_);
  if (ticket != ticket_) return;
  ValueTable& table = values_of(property);
  for (std::size_t i = 0; i < nodes.size(); ++i) put(table, nodes[i], values.cells[i], values.texts);
}

void NodeCache::invalidate(std::span<const RemoteId> nodes) {
  const std::scoped_lock lock(mutex_);
  ++ticket_;
  for (const RemoteId node : nodes) {
    for (auto& [page, table] : labels_) counts_.invalidated += table.erase(node) ? 1 : 0;
    for (auto& [name, table] : values_) counts_.invalidated += table.erase(node) ? 1 : 0;
  }
}

void NodeCache::clear() {
  const std::scoped_lock lock(mutex_);
  ++ticket_;
  each_table([&](const auto& table) { counts_.invalidated += table.size(); });
  labels_.clear();
  values_.clear();
}

CacheReport NodeCache::report() const {
  const std::scoped_lock lock(mutex_);
  CacheReport report = counts_;
  for (const auto& [page, table] : labels_) add(report.labels, table);
  for (const auto& [name, table] : values_) add(report.properties, table);
  return report;
}

template <typename Visit>
void NodeCache::each_table(const Visit& visit) const {
  for (const auto& [page, table] : labels_) visit(table);
  for (const auto& [name, table] : values_) visit(table);
}

NodeCache::ValueTable& NodeCache::values_of(std::string_view property) {
  const auto found = values_.find(property);
  return found != values_.end() ? found->second : values_.emplace(property, ValueTable()).first->second;
}

template <typename V>
void NodeCache::put(AgingTable<V>& table, RemoteId id, const V& value, std::string_view texts) {
  const std::size_t room = options_.max_bytes / 2;  // the other half is for what was asked for before
  if (young_bytes() - table.young_bytes() + table.young_bytes_next(value) > room) {
    if (AgingTable<V>().young_bytes_next(value) > room) return;
    age();
  }
  table.put(id, value, texts);
}

void NodeCache::age() {
  for (auto& [page, table] : labels_) counts_.evicted += table.age();
  for (auto& [name, table] : values_) counts_.evicted += table.age();
}

std::size_t NodeCache::young_bytes() const noexcept {
  std::size_t bytes = 0;
  each_table([&](const auto& table) { bytes += table.young_bytes(); });
  return bytes;
}

}  // namespace wirespeed::graph_remote
