#include "wirespeed/months/month_ingest.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <system_error>
#include <tuple>

#include "wirespeed/base/cpu.hpp"
#include "wirespeed/base/parallel.hpp"
#include "wirespeed/discogs/out_directory.hpp"
#include "wirespeed/discogs/reject_file.hpp"
#include "wirespeed/graph/graph.hpp"
#include "wirespeed/months/byte_code.hpp"
#include "wirespeed/months/checkpoint.hpp"
#include "wirespeed/months/directory_lock.hpp"
#include "wirespeed/months/month_merge.hpp"
#include "wirespeed/months/rule_counts.hpp"
#include "wirespeed/months/snapshot_copy.hpp"
#include "wirespeed/months/snapshot_store.hpp"

namespace wirespeed::months {
namespace {

namespace fs = std::filesystem;
using discogs::DumpFile;
using discogs::IngestStage;
using discogs::ReadPlace;

constexpr std::size_t kReplayedAtOnce = 64;  // chunks

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

void remove_quietly(const fs::path& path) {
  std::error_code ignored;
  fs::remove(path, ignored);
}

// What a run that was killed may have left.
void remove_temporaries(const fs::path& out) {
  remove_quietly(out / kCheckpointName);
  remove_quietly(out / kPartialCacheName);
  for (const std::string name : {kCheckpointName, graph::kSnapshotName.data(), discogs::kRejectsName}) {
    remove_quietly(out / (name + ".tmp"));
  }
  std::error_code ignored;
  fs::remove_all(out / kPartsName, ignored);
}

// Whether trying the same again can help, so that what was done is worth keeping.
bool may_go_on_after(Errc code) {
  return code == Errc::io || code == Errc::cancelled || code == Errc::deadline || code == Errc::limit;
}

class MonthIngest {
 public:
  MonthIngest(const std::vector<DumpFile>& files, fs::path out, const MonthOptions& options)
      : files_(files),
        out_(std::move(out)),
        options_(options),
        threads_(options.ingest.threads != 0 ? options.ingest.threads : available_cores()),
        last_year_(options.ingest.last_year != 0 ? options.ingest.last_year : discogs::default_last_year(files)),
        rejects_(out_ / discogs::kRejectsName) {}

  Result<MonthReport> run() {
    auto identities = identify(files_, options_.hashes, threads_, options_.ingest.stop);
    if (!identities) return std::unexpected(identities.error());
    identities_ = std::move(*identities);
    open_earlier();
    if (is_done_already()) return report_again();
    merge_.emplace();
    for (const auto step :
         {&MonthIngest::begin, &MonthIngest::read, &MonthIngest::write_snapshot, &MonthIngest::commit}) {
      if (auto ok = (this->*step)(); !ok) return std::unexpected(ok.error());
    }
    enter(IngestStage::done);
    return std::move(report_);
  }

 private:
  fs::path snapshot() const { return out_ / graph::kSnapshotName; }
  fs::path cache() const { return out_ / kCacheName; }

  void enter(IngestStage stage) {
    if (options_.ingest.progress != nullptr) options_.ingest.progress->stage = stage;
  }

  // Whatever is wrong with records.cache, it is made again: then all records are parsed.
  void open_earlier() {
    auto log = RecordLog::open(cache(), threads_);
    if (!log) return;
    earlier_.emplace(std::move(*log));
    known_.emplace(*earlier_);
  }

  bool same_rules() const { return earlier_ && earlier_->footer().rules == options_.rules_hash; }
  bool same_years() const { return earlier_ && earlier_->footer().last_year == static_cast<std::uint64_t>(last_year_); }
  bool snapshot_is_of_earlier() const {
    return earlier_ && snapshot_hash(snapshot()) == earlier_->footer().snapshot_hash;
  }

  bool is_done_already() const {
    return same_rules() && same_years() && earlier_->footer().files == identities_ && snapshot_is_of_earlier();
  }

  Result<MonthReport> report_again() {
    auto file = SectionFile::open(snapshot());
    if (!file) return std::unexpected(file.error());
    auto facts = discogs::read_facts(*file);
    if (!facts) return std::unexpected(facts.error());
    remove_temporaries(out_);
    report_.same_files = true;
    report_.same_records = true;
    report_.ingest.facts = *facts;
    report_.ingest.snapshot_bytes = file->size();
    for (std::size_t kind = 0; kind < report_.changes.size(); ++kind) {
      report_.changes[kind].unchanged = known_->ids(static_cast<discogs::Kind>(kind)).size();
    }
    RuleCounts rules;
    for (const ChunkView& chunk : earlier_->chunks()) rules.add(chunk.kind, chunk.entries, hits_of(chunk));
    rules.report(report_);
    enter(IngestStage::done);
    return std::move(report_);
  }

