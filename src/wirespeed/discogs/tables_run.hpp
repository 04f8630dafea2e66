// One pass over dump files that gives tables: the workers, the join, the report.
#pragma once

#include <mutex>

#include "wirespeed/discogs/tables_join.hpp"

namespace wirespeed::discogs {

// What a pass has met, written by the pass, read by anyone. Thread-safe.
class TableLog {
 public:
  explicit TableLog(std::size_t kept_reject_bytes) : room_(kept_reject_bytes) {}

  void add(Kind kind, BatchResult& result);  // takes the rejects
  void finish(const ReadReport& report);
  TableReport report() const;

 private:
  mutable std::mutex mutex_;
  std::size_t room_;
  TableReport report_;
};

// What is to be read for some tables: the files that hold them, and the mask that the workers want.
struct TablePlan {
  std::vector<DumpFile> files;
  std::vector<std::size_t> tables;  // indices in all_tables(), as they were named
  TableMask wanted = 0;
};

// Errors as TableStream::open().
Result<TablePlan> plan_tables(const std::vector<DumpFile>& files, std::span<const std::string_view> tables);

// Runs to the end on the calling thread and the reader's own. options.read.progress and .stop are used as they are.
Result<void> run_tables(const TablePlan& plan, const TableOptions& options, const TableSink& sink, TableLog& log);

}  // namespace wirespeed::discogs
