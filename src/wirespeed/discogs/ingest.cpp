#include "wirespeed/discogs/ingest.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <system_error>

#include "wirespeed/discogs/dump_date.hpp"
#include "wirespeed/discogs/graph_input.hpp"
#include "wirespeed/discogs/out_directory.hpp"
#include "wirespeed/discogs/reject_file.hpp"
#include "wirespeed/graph/graph.hpp"

namespace wirespeed::discogs {
namespace {

namespace fs = std::filesystem;

constexpr int kNewestKnownDump = 2026;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

class Ingest {
 public:
  Ingest(const std::vector<DumpFile>& files, const fs::path& out, const IngestOptions& options, SectionWriter writer)
      : files_(files),
        snapshot_path_(out / graph::kSnapshotName),
        rejects_path_(out / kRejectsName),
        options_(options),
        rejects_(rejects_path_),
        writer_(std::move(writer)) {}

  Result<IngestReport> run() {
    for (const auto step : {&Ingest::read, &Ingest::shape, &Ingest::commit}) {
      if (auto ok = (this->*step)(); !ok) return std::unexpected(ok.error());
    }
    enter(IngestStage::done);
    return std::move(report_);
  }

 private:
  void enter(IngestStage stage) {
    if (options_.progress != nullptr) options_.progress->stage = stage;
  }

  Result<void> read() {
    enter(IngestStage::read);
    const std::int16_t last_year = options_.last_year != 0 ? options_.last_year : default_last_year(files_);
    const auto make_worker = [=] { return std::make_unique<GraphWorker>(last_year); };
    const auto merge = [this](const DumpFile&, BatchResult& result) { return take(static_cast<GraphBatch&>(result)); };
    const ReadOptions read_options{.threads = options_.threads,
                                   .max_errors = options_.max_errors,
                                   .stop = options_.stop,
                                   .progress = options_.progress != nullptr ? &options_.progress->read : nullptr};
    auto read = read_dumps(files_, read_options, make_worker, merge);
    if (!read) return std::unexpected(read.error());
    report_.read_seconds = read->seconds;
    report_.facts = facts_of(*read, input_, last_year);
    return {};
  }

  Result<void> take(GraphBatch& batch) {
    for (const Reject& reject : batch.rejects) {
      if (auto ok = rejects_.add(reject); !ok) return ok;
    }
    input_.add(batch);
    return {};
  }

  Result<void> shape() {
    const auto on_search = [this] { enter(IngestStage::search); };
    enter(IngestStage::graph);
    if (auto ok = write_facts(report_.facts, writer_); !ok) return ok;
    auto shape =
        write_shape(input_, writer_, {.threads = options_.threads, .stop = options_.stop, .on_search = on_search});
    if (!shape) return std::unexpected(shape.error());
    report_.shape = std::move(*shape);
    return {};
  }

  // The rejects first: a snapshot never stands without the records that it lacks.
  Result<void> commit() {
    enter(IngestStage::write);
    const auto start = Clock::now();
    if (auto ok = options_.stop.check("ingest"); !ok) return ok;
    if (auto ok = rejects_.commit(); !ok) return ok;
    if (auto ok = writer_.commit(); !ok) return ok;
    std::error_code ignored;
    report_.snapshot_bytes = fs::file_size(snapshot_path_, ignored);
    report_.write_seconds = seconds_since(start);
    return {};
  }

  const std::vector<DumpFile>& files_;
  fs::path snapshot_path_;
  fs::path rejects_path_;
  const IngestOptions& options_;
  RejectFile rejects_;
  SectionWriter writer_;
  GraphInput input_;
  IngestReport report_;
};

}  // namespace

std::int16_t default_last_year(const std::vector<DumpFile>& files) {
  int newest = kNewestKnownDump;
  for (const DumpFile& file : files) {
    const std::string date = dump_date(file.path);
    if (!date.empty()) newest = std::max(newest, std::stoi(date.substr(0, 4)));
  }
  return static_cast<std::int16_t>(newest + 1);
}

IngestFacts facts_of(const ReadReport& read, const GraphInput& input, std::int16_t last_year) {
  IngestFacts facts;
  std::ranges::copy(read.records, facts.records.begin());
  facts.superseded = input.superseded;
  facts.rejects = read.rejects;
  facts.repairs = read.repairs;
  facts.ignored = input.ignored;
  facts.bytes_in = read.bytes_in;
  facts.bytes_xml = read.bytes_xml;
  facts.last_year = static_cast<std::uint64_t>(last_year);
  return facts;
}

Result<IngestReport> ingest(const std::vector<DumpFile>& files, const fs::path& out_directory,
                            const IngestOptions& options) {
  auto directory = OutDirectory::make(out_directory);
  if (!directory) return std::unexpected(directory.error());
  auto writer = SectionWriter::create(out_directory / graph::kSnapshotName);
  if (!writer) return std::unexpected(writer.error());
  auto report = Ingest(files, out_directory, options, std::move(*writer)).run();
  if (report) directory->keep();
  return report;
}

}  // namespace wirespeed::discogs