  // Files, options and rules as one number: what is left of a run of another work is of no use.
  std::uint64_t work() const {
    std::string text = log_header();
    ByteEncoder code(text);
    for (const FileIdentity& file : identities_) {
      for (const std::uint64_t number : {file.kind, file.bytes, file.hash}) code.number(number);
    }
    for (const std::uint64_t number : {static_cast<std::uint64_t>(last_year_), options_.rules_hash}) {
      code.number(number);
    }
    return hash64(bytes_of(text));
  }

  Result<void> begin() {
    enter(IngestStage::read);
    if (auto found = find_checkpoint(out_, work())) {
      auto log = RecordLog::open_partial(out_ / kPartialCacheName, found->log_bytes, threads_);
      if (log && found->place.file <= files_.size()) return go_on(*log, std::move(*found));
    }
    remove_temporaries(out_);
    auto log = LogWriter::create(out_);
    if (!log) return std::unexpected(log.error());
    log_.emplace(std::move(*log));
    return {};
  }

  Result<void> go_on(const RecordLog& log, Checkpoint checkpoint) {
    const auto take_each = [this](const ChunkView& chunk, MonthBatch& batch) { return take_resumed(chunk, batch); };
    if (auto ok = replay(log, take_each); !ok) return ok;
    report_.resumed_records = merge_->records();
    start_ = std::move(checkpoint.place);
    auto writer = LogWriter::go_on(out_, checkpoint.log_bytes);
    if (!writer) return std::unexpected(writer.error());
    log_.emplace(std::move(*writer));
    return {};
  }

  using TakeReplayed = std::function<Result<void>(const ChunkView& chunk, MonthBatch& batch)>;

  Result<void> replay(const RecordLog& log, const TakeReplayed& take_each) {
    const auto& chunks = log.chunks();
    for (std::size_t begin = 0; begin < chunks.size(); begin += kReplayedAtOnce) {
      if (auto ok = options_.ingest.stop.check("ingest"); !ok) return ok;
      std::vector<Result<std::unique_ptr<MonthBatch>>> batches(std::min(kReplayedAtOnce, chunks.size() - begin));
      parallel_for(threads_, batches.size(),
                   [&](std::size_t i) { batches[i] = replay_chunk(chunks[begin + i], last_year_); });
      for (std::size_t i = 0; i < batches.size(); ++i) {
        if (!batches[i]) return std::unexpected(batches[i].error());
        if (auto ok = take_each(chunks[begin + i], **batches[i]); !ok) return ok;
      }
    }
    return {};
  }

  // Of a run that was killed.
  Result<void> take_resumed(const ChunkView& chunk, MonthBatch& batch) {
    if (chunk.file >= files_.size()) return fail(Errc::corrupt, "expected a chunk of one of {} files", files_.size());
    batch.rejects = rejects_of(chunk, files_[chunk.file].path);
    if (known_) note_unchanged(*known_, batch);
    return take(batch);
  }

  static void note_unchanged(const KnownRecords& known, MonthBatch& batch) {
    for (const LogEntry& entry : batch.entries) {
      const auto place = known.find(batch.kind, entry.id);
      if (!place) continue;
      const LogEntry& old = known.entry(*place);
      if (old.hash == entry.hash && old.length == entry.length) batch.unchanged.push_back(entry.id);
    }
  }

  Result<void> take(MonthBatch& batch) {
    for (const discogs::Reject& reject : batch.rejects) {
      if (auto ok = rejects_.add(reject); !ok) return ok;
    }
    merge_->add_records(batch);
    if (!defers_) merge_->add_graph(batch);
    return {};
  }

  // As long as nothing differs nobody asks for the graph, which may be taken over; a batch that differs ends that.
  Result<void> take_new(MonthBatch& batch) {
    if (batch.broken) return fail(Errc::corrupt, "ingest: expected records in {}, found other bytes", cache().string());
    if (!batch.deferred && defers_) {
      if (auto ok = catch_up(); !ok) return ok;
    }
    if (auto ok = log_->append(batch.encoded); !ok) return ok;
    return batch.deferred && !defers_ ? take_deferred(batch) : take(batch);
  }

