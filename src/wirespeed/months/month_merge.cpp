#include "wirespeed/months/month_merge.hpp"

#include <algorithm>
#include <cstddef>

namespace wirespeed::months {
namespace {

constexpr std::size_t kIdentifying = offsetof(LogEntry, slim_end);  // id, length and hash stand before it

std::uint64_t count_missing(const discogs::IdSet& of, const discogs::IdSet& in) {
  const auto ids = of.members();
  return static_cast<std::uint64_t>(std::ranges::count_if(ids, [&](std::uint32_t id) { return !in.contains(id); }));
}

}  // namespace

void MonthMerge::add_records(const MonthBatch& batch) {
  const auto kind = static_cast<std::size_t>(batch.kind);
  records_ += batch.entries.size();
  for (const LogEntry& entry : batch.entries) {
    ids_[kind].insert(entry.id);
    records_hash_.update({reinterpret_cast<const std::uint8_t*>(&entry), kIdentifying});
  }
  for (const std::uint32_t id : batch.unchanged) unchanged_[kind].insert(id);
  rules_.add(batch.kind, batch.entries, batch.hits);
}

void MonthMerge::add_graph(MonthBatch& batch) { input_.add(batch); }

Changes MonthMerge::changes(discogs::Kind kind_of, const KnownRecords& known) const {
  const auto kind = static_cast<std::size_t>(kind_of);
  Changes changes;
  changes.added = count_missing(ids_[kind], known.ids(kind_of));
  changes.removed = count_missing(known.ids(kind_of), ids_[kind]);
  changes.unchanged = unchanged_[kind].size();
  changes.changed = ids_[kind].size() - changes.added - changes.unchanged;
  return changes;
}

void MonthMerge::report(const KnownRecords* known, MonthReport& report) const {
  for (std::size_t kind = 0; kind < report.changes.size(); ++kind) {
    report.changes[kind] =
        known != nullptr ? changes(static_cast<discogs::Kind>(kind), *known) : Changes{.added = ids_[kind].size()};
  }
  rules_.report(report);
}

}  // namespace wirespeed::months
