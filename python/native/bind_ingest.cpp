// Dumps as a whole: into a snapshot, into one hash, and from a seed. python/wirespeed/_ingest.py is the door.
#include <nanobind/stl/filesystem.h>
#include <nanobind/stl/map.h>
#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <atomic>
#include <functional>
#include <map>

#include "discogs_pass.hpp"
#include "run_native.hpp"
#include "wirespeed/discogs/content_hash.hpp"
#include "wirespeed/discogs/generator.hpp"
#include "wirespeed/discogs/ingest.hpp"
#include "wirespeed/graph/graph.hpp"

namespace nb = nanobind;
using namespace nanobind::literals;

namespace wirespeed::python {
namespace {

using discogs::DumpFile;
using Seconds = std::optional<double>;
using Counts = std::map<std::string, std::uint64_t>;

constexpr std::size_t kKeptRejectBytes = std::size_t{16} << 20;

// Python's DumpIngest.
struct Ingested {
  std::filesystem::path path;
  discogs::IngestReport report;
};

// Python's DumpHash.
struct Hashed {
  discogs::HashReport report;
  std::vector<discogs::Reject> rejects;
};

struct IngestLook {
  const char* stage;
  DumpProgress read;
};

const char* stage_name(discogs::IngestStage stage) noexcept {
  constexpr const char* kNames[] = {"read", "graph", "search", "write", "done"};
  return kNames[static_cast<std::size_t>(stage)];
}

DumpProgress look_at(const discogs::Progress& progress) {
  return {progress.bytes_in, progress.bytes_total, progress.bytes_xml, progress.records, progress.rejects};
}

// Calls the user's function, if there is one, with what `look` sees: now and then while a job runs, and at its end.
class Reporter {
 public:
  Reporter(nb::object progress, std::function<nb::object()> look)
      : progress_(std::move(progress)), look_(std::move(look)) {}

  void report() const {
    if (!progress_.is_none()) progress_(look_());
  }

  std::function<void()> tick() {
    return [this] {
      if (++ticks_ % 4 == 0) report();  // of 50 ms each
    };
  }

