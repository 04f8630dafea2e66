#include "wirespeed/discogs/dump_reader.hpp"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "wirespeed/base/cpu.hpp"
#include "wirespeed/discogs/slab_reader.hpp"

namespace wirespeed::discogs {
namespace {

struct Done {
  const DumpFile* file;
  std::uint64_t xml_bytes;
  std::unique_ptr<BatchResult> result;
};

// All state of a run. Threads take one of two jobs under the lock and do it outside: to read a batch and process it, or
// to merge a result. A thread processes what it read itself, as it has that in its cache.
class Run {
 public:
  Run(const std::vector<DumpFile>& files, const ReadOptions& options, const MergeBatch& merge)
      : files_(files), options_(options), merge_(merge), threads_(thread_count(options)) {
    if (options_.progress != nullptr) options_.progress->bytes_total = total_bytes();
  }

  Result<ReadReport> run(const MakeWorker& make_worker) {
    const auto start = Clock::now();
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads_; ++i) others.emplace_back([&] { work(make_worker); });
    work(make_worker);
    others.clear();  // joins
    if (error_) return std::unexpected(*error_);
    report_.bytes_in = bytes_in_before_;
    report_.seconds = std::chrono::duration<double>(Clock::now() - start).count();
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
    lock.unlock();
    const auto file = read_slab(slab);
    lock.lock();
    reading_ = false;
    changed_.notify_all();
    if (!file) return stop(file.error());
    if (*file != nullptr) return process(worker, **file, slab, lock);
    input_ended_ = true;
    return true;
  }

  // Called by one thread at a time. Null behind the last file.
  Result<const DumpFile*> read_slab(Slab& slab) {
    while (true) {
      if (!reader_) {
        if (next_file_ == files_.size()) return nullptr;
        auto opened = SlabReader::open(files_[next_file_], options_);
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

  bool process(BatchWorker& worker, const DumpFile& file, const Slab& slab, std::unique_lock<std::mutex>& lock) {
    const std::uint64_t number = numbered_++;
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
    lock.unlock();
    auto ok = merge(node.mapped());
    node = {};
    lock.lock();
    merging_ = false;
    if (!ok) return stop(ok.error());
    ++merged_;
    changed_.notify_all();
    return true;
  }

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
    if (report_.rejects > options_.max_errors) {
      const Reject& last = result.rejects.back();
      return fail(Errc::limit, "read {}: expected at most {} bad records, found {}, the last at byte {}: {}",
                  last.file.string(), options_.max_errors, report_.rejects, last.offset, last.reason);
    }
    return merge_(*done.file, result);
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

  // Of the thread that reads.
  std::optional<SlabReader> reader_;
  std::size_t next_file_ = 0;
  std::uint64_t bytes_in_before_ = 0;

  // Of the thread that merges.
  ReadReport report_;
};

}  // namespace

Result<ReadReport> read_dumps(const std::vector<DumpFile>& files, const ReadOptions& options,
                              const MakeWorker& make_worker, const MergeBatch& merge) {
  return Run(files, options, merge).run(make_worker);
}

}  // namespace wirespeed::discogs
