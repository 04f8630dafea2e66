#include "wirespeed/discogs/dump_reader.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <numeric>
#include <optional>
#include <thread>
#include <utility>

#include "wirespeed/base/cpu.hpp"
#include "wirespeed/discogs/slab_reader.hpp"

namespace wirespeed::discogs {
namespace {

struct Done {
  const DumpFile* file;
  std::uint64_t xml_bytes;
  std::unique_ptr<BatchResult> result;
};

struct Noted {
  std::uint64_t batch;  // the last one before the place
  ReadPlace place;
};

// All state of a run. Threads take one of two jobs under the lock and do it outside: to read a batch and process it, or
// to merge a result. A thread processes what it read itself, as it has that in its cache.
class Run {
 public:
  Run(const std::vector<DumpFile>& files, const ReadOptions& options, const MergeBatch& merge)
      : files_(files), options_(options), merge_(merge), threads_(thread_count(options)) {
    if (options_.progress != nullptr) options_.progress->bytes_total = total_bytes();
    if (options_.start != nullptr) go_on_from(*options_.start);
  }

  Result<ReadReport> run(const MakeWorker& make_worker) {
    if (auto ok = check_earlier_rejects(); !ok) return std::unexpected(ok.error());
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads_; ++i) others.emplace_back([&] { work(make_worker); });
    work(make_worker);
    others.clear();  // joins
    if (error_) return std::unexpected(*error_);
    report_.bytes_in = bytes_in_before_;
    report_.seconds = seconds();
    return report_;
  }

 private:
  static unsigned thread_count(const ReadOptions& options) {
    return options.threads != 0 ? options.threads : available_cores();
  }

  std::uint64_t total_bytes() const {
    std::uint64_t sum = 0;
    for (const DumpFile& file : files_) sum += file.bytes;
    return sum;
  }

  void go_on_from(const ReadPlace& place) {
    next_file_ = std::min<std::size_t>(place.file, files_.size());
    for (std::size_t i = 0; i < next_file_; ++i) bytes_in_before_ += files_[i].bytes;
    report_ = place.report;
    seconds_before_ = place.report.seconds;
    start_ = options_.start;
    if (Progress* progress = options_.progress) {
      progress->bytes_xml = report_.bytes_xml;
      progress->rejects = report_.rejects;
      progress->records = std::accumulate(std::begin(report_.records), std::end(report_.records), std::uint64_t{0});
    }
  }

  // Batches read and not merged yet: the bound of the run's memory.
  std::uint64_t in_flight_limit() const noexcept { return 4 * std::uint64_t{threads_}; }

  void work(const MakeWorker& make_worker) {
    try {
      const auto worker = make_worker();
      Slab slab;
      std::unique_lock lock(mutex_);
      while (step(*worker, slab, lock)) {
      }
    } catch (const std::exception& e) {
      const std::lock_guard lock(mutex_);
      stop({Errc::limit, fmt::format("read dumps: {}", e.what())});
    }
    changed_.notify_all();
  }

  // One job; false when the run is over.
  bool step(BatchWorker& worker, Slab& slab, std::unique_lock<std::mutex>& lock) {
    if (error_ || all_merged()) return false;
    if (auto ok = options_.stop.check("read dumps"); !ok) return stop(ok.error());
    if (!merging_ && done_.contains(merged_)) return merge_next(lock);
    if (may_read()) return read_next(worker, slab, lock);
    changed_.wait(lock);
    return true;
  }

  bool may_read() const noexcept { return !reading_ && !input_ended_ && numbered_ - merged_ < in_flight_limit(); }
  bool all_merged() const noexcept { return input_ended_ && !reading_ && merged_ == numbered_; }

  bool stop(Error error) {
    if (!error_) error_ = std::move(error);
    changed_.notify_all();
    return false;
  }

  bool read_next(BatchWorker& worker, Slab& slab, std::unique_lock<std::mutex>& lock) {
    reading_ = true;
    const bool wants_place = options_.on_place && !noted_ && Clock::now() - last_noted_ >= options_.place_interval;
    lock.unlock();
    const auto file = read_slab(slab);
    std::optional<ReadPlace> place;
    if (wants_place && file && *file != nullptr) place = place_behind_batch();
    lock.lock();
    reading_ = false;
    changed_.notify_all();
    if (!file) return stop(file.error());
    if (*file != nullptr) return process(worker, **file, slab, std::move(place), lock);
    input_ended_ = true;
    return true;
  }