  // One that a worker had at hand when another one turned out to differ.
  Result<void> take_deferred(MonthBatch& batch) {
    const auto chunk = view_chunk(bytes_of(batch.encoded));
    if (!chunk) return std::unexpected(chunk.error());
    auto replayed = replay_chunk(*chunk, last_year_);
    if (!replayed) return std::unexpected(replayed.error());
    (*replayed)->rejects = std::move(batch.rejects);
    (*replayed)->unchanged = std::move(batch.unchanged);
    return take(**replayed);
  }

  // What all batches so far say about the graph, from the records that were written down.
  Result<void> catch_up() {
    defers_ = false;
    auto log = RecordLog::open_partial(out_ / kPartialCacheName, log_->size(), threads_);
    if (!log) return std::unexpected(log.error());
    return replay(*log, [this](const ChunkView&, MonthBatch& batch) -> Result<void> {
      merge_->add_graph(batch);
      return {};
    });
  }

  Result<void> read() {
    CheckpointWriter checkpoints(out_, *log_);
    defers_ = !start_ && same_rules() && same_years() && snapshot_is_of_earlier();
    const Earlier earlier{.known = known_ ? &*known_ : nullptr, .takes_over = same_rules(), .defers = &defers_};
    const auto make_worker = [&] {
      return std::make_unique<MonthWorker>(files_, last_year_, earlier, options_.make_filter);
    };
    const auto merge = [this](const DumpFile&, discogs::BatchResult& result) {
      return take_new(static_cast<MonthBatch&>(result));
    };
    const auto on_place = [&](const ReadPlace& place) {
      return checkpoints.write({.work = work(), .log_bytes = log_->size(), .place = place});
    };
    const auto* const progress = options_.ingest.progress;
    const discogs::ReadOptions read_options{.threads = threads_,
                                            .max_errors = options_.ingest.max_errors,
                                            .stop = options_.ingest.stop,
                                            .progress = progress != nullptr ? &options_.ingest.progress->read : nullptr,
                                            .start = start_ ? &*start_ : nullptr,
                                            .on_place = on_place,
                                            .place_interval = options_.checkpoint_interval};
    auto read = discogs::read_dumps(files_, read_options, make_worker, merge);
    if (!read) return std::unexpected(read.error());
    const auto start = Clock::now();
    if (auto ok = choose_graph(); !ok) return ok;
    report_.ingest.read_seconds = read->seconds + seconds_since(start);
    report_.ingest.facts = discogs::facts_of(*read, merge_->input(), last_year_);
    const bool took_long = read->seconds >= std::chrono::duration<double>(options_.checkpoint_interval).count();
    std::error_code ignored;
    keeps_parts_ = took_long || fs::exists(out_ / kPartsName, ignored);
    if (!took_long) return {};
    return checkpoints.write({.work = work(), .log_bytes = log_->size(), .place = behind_all(*read)});
  }

  ReadPlace behind_all(const discogs::ReadReport& report) const {
    return {.file = files_.size(), .inflater = {}, .carry = {}, .report = report};
  }

  Result<void> write_snapshot() {
    enter(IngestStage::graph);
    auto writer = SectionWriter::create(snapshot());
    if (!writer) return std::unexpected(writer.error());
    writer_.emplace(std::move(*writer));
    if (auto ok = discogs::write_facts(report_.ingest.facts, *writer_); !ok) return ok;
    if (report_.same_records) return take_snapshot_over();
    const auto on_search = [this] { enter(IngestStage::search); };
    discogs::ShapeParts parts(out_ / kPartsName, parts_are_of());
    auto shape = discogs::write_shape(merge_->input(), *writer_,
                                      {.threads = threads_,
                                       .stop = options_.ingest.stop,
                                       .on_search = on_search,
                                       .parts = keeps_parts_ ? &parts : nullptr});
    if (!shape) return std::unexpected(shape.error());
    report_.resumed_parts = parts.taken();
    report_.ingest.shape = std::move(*shape);
    return {};
  }

  // What was done, and what came of it.
  std::uint64_t parts_are_of() const {
    std::string text;
    ByteEncoder code(text);
    for (const std::uint64_t number : {work(), merge_->records_hash()}) code.number(number);
    return hash64(bytes_of(text));
  }

