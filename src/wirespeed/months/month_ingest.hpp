// The main job, month after month: as discogs::ingest(), but records that are as they were are not parsed again, a
// kill loses about a second, and the snapshots before stay at hand.
//
//   auto files = discogs::find_dumps({"dumps/"});
//   auto report = months::ingest_month(*files, "out/", {});
//
// The snapshot is byte for byte the one that discogs::ingest() would write. Beside it stands records.cache, by which
// the next month knows its records; while an ingest goes on it grows as records.cache.partial, and `checkpoint` says
// how far it can be believed. When all is read, parts of the snapshot that are whole are kept below snapshot.parts. The
// same files and options again go on there.
#pragma once

#include <array>
#include <chrono>
#include <string>
#include <vector>

#include "wirespeed/discogs/ingest.hpp"
#include "wirespeed/months/file_identity.hpp"
#include "wirespeed/months/month_worker.hpp"

namespace wirespeed::months {

inline constexpr const char* kPartsName = "snapshot.parts";

struct MonthReport;

struct MonthOptions {
  discogs::IngestOptions ingest{};
  FileHashes hashes{};           // of files that were read just now; all others are read once more
  unsigned keep = 1;             // old snapshots
  MakeFilter make_filter{};      // quality rules; none if empty
  std::uint64_t rules_hash = 0;  // of all that the filter does: other rules, other records
  std::chrono::milliseconds checkpoint_interval{700};
  // Called last before the month counts as done: what it writes is there whenever the month is. A run that is killed
  // behind it calls it again.
  std::function<Result<void>(const MonthReport&)> on_report{};
};

// Records of a kind against those of the month before, by id.
struct Changes {
  std::uint64_t added = 0, changed = 0, removed = 0, unchanged = 0;
};

// What one rule said.
struct RuleTally {
  struct Example {
    discogs::Kind kind;
    std::uint32_t id;
    std::string value;
  };
  std::uint64_t count = 0;
  std::vector<Example> examples;  // the first kMostExamples
};
inline constexpr std::size_t kMostExamples = 10;

struct MonthReport {
  discogs::IngestReport ingest;
  std::array<Changes, discogs::kKindCount> changes{};
  std::array<std::uint64_t, discogs::kKindCount> left_out{};  // by rules
  std::vector<RuleTally> rules;       // by number of the rule; as long as the highest that said something
  std::uint64_t resumed_records = 0;  // that a run before had parsed
  std::uint64_t resumed_parts = 0;    // of the snapshot, that a run before had made
  bool same_files = false;            // as the last time: nothing was read
  bool same_records = false;          // as the last time: the graph was taken over
};

Result<MonthReport> ingest_month(const std::vector<discogs::DumpFile>& files,
                                 const std::filesystem::path& out_directory, const MonthOptions& options = {});

}  // namespace wirespeed::months
