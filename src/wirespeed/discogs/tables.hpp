// A dump as tables: 26 of them, each fed by one kind of record. docs/discogs.md describes every column.
//
//   auto files = find_dumps({"discogs_20260801_releases.xml.gz"});
//   auto tracks = TableStream::open(*files, "release_tracks", {});
//   while (auto batch = (*tracks)->next()) { if (*batch == nullptr) break; ... }
//
// One pass over the files of one kind gives any number of its tables. Rows stand in the order of the files.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/bounded_queue.hpp"
#include "wirespeed/column/arrow_export.hpp"
#include "wirespeed/column/batch.hpp"
#include "wirespeed/discogs/dump_reader.hpp"

namespace wirespeed::discogs {

struct TableInfo {
  std::string name;
  Kind kind;  // of the records that it is made from
  column::Schema schema;
};

// All tables: of artists, labels, masters, releases, and among them first the records, then their parts.
std::span<const TableInfo> all_tables();

// Null for a name that is none.
const TableInfo* find_table(std::string_view name);

struct TableOptions {
  ReadOptions read;                                       // read.progress is not used: a stream has its own
  std::int64_t batch_rows = 65536;                        // a batch is given out once it has as many rows
  std::size_t batch_bytes = std::size_t{16} << 20;        // or bytes; no batch passes this but one of a single slab
  std::size_t queued_batches = 4;                         // made ahead of the consumer
  std::size_t kept_reject_bytes = std::size_t{16} << 20;  // of rejects with their text; all are counted
};

// What a pass has met so far; complete when it has ended.
struct TableReport {
  ReadReport read;
  std::vector<Reject> rejects;  // the first ones, see kept_reject_bytes
};

// One table, once, while the files are read on threads of its own. next() and next_for() belong to one thread at a
// time; report(), progress() and cancel() may be called by any. Destroying it ends the run.
class TableStream final : public column::BatchSource {
 public:
  // not_found: no file of the kind that the table is made from; invalid_argument: no such table.
  static Result<std::unique_ptr<TableStream>> open(const std::vector<DumpFile>& files, std::string_view table,
                                                   const TableOptions& options);
  ~TableStream() override;

  const column::Schema& schema() const override;
  Result<std::shared_ptr<const column::Batch>> next() override;

  // Waits at most `patience`; Popped::value fills `batch`.
  Result<Popped> next_for(std::chrono::milliseconds patience, std::shared_ptr<const column::Batch>& batch);

  void cancel() noexcept;
  const Progress& progress() const noexcept;
  TableReport report() const;

 private:
  struct Run;
  explicit TableStream(std::unique_ptr<Run> run);
  std::unique_ptr<Run> run_;
};

struct CollectedTables {
  std::vector<std::shared_ptr<const column::Table>> tables;  // as they were named
  TableReport report;
};

// Several tables, whole, in memory, from one pass. `progress` may be null.
Result<CollectedTables> collect_tables(const std::vector<DumpFile>& files, const std::vector<std::string>& tables,
                                       const TableOptions& options, Progress* progress);

}  // namespace wirespeed::discogs
