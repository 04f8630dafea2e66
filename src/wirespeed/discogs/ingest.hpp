// The main job: dump files in, one snapshot that can be searched and walked out.
//
//   auto files = find_dumps({"dumps/"});
//   auto report = ingest(*files, "out/", {});      // writes out/graph.snapshot, and out/rejects.jsonl if need be
//
// Files take their names when all is done, so an error or a crash leaves what was there before.
#pragma once

#include <atomic>
#include <filesystem>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/discogs/dump_reader.hpp"
#include "wirespeed/discogs/graph_shape.hpp"
#include "wirespeed/discogs/ingest_facts.hpp"

namespace wirespeed::discogs {

inline constexpr const char* kRejectsName = "rejects.jsonl";

enum class IngestStage : std::uint8_t { read, graph, search, write, done };

// Another thread may look at it while ingest() runs.
struct IngestProgress {
  Progress read;
  std::atomic<IngestStage> stage{IngestStage::read};
};

struct IngestOptions {
  unsigned threads = 0;                   // 0: all cores of this process
  std::uint64_t max_errors = UINT64_MAX;  // more rejects than this end the run with an error
  std::int16_t last_year = 0;             // years above it are taken as none; 0: default_last_year(files)
  Stop stop = {};
  IngestProgress* progress = nullptr;
};

struct IngestReport {
  IngestFacts facts;
  ShapeReport shape;
  std::uint64_t snapshot_bytes = 0;
  double read_seconds = 0;
  double graph_seconds = 0;
  double search_seconds = 0;
  double write_seconds = 0;  // syncing and renaming
};

// The year after the newest dump: 2027, or the year after a later date in a file's name (discogs_20280101_...). Not
// today's year, because the same files must give the same bytes on any day.
std::int16_t default_last_year(const std::vector<DumpFile>& files);

// What a snapshot remembers of such a run.
IngestFacts facts_of(const ReadReport& read, const GraphInput& input, std::int16_t last_year);

// Equal files in equal order give equal bytes, for any number of threads.
Result<IngestReport> ingest(const std::vector<DumpFile>& files, const std::filesystem::path& out_directory,
                            const IngestOptions& options = {});

}  // namespace wirespeed::discogs
