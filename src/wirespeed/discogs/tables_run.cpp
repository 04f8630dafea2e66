#include "wirespeed/discogs/tables_run.hpp"

#include "wirespeed/discogs/tables_worker.hpp"

namespace wirespeed::discogs {
namespace {

std::string names_of(std::span<const TableInfo> tables) {
  std::string names;
  for (const TableInfo& table : tables) names += (names.empty() ? "" : ", ") + table.name;
  return names;
}

Result<void> add_table(const std::vector<DumpFile>& files, std::string_view name, TablePlan& plan) {
  const TableInfo* table = find_table(name);
  if (table == nullptr) {
    return fail(Errc::invalid_argument, "read a table: expected one of {}, found \"{}\"", names_of(all_tables()), name);
  }
  if (std::ranges::find(files, table->kind, &DumpFile::kind) == files.end()) {
    return fail(Errc::not_found, "read table {}: expected a dump of {} among the files, found none; add that file",
                table->name, root_name(table->kind));
  }
  plan.tables.push_back(static_cast<std::size_t>(table - all_tables().data()));
  plan.wanted |= TableMask{1} << plan.tables.back();
  return {};
}

bool is_needed(const TablePlan& plan, Kind kind) {
  return std::ranges::any_of(plan.tables, [&](std::size_t table) { return all_tables()[table].kind == kind; });
}

}  // namespace

void TableLog::add(Kind kind, BatchResult& result) {
  const std::lock_guard lock(mutex_);
  report_.read.records[static_cast<int>(kind)] += result.records;
  report_.read.repairs += result.repairs;
  report_.read.rejects += result.rejects.size();
  for (Reject& reject : result.rejects) {
    const std::size_t bytes = sizeof reject + reject.bytes.size() + reject.reason.size();
    if (bytes > room_) room_ = 0;  // from here on they are counted only, so that the kept ones are the first ones
    if (room_ == 0) break;
    room_ -= bytes;
    report_.rejects.push_back(std::move(reject));
  }
}

void TableLog::finish(const ReadReport& report) {
  const std::lock_guard lock(mutex_);
  report_.read = report;
}

TableReport TableLog::report() const {
  const std::lock_guard lock(mutex_);
  return report_;
}

Result<TablePlan> plan_tables(const std::vector<DumpFile>& files, std::span<const std::string_view> tables) {
  TablePlan plan;
  for (const std::string_view name : tables) {
    if (auto added = add_table(files, name, plan); !added) return std::unexpected(std::move(added).error());
  }
  std::ranges::copy_if(files, std::back_inserter(plan.files),
                       [&](const DumpFile& f) { return is_needed(plan, f.kind); });
  return plan;
}

Result<void> run_tables(const TablePlan& plan, const TableOptions& options, const TableSink& sink, TableLog& log) {
  TableJoiner joiner(options.batch_rows, options.batch_bytes, sink);
  const auto merge = [&](const DumpFile& file, BatchResult& result) -> Result<void> {
    log.add(file.kind, result);
    auto& batches = static_cast<TableResult&>(result).batches;
    if (!batches) return std::unexpected(std::move(batches).error());
    for (TableBatch& batch : *batches) {
      if (auto added = joiner.add(std::move(batch)); !added) return added;
    }
    return {};
  };
  auto report = read_dumps(plan.files, options.read, [&] { return std::make_unique<TableWorker>(plan.wanted); }, merge);
  if (!report) return std::unexpected(std::move(report).error());
  log.finish(*report);
  return joiner.finish();
}

}  // namespace wirespeed::discogs
