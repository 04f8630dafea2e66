#include "wirespeed/discogs/tables_join.hpp"

namespace wirespeed::discogs {

TableJoiner::TableJoiner(std::int64_t rows, std::size_t bytes, TableSink sink)
    : rows_(rows), bytes_(bytes), sink_(std::move(sink)), pending_(all_tables().size()) {}

Result<void> TableJoiner::add(TableBatch part) {
  Pending& pending = pending_[part.table];
  const std::size_t part_bytes = part.batch.bytes();
  if (pending.bytes + part_bytes > bytes_) {
    if (auto done = give_out(part.table); !done) return done;
  }
  pending.rows += part.batch.rows;
  pending.bytes += part_bytes;
  pending.parts.push_back(std::move(part.batch));
  return pending.rows < rows_ ? Result<void>() : give_out(part.table);
}

Result<void> TableJoiner::give_out(std::size_t table) {
  const Pending pending = std::exchange(pending_[table], {});
  if (pending.parts.empty()) return {};
  auto joined = column::concat(pending.parts);
  if (!joined) return std::unexpected(std::move(joined).error());
  return sink_(table, std::make_shared<const column::Batch>(std::move(*joined)));
}

Result<void> TableJoiner::finish() {
  for (std::size_t table = 0; table < pending_.size(); ++table) {
    if (auto done = give_out(table); !done) return done;
  }
  return {};
}

}  // namespace wirespeed::discogs
