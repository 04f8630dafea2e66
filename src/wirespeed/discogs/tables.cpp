#include "wirespeed/discogs/tables.hpp"

#include <thread>

#include "wirespeed/discogs/tables_run.hpp"

namespace wirespeed::discogs {

using BatchPointer = std::shared_ptr<const column::Batch>;

namespace {
constexpr std::chrono::milliseconds kTick{50};  // between looks at the caller's token
}

struct TableStream::Run {
  Run(TablePlan the_plan, const TableOptions& the_options)
      : plan(std::move(the_plan)),
        options(the_options),
        queue(options.queued_batches),
        log(options.kept_reject_bytes),
        callers_token(options.read.stop.cancel) {
    options.read.stop.cancel = &token;
    options.read.progress = &progress;
    thread = std::thread([this] { work(); });
  }

  ~Run() {
    token.cancel();
    queue.abandon();
    thread.join();
  }

  void work() {
    const auto push = [this](std::size_t /*table*/, BatchPointer batch) -> Result<void> {
      if (queue.push(std::move(batch))) return {};
      return fail(Errc::cancelled, "read table {}: cancelled", info().name);
    };
    done = run_tables(plan, options, push, log);
    queue.finish();
  }

  const TableInfo& info() const { return all_tables()[plan.tables.front()]; }

  const TablePlan plan;
  TableOptions options;
  CancelToken token;
  Progress progress;
  BoundedQueue<BatchPointer> queue;
  TableLog log;
  const CancelToken* callers_token;
  Result<void> done;  // the queue's end is seen after it is written
  std::thread thread;
};

TableStream::TableStream(std::unique_ptr<Run> run) : run_(std::move(run)) {}
TableStream::~TableStream() = default;

Result<std::unique_ptr<TableStream>> TableStream::open(const std::vector<DumpFile>& files, std::string_view table,
                                                       const TableOptions& options) {
  auto plan = plan_tables(files, std::span(&table, 1));
  if (!plan) return std::unexpected(std::move(plan).error());
  return std::unique_ptr<TableStream>(new TableStream(std::make_unique<Run>(std::move(*plan), options)));
}

const column::Schema& TableStream::schema() const { return run_->info().schema; }

Result<Popped> TableStream::next_for(std::chrono::milliseconds patience, BatchPointer& batch) {
  if (run_->callers_token != nullptr && run_->callers_token->cancelled()) cancel();
  const Popped popped = run_->queue.pop(patience, batch);
  if (popped == Popped::end && !run_->done) return std::unexpected(run_->done.error());
  return popped;
}

Result<BatchPointer> TableStream::next() {
  BatchPointer batch;
  for (;;) {
    auto popped = next_for(kTick, batch);
    if (!popped) return std::unexpected(std::move(popped).error());
    if (*popped == Popped::value) return batch;
    if (*popped == Popped::end) return nullptr;
  }
}

void TableStream::cancel() noexcept { run_->token.cancel(); }
const Progress& TableStream::progress() const noexcept { return run_->progress; }
TableReport TableStream::report() const { return run_->log.report(); }

Result<CollectedTables> collect_tables(const std::vector<DumpFile>& files, const std::vector<std::string>& tables,
                                       const TableOptions& options, Progress* progress) {
  const std::vector<std::string_view> names(tables.begin(), tables.end());
  auto plan = plan_tables(files, names);
  if (!plan) return std::unexpected(std::move(plan).error());
  std::vector<std::shared_ptr<column::Table>> filled;
  for (const TableInfo& info : all_tables()) {
    filled.push_back(std::make_shared<column::Table>(column::Table{info.schema, {}}));
  }
  const auto keep = [&](std::size_t table, BatchPointer batch) -> Result<void> {
    filled[table]->batches.push_back(std::move(batch));
    return {};
  };
  TableOptions with_progress = options;
  with_progress.read.progress = progress;
  TableLog log(options.kept_reject_bytes);
  if (auto done = run_tables(*plan, with_progress, keep, log); !done) return std::unexpected(std::move(done).error());
  CollectedTables collected{{}, log.report()};
  for (const std::size_t table : plan->tables) collected.tables.push_back(filled[table]);
  return collected;
}

}  // namespace wirespeed::discogs