 private:
  nb::object progress_;
  std::function<nb::object()> look_;
  int ticks_ = 0;
};

Ingested ingest(const std::vector<DumpFile>& files, const std::filesystem::path& out, std::optional<unsigned> threads,
                std::optional<std::uint64_t> max_errors, std::optional<std::int16_t> last_year, nb::object progress,
                Seconds timeout, const CancelToken* cancel) {
  discogs::IngestProgress seen;
  Reporter reporter(std::move(progress),
                    [&] { return nb::cast(IngestLook{stage_name(seen.stage), look_at(seen.read)}); });
  const auto work = [&](const Stop& stop) {
    return discogs::ingest(files, out,
                           {.threads = threads.value_or(0),
                            .max_errors = max_errors.value_or(UINT64_MAX),
                            .last_year = last_year.value_or(0),
                            .stop = stop,
                            .progress = &seen});
  };
  Ingested done{out / graph::kSnapshotName, run_job({timeout, cancel}, work, reporter.tick())};
  reporter.report();
  return done;
}

Hashed hash_dumps(const std::vector<DumpFile>& files, std::optional<unsigned> threads,
                  std::optional<std::uint64_t> max_errors, nb::object progress, Seconds timeout,
                  const CancelToken* cancel) {
  discogs::Progress seen;
  Reporter reporter(std::move(progress), [&] { return nb::cast(look_at(seen)); });
  Hashed hashed;
  std::size_t kept_bytes = 0;
  const auto keep = [&](const discogs::Reject& reject) {
    kept_bytes += reject.bytes.size();
    if (kept_bytes <= kKeptRejectBytes) hashed.rejects.push_back(reject);
  };
  const auto work = [&](const Stop& stop) {
    discogs::ReadOptions options{.threads = threads.value_or(0), .stop = stop, .progress = &seen};
    options.max_errors = max_errors.value_or(UINT64_MAX);
    return discogs::hash_dumps(files, options, keep);
  };
  hashed.report = run_job({timeout, cancel}, work, reporter.tick());
  reporter.report();
  return hashed;
}

discogs::DumpShape shape_of(int year) {
  switch (year) {
    case 2015:
      return discogs::DumpShape::y2015;
    case 2020:
      return discogs::DumpShape::y2020;
    case 2026:
      return discogs::DumpShape::y2026;
    default:
      throw Exception({Errc::invalid_argument, fmt::format("shape: expected 2015, 2020 or 2026, found {}", year)});
  }
}

std::vector<discogs::GeneratedFile> generate(const std::filesystem::path& out, std::uint64_t releases,
                                             std::uint64_t seed, int shape, std::optional<unsigned> threads,
                                             nb::object progress, Seconds timeout, const CancelToken* cancel) {
  std::atomic<std::uint64_t> records{0};
  Reporter reporter(std::move(progress), [&] { return nb::cast(records.load()); });
  discogs::GenerateOptions options{.releases = releases, .seed = seed, .out = out, .shape = shape_of(shape)};
  options.threads = threads.value_or(0);
  options.records = &records;
  const auto work = [&](const Stop& stop) {
    options.stop = stop;
    return discogs::generate(options);
  };
  const auto report = run_job({timeout, cancel}, work, reporter.tick());
  reporter.report();
  return {report.files.begin(), report.files.end()};
}

// --- reports ---------------------------------------------------------------------------------------------------------

template <typename Numbers>
Counts by_kind(const Numbers& numbers) {
  Counts counts;
  for (std::size_t kind = 0; kind < discogs::kKindCount; ++kind) {
    counts[discogs::root_name(static_cast<discogs::Kind>(kind))] = numbers[kind];
  }
  return counts;
}

template <typename Named>
Counts by_name(const std::vector<Named>& all, std::uint64_t Named::* count) {
  Counts counts;
  for (const Named& one : all) counts[one.name] = one.*count;
  return counts;
}

Counts ignored_of(const Ingested& self) {
  const discogs::Ignored& ignored = self.report.facts.ignored;
  return {{"no_id", ignored.no_id}, {"id_too_large", ignored.id_too_large}, {"no_name", ignored.no_name}};
}

std::map<std::string, double> seconds_of(const Ingested& self) {
  return {{"read", self.report.read_seconds},
          {"graph", self.report.graph_seconds},
          {"search", self.report.search_seconds},
          {"write", self.report.write_seconds}};
}

void bind_ingested(nb::module_& m) {
  using ShapeLabel = discogs::ShapeReport::Label;
  using ShapeType = discogs::ShapeReport::Type;
  nb::class_<Ingested>(m, "DumpIngest", "What an ingest read and wrote.")
      .def_ro("path", &Ingested::path, "The snapshot, for ``wirespeed.graph.open()`` and ``wirespeed.search.open()``.")
      .def_prop_ro("snapshot_bytes", [](const Ingested& self) { return self.report.snapshot_bytes; })
      .def_prop_ro(
          "records", [](const Ingested& self) { return by_kind(self.report.facts.records); },
          "Good records of each kind of file, superseded ones too.")
      .def_prop_ro(
          "superseded", [](const Ingested& self) { return by_kind(self.report.facts.superseded); },
          "Of these, those whose id a later record had too: the later one counts.")
      .def_prop_ro(
          "rejected", [](const Ingested& self) { return self.report.facts.rejects; },
          "How many records were bad; they are in ``rejects.jsonl`` beside the snapshot.")
      .def_prop_ro(
          "repairs", [](const Ingested& self) { return self.report.facts.repairs; },
          "Characters mended in good records: forbidden by XML, wrong UTF-8, a bare ``&``.")
      .def_prop_ro("ignored", ignored_of, "References that could not be taken as such, by reason.")
      .def_prop_ro(
          "bytes_in", [](const Ingested& self) { return self.report.facts.bytes_in; }, "Read from disk.")
      .def_prop_ro(
          "bytes_xml", [](const Ingested& self) { return self.report.facts.bytes_xml; }, "After inflating.")
      .def_prop_ro(
          "nodes", [](const Ingested& self) { return by_name(self.report.shape.labels, &ShapeLabel::nodes); },
          "By label, without stubs.")
      .def_prop_ro(
          "stubs", [](const Ingested& self) { return by_name(self.report.shape.labels, &ShapeLabel::stubs); },
          "By label: nodes that are referred to and have no record.")
      .def_prop_ro(
          "relationships", [](const Ingested& self) { return by_name(self.report.shape.types, &ShapeType::distinct); },
          "By type, distinct.")
      .def_prop_ro(
          "rows", [](const Ingested& self) { return by_name(self.report.shape.types, &ShapeType::rows); },
          "By type, as written in the dumps.")
      .def_prop_ro("seconds", seconds_of, "By stage: read, graph, search, write.");
  nb::class_<IngestLook>(m, "IngestProgress", "How far an ingest is: what its ``progress`` function gets.")
      .def_ro("stage", &IngestLook::stage, "``read``, ``graph``, ``search``, ``write`` or ``done``.")
      .def_ro("read", &IngestLook::read, "How far the reading is.");
}

void bind_hashed(nb::module_& m) {
  nb::class_<Hashed>(m, "DumpHash", "The hash of dumps, and what was met on the way.")
      .def_prop_ro(
          "sha256", [](const Hashed& self) { return to_hex(self.report.digest); },
          "64 hexadecimal digits: SHA-256 over the 32-byte content hashes of all good records, in order.")
      .def_prop_ro(
          "records", [](const Hashed& self) { return by_kind(self.report.read.records); },
          "Good records of each kind of file.")
      .def_prop_ro(
          "rejected", [](const Hashed& self) { return self.report.read.rejects; }, "How many records were bad.")
      .def_ro("rejects", &Hashed::rejects, "The bad records; the first 16 MiB of them.")
      .def_prop_ro(
          "repairs", [](const Hashed& self) { return self.report.read.repairs; }, "Characters mended in good records.")
      .def_prop_ro(
          "bytes_in", [](const Hashed& self) { return self.report.read.bytes_in; }, "Read from disk.")
      .def_prop_ro(
          "bytes_xml", [](const Hashed& self) { return self.report.read.bytes_xml; }, "After inflating.")
      .def_prop_ro("seconds", [](const Hashed& self) { return self.report.read.seconds; })
      .def("__repr__", [](const Hashed& self) { return fmt::format("DumpHash({})", to_hex(self.report.digest)); });
}

void bind_generated(nb::module_& m) {
  using discogs::GeneratedFile;
  nb::class_<GeneratedFile>(m, "GeneratedFile", "A dump that was generated.")
      .def_ro("path", &GeneratedFile::path)
      .def_ro("records", &GeneratedFile::records)
      .def_ro("xml_bytes", &GeneratedFile::xml_bytes)
      .def_ro("gz_bytes", &GeneratedFile::gz_bytes)
      .def("__repr__", [](const GeneratedFile& self) {
        return fmt::format("GeneratedFile({}, {} records)", self.path.string(), self.records);
      });
}

}  // namespace

void bind_ingest(nb::module_& m) {
  bind_ingested(m);
  bind_hashed(m);
  bind_generated(m);
  m.def(
      "ingest", ingest, "files"_a, "out"_a, "threads"_a.none(), "max_errors"_a.none(), "last_year"_a.none(),
      "progress"_a.none(), "timeout"_a.none(), "cancel"_a.none(),
      nb::sig("def ingest(files: collections.abc.Sequence[DumpFile], out: str | os.PathLike[str], threads: int | None,"
              " max_errors: int | None, last_year: int | None, progress: object, timeout: float | None,"
              " cancel: CancelToken | None) -> DumpIngest"));
  m.def("hash_dumps", hash_dumps, "files"_a, "threads"_a.none(), "max_errors"_a.none(), "progress"_a.none(),
        "timeout"_a.none(), "cancel"_a.none());
  m.def("generate", generate, "out"_a, "releases"_a, "seed"_a, "shape"_a, "threads"_a.none(), "progress"_a.none(),
        "timeout"_a.none(), "cancel"_a.none(),
        nb::sig("def generate(out: str | os.PathLike[str], releases: int, seed: int, shape: int, threads: int | None,"
                " progress: object, timeout: float | None, cancel: CancelToken | None) -> list[GeneratedFile]"));
}

}  // namespace wirespeed::python
