// From dump files to batches of whole records, on all cores, in order, in bounded memory.
//
//   files ─> inflate ─> split at record ends ─> workers (in parallel) ─> merge (one at a time, in file order)
//
// There is no thread that only inflates: one after the other inflates the next slab and then works on it while another
// inflates, so cores stay busy whatever the ratio of inflating to parsing is, and each finds its slab in its own cache.
#pragma once

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/discogs/records.hpp"

namespace wirespeed::discogs {

// A file that was looked into: its kind is read from its first element, never from its name.
struct DumpFile {
  std::filesystem::path path;
  Kind kind;
  std::uint64_t bytes;  // on disk
};

// The dump files among `paths`, each once, in the order artists, labels, masters, releases and then by path.
// Directories are searched one level deep; what is no dump there is passed over unless it is named like one (.xml,
// .xml.gz). An unreadable path, a named file that is no dump and a search without a find are errors.
Result<std::vector<DumpFile>> find_dumps(const std::vector<std::filesystem::path>& paths);

// Whole records of one file, one after the other, with whatever stands between them.
struct Batch {
  const DumpFile* file;
  std::uint64_t offset;    // of bytes.front() in the inflated file
  std::string_view bytes;  // readable for kBatchPadding bytes past its end
};
inline constexpr std::size_t kBatchPadding = 64;

// Counters that another thread may read while a run goes on (progress bars).
struct Progress {
  std::atomic<std::uint64_t> bytes_in{0};     // of the files on disk
  std::atomic<std::uint64_t> bytes_total{0};  // what bytes_in will be at the end
  std::atomic<std::uint64_t> bytes_xml{0};    // inflated
  std::atomic<std::uint64_t> records{0};
  std::atomic<std::uint64_t> rejects{0};
};

// A record that could not be read.
struct Reject {
  std::filesystem::path file;
  std::uint64_t offset;  // in the inflated file
  std::string reason;
  std::string bytes;  // as they stood
};

struct ReadReport {
  std::uint64_t records[kKindCount] = {};
  std::uint64_t repairs = 0;
  std::uint64_t rejects = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_xml = 0;
  double seconds = 0;
};

// Where a run stands between two batches: what was read so far, and how to go on from there in another process.
struct ReadPlace {
  std::uint64_t file = 0;              // index of the file that is being read
  std::uint64_t file_offset = 0;       // of the next byte to take from it, as it is on disk
  std::uint64_t offset = 0;            // of carry.front() in the inflated file
  std::vector<std::uint8_t> inflater;  // xml::Inflater::save(); empty for a file that is not compressed
  std::vector<char> carry;             // inflated, and not yet in a batch
  ReadReport report;                   // of all batches before
};

struct ReadOptions {
  unsigned threads = 0;                           // 0: all cores of this process
  std::size_t slab_bytes = std::size_t{1} << 19;  // with what becomes of it, no more than a core has in its cache
  std::size_t read_bytes = std::size_t{1} << 18;  // read from the file at a time
  std::uint64_t max_errors = UINT64_MAX;          // more rejects than this, those before `start` too, are an error
  Stop stop = {};
  Progress* progress = nullptr;

  const ReadPlace* start = nullptr;  // to go on from; the files must be the same
  // About every `place_interval` the place behind a batch is noted, and handed over when that batch was merged, by the
  // thread that merges. An error ends the run.
  std::function<Result<void>(const ReadPlace&)> on_place = nullptr;
  std::chrono::milliseconds place_interval{1000};
};

// What a worker makes of a batch. Derive from it; the reader fills the counts for its report.
struct BatchResult {
  std::uint64_t records = 0;
  std::uint64_t repairs = 0;  // characters replaced: forbidden by XML, wrong UTF-8, a bare &
  std::vector<Reject> rejects;
  virtual ~BatchResult() = default;
};

// One for each thread; process() is called on that thread only.
class BatchWorker {
 public:
  virtual ~BatchWorker() = default;
  virtual std::unique_ptr<BatchResult> process(const Batch& batch) = 0;
};

using MakeWorker = std::function<std::unique_ptr<BatchWorker>()>;
// Called in order, never by two threads at once (but not always by the same one). An error ends the run.
using MergeBatch = std::function<Result<void>(const DumpFile& file, BatchResult& result)>;

// Reads all files. Rejects reach `merge` inside the result; the run goes on unless there are more than max_errors.
Result<ReadReport> read_dumps(const std::vector<DumpFile>& files, const ReadOptions& options,
                              const MakeWorker& make_worker, const MergeBatch& merge);

}  // namespace wirespeed::discogs