  // Called by one thread at a time. Null behind the last file.
  Result<const DumpFile*> read_slab(Slab& slab) {
    while (true) {
      if (!reader_) {
        if (next_file_ == files_.size()) return nullptr;
        auto opened = open_next();
        if (!opened) return std::unexpected(opened.error());
        reader_.emplace(std::move(*opened));
      }
      auto more = reader_->next(slab);
      if (!more) return std::unexpected(more.error());
      if (options_.progress != nullptr) options_.progress->bytes_in = bytes_in_before_ + reader_->bytes_in();
      if (*more) return &files_[next_file_];
      bytes_in_before_ += reader_->bytes_in();
      reader_.reset();
      ++next_file_;
    }
  }

  // Called by the thread that reads.
  std::optional<ReadPlace> place_behind_batch() {
    ReadPlace place{.file = next_file_, .inflater = {}, .carry = {}, .report = {}};
    if (!reader_ || !reader_->save(place)) return std::nullopt;
    last_noted_ = Clock::now();
    return place;
  }

  Result<SlabReader> open_next() {
    const ReadPlace* const place = std::exchange(start_, nullptr);
    if (place == nullptr) return SlabReader::open(files_[next_file_], options_);
    return SlabReader::open_at(files_[next_file_], options_, *place);
  }

  bool process(BatchWorker& worker, const DumpFile& file, const Slab& slab, std::optional<ReadPlace> place,
               std::unique_lock<std::mutex>& lock) {
    const std::uint64_t number = numbered_++;
    if (place) noted_ = Noted{number, std::move(*place)};
    lock.unlock();
    auto result = worker.process({&file, slab.offset, {slab.bytes.get(), slab.size}});
    lock.lock();
    done_.emplace(number, Done{&file, slab.size, std::move(result)});
    changed_.notify_all();
    return true;
  }

  bool merge_next(std::unique_lock<std::mutex>& lock) {
    merging_ = true;
    auto node = done_.extract(merged_);
    std::optional<ReadPlace> place;
    if (noted_ && noted_->batch == merged_) place = std::move(noted_->place);
    lock.unlock();
    auto ok = merge(node.mapped());
    node = {};
    if (ok && place) ok = hand_over(*place);
    lock.lock();
    if (place) noted_.reset();
    merging_ = false;
    if (!ok) return stop(ok.error());
    ++merged_;
    changed_.notify_all();
    return true;
  }

  Result<void> hand_over(ReadPlace& place) const {
    place.report = report_;
    place.report.seconds = seconds();
    return options_.on_place(place);
  }

  double seconds() const { return seconds_before_ + std::chrono::duration<double>(Clock::now() - began_).count(); }

  // Called by one thread at a time, in order.
  Result<void> merge(Done& done) {
    BatchResult& result = *done.result;
    report_.records[static_cast<int>(done.file->kind)] += result.records;
    report_.repairs += result.repairs;
    report_.rejects += result.rejects.size();
    report_.bytes_xml += done.xml_bytes;
    if (Progress* progress = options_.progress) {
      progress->bytes_xml += done.xml_bytes;
      progress->records += result.records;
      progress->rejects += result.rejects.size();
    }
    if (!result.rejects.empty() && report_.rejects > options_.max_errors) {
      const Reject& last = result.rejects.back();
      return fail(Errc::limit, "read {}: expected at most {} bad records, found {}, the last at byte {}: {}",
                  last.file.string(), options_.max_errors, report_.rejects, last.offset, last.reason);
    }
    return merge_(*done.file, result);
  }

  // Whoever goes on may allow fewer than the run before did.
  Result<void> check_earlier_rejects() const {
    if (report_.rejects <= options_.max_errors) return {};
    return fail(Errc::limit,
                "read dumps: expected at most {} bad records, found {} in what an earlier run had read; allow as many, "
                "or begin anew with dumps that have fewer",
                options_.max_errors, report_.rejects);
  }

  const std::vector<DumpFile>& files_;
  const ReadOptions& options_;
  const MergeBatch& merge_;
  const unsigned threads_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Error> error_;
  bool reading_ = false, merging_ = false, input_ended_ = false;
  std::uint64_t numbered_ = 0;  // batches read
  std::uint64_t merged_ = 0;    // batches merged
  std::map<std::uint64_t, Done> done_;
  std::optional<Noted> noted_;  // a place on its way; the next one is taken when it was handed over

  // Of the thread that reads.
  const ReadPlace* start_ = nullptr;
  Clock::time_point last_noted_ = Clock::now();
  std::optional<SlabReader> reader_;
  std::size_t next_file_ = 0;
  std::uint64_t bytes_in_before_ = 0;

  // Of the thread that merges.
  const Clock::time_point began_ = Clock::now();
  double seconds_before_ = 0;  // of the runs that this one goes on from
  ReadReport report_;
};

}  // namespace

Result<ReadReport> read_dumps(const std::vector<DumpFile>& files, const ReadOptions& options,
                              const MakeWorker& make_worker, const MergeBatch& merge) {
  return Run(files, options, merge).run(make_worker);
}

}  // namespace wirespeed::discogs
