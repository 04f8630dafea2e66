#include "wirespeed/graph_remote/node_cache.hpp"

#include <algorithm>

namespace wirespeed::graph_remote {
namespace {

constexpr std::size_t kAhead = 32;  // nodes whose slots are on their way to the processor

// Calls known(i, view) for each node that the table has; lists the places of the others, and calls unknown().
template <typename Heap, typename Known, typename Unknown>
void find_all(AgingTable<Heap>& table, std::span<const RemoteId> nodes, std::vector<std::uint32_t>& missing,
              const Known& known, const Unknown& unknown) {
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (i + kAhead < nodes.size()) table.prefetch(nodes[i + kAhead]);
    if (const auto view = table.find(nodes[i])) {
      known(i, *view);
    } else {
      missing.push_back(static_cast<std::uint32_t>(i));
      unknown();
    }
  }
}

void sort_once(std::vector<std::uint32_t>& places) {
  std::ranges::sort(places);
  const auto doubles = std::ranges::unique(places);
  places.erase(doubles.begin(), doubles.end());
}

template <typename Heap>
void add(CacheCounts& counts, const AgingTable<Heap>& table) {
  counts.entries += table.size();
  counts.bytes += table.bytes();
}

void count(CacheCounts& counts, std::size_t asked, std::size_t missed) noexcept {
  counts.hits += asked - missed;
  counts.misses += missed;
}

constexpr auto kNothing = [] {};

}  // namespace

// --- labels ----------------------------------------------------------------------------------------------------------

NodeCache::Ticket NodeCache::find_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                                         std::span<LabelMask> masks, std::vector<std::uint32_t>& missing) {
  const std::scoped_lock lock(mutex_);
  missing.clear();
  for (std::size_t page = 0; page < pages.size(); ++page) {
    const auto known = [&](std::size_t i, LabelMask mask) { masks[i * pages.size() + page] = mask; };
    find_all(labels_[pages[page]], nodes, missing, known, kNothing);
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
    put_all(labels_[pages[page]], nodes, [&](std::size_t i) { return masks[i * pages.size() + page]; });
  }
}

// --- properties ------------------------------------------------------------------------------------------------------

NodeCache::Ticket NodeCache::find_verdicts(const RemoteCondition& condition, std::span<const RemoteId> nodes,
                                           std::span<std::uint8_t> verdicts, std::vector<std::uint32_t>& missing) {
  const std::scoped_lock lock(mutex_);
  missing.clear();
  const auto known = [&](std::size_t i, const TextHeap::View& view) {
    verdicts[i] = condition.holds(view.cell, view.texts) ? 1 : 0;
  };
  find_all(values_of(condition.property()), nodes, missing, known, kNothing);
  count(counts_.properties, nodes.size(), missing.size());
  return ticket_;
}

void NodeCache::keep_values(Ticket ticket, std::string_view property, std::span<const RemoteId> nodes,
                            const Values& values) {
  const std::scoped_lock lock(mutex_);
  if (ticket != ticket_) return;
  put_all(values_of(property), nodes, [&](std::size_t i) { return TextHeap::View{values.cells[i], values.texts}; });
}

NodeCache::ValueTable& NodeCache::values_of(std::string_view property) {
  const auto found = values_.find(property);
  return found != values_.end() ? found->second : values_.emplace(property, ValueTable()).first->second;
}

// --- relationships ---------------------------------------------------------------------------------------------------

NodeCache::QuestionNumber NodeCache::question(std::span<const RemoteWay> ways, const RelationshipNeeds& needs) {
  const std::scoped_lock lock(mutex_);
  const auto found = std::ranges::find_if(
      questions_, [&](const Question& one) { return std::ranges::equal(one.ways, ways) && one.needs == needs; });
  const auto number = static_cast<QuestionNumber>(found - questions_.begin());
  if (found == questions_.end()) questions_.push_back({{ways.begin(), ways.end()}, needs});
  return number;
}

NodeCache::Ticket NodeCache::find_neighbors(QuestionNumber question, std::span<const RemoteId> nodes,
                                            Neighbors& neighbors, std::vector<std::uint32_t>& missing) {
  const std::scoped_lock lock(mutex_);
  missing.clear();
  const auto known = [&](std::size_t, const RowView& row) { row.append_to(neighbors); };
  find_all(questions_[question].rows, nodes, missing, known, [&] { RowView().append_to(neighbors); });
  count(counts_.relationships, nodes.size(), missing.size());
  return ticket_;
}

void NodeCache::keep_neighbors(Ticket ticket, QuestionNumber question, std::span<const RemoteId> nodes,
                               const Neighbors& neighbors) {
  const std::scoped_lock lock(mutex_);
  if (ticket != ticket_) return;
  put_all(questions_[question].rows, nodes, [&](std::size_t i) { return gathering_.gathered(neighbors, i); });
}

// --- all of them -----------------------------------------------------------------------------------------------------

void NodeCache::invalidate(std::span<const RemoteId> nodes) {
  const std::scoped_lock lock(mutex_);
  ++ticket_;
  each_table(*this, [&](auto& table) {
    counts_.invalidated +=
        static_cast<std::uint64_t>(std::ranges::count_if(nodes, [&](RemoteId node) { return table.erase(node); }));
  });
}

void NodeCache::clear() {
  const std::scoped_lock lock(mutex_);
  ++ticket_;
  each_table(*this, [&](auto& table) {
    counts_.invalidated += table.size();
    table = {};
  });
}

CacheReport NodeCache::report() const {
  const std::scoped_lock lock(mutex_);
  CacheReport report = counts_;
  for (const auto& [page, table] : labels_) add(report.labels, table);
  for (const auto& [name, table] : values_) add(report.properties, table);
  for (const Question& question : questions_) add(report.relationships, question.rows);
  return report;
}

template <typename Self, typename Visit>
void NodeCache::each_table(Self& self, const Visit& visit) {
  for (auto& [page, table] : self.labels_) visit(table);
  for (auto& [name, table] : self.values_) visit(table);
  for (auto& question : self.questions_) visit(question.rows);
}

template <typename Table, typename ViewOf>
void NodeCache::put_all(Table& table, std::span<const RemoteId> nodes, const ViewOf& view_of) {
  const std::size_t room = options_.max_bytes / 2;  // the other half is for what was asked for before
  std::size_t others = young_bytes() - table.young_bytes();
  const Table empty;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto view = view_of(i);
    if (others + table.young_bytes_next(view) > room) {
      if (empty.young_bytes_next(view) > room) continue;
      age();
      others = 0;
    }
    table.put(nodes[i], view);
  }
}

void NodeCache::age() {
  each_table(*this, [&](auto& table) { counts_.evicted += table.age(); });
}

std::size_t NodeCache::young_bytes() const noexcept {
  std::size_t bytes = 0;
  each_table(*this, [&](const auto& table) { bytes += table.young_bytes(); });
  return bytes;
}

}  // namespace wirespeed::graph_remote