  // The same records under the same rules make the same graph, unless the snapshot that has it was damaged.
  bool is_same_graph() const {
    return same_rules() && same_years() && earlier_->footer().records_hash == merge_->records_hash() &&
           snapshot_is_of_earlier() && is_intact_snapshot(snapshot());
  }

  // Whether it is taken over. Either way it is known then what making it finds out.
  Result<void> choose_graph() {
    report_.same_records = is_same_graph();
    if (!defers_) return {};
    if (!report_.same_records) return catch_up();
    auto file = SectionFile::open(snapshot());
    if (!file) return std::unexpected(file.error());
    auto facts = discogs::read_facts(*file);
    if (!facts) return std::unexpected(facts.error());
    merge_->input().superseded = facts->superseded;
    merge_->input().ignored = facts->ignored;
    return {};
  }

  Result<void> take_snapshot_over() {
    const auto start = Clock::now();
    if (auto ok = copy_graph(snapshot(), *writer_); !ok) return ok;
    report_.ingest.shape.graph_seconds = seconds_since(start);
    return {};
  }

  // The rejects first: a snapshot never stands without the records that it lacks. records.cache last: it names the
  // snapshot that it goes with, and a month that it names is done.
  Result<void> commit() {
    enter(IngestStage::write);
    const auto start = Clock::now();
    if (auto ok = options_.ingest.stop.check("ingest"); !ok) return ok;
    if (auto ok = keep_current(out_); !ok) return ok;
    if (auto ok = rejects_.commit(); !ok) return ok;
    if (auto ok = writer_->commit(); !ok) return ok;
    if (auto ok = settle_kept(out_, options_.keep); !ok) return ok;
    const auto hash = snapshot_hash(snapshot());
    if (!hash) return fail(Errc::io, "open {}: expected the snapshot just written", snapshot().string());
    report_.ingest.write_seconds = seconds_since(start);
    if (auto ok = give_report(); !ok) return ok;
    if (auto ok = log_->finish({.records_hash = merge_->records_hash(),
                                .snapshot_hash = *hash,
                                .last_year = static_cast<std::uint64_t>(last_year_),
                                .rules = options_.rules_hash,
                                .files = identities_});
        !ok) {
      return ok;
    }
    remove_temporaries(out_);
    report_.ingest.write_seconds = seconds_since(start);
    return {};
  }

  Result<void> give_report() {
    std::error_code ignored;
    report_.ingest.snapshot_bytes = fs::file_size(snapshot(), ignored);
    merge_->report(known_ ? &*known_ : nullptr, report_);
    return options_.on_report ? options_.on_report(report_) : Result<void>{};
  }

  const std::vector<DumpFile>& files_;
  fs::path out_;
  const MonthOptions& options_;
  unsigned threads_;
  std::int16_t last_year_;
  std::vector<FileIdentity> identities_;
  std::optional<RecordLog> earlier_;
  std::optional<KnownRecords> known_;
  std::optional<MonthMerge> merge_;
  std::optional<ReadPlace> start_;
  std::optional<LogWriter> log_;
  std::optional<SectionWriter> writer_;
  discogs::RejectFile rejects_;
  std::atomic<bool> defers_{false};  // the graph has none of the records so far: they are as they were
  bool keeps_parts_ = false;         // of the snapshot: reading took long, or there are some
  MonthReport report_;
};

}  // namespace

Result<MonthReport> ingest_month(const std::vector<DumpFile>& files, const fs::path& out_directory,
                                 const MonthOptions& options) {
  auto directory = discogs::OutDirectory::make(out_directory);
  if (!directory) return std::unexpected(directory.error());
  auto lock = DirectoryLock::take(out_directory, "ingest into");
  if (!lock) return std::unexpected(lock.error());
  auto report = MonthIngest(files, out_directory, options).run();
  if (!report) std::ignore = settle_kept(out_directory, options.keep);  // what was kept aside for nothing goes
  std::error_code ignored;
  const bool has_checkpoint = fs::exists(out_directory / kCheckpointName, ignored);
  if (!report && !(has_checkpoint && may_go_on_after(report.error().code))) remove_temporaries(out_directory);
  if (report || fs::exists(out_directory / kCheckpointName, ignored)) {
    directory->keep();
  } else if (!fs::exists(out_directory / graph::kSnapshotName, ignored)) {
    remove_quietly(out_directory / kLockName);
  }
  return report;
}

}  // namespace wirespeed::months
