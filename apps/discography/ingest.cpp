// discography ingest PATH... --out DIR: from dumps to a graph that can be searched and walked.
#include <sys/resource.h>

#include <memory>
#include <numeric>

#include "commands.hpp"
#include "facts.hpp"
#include "interrupt.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "read_progress.hpp"
#include "wirespeed/discogs/ingest.hpp"

namespace discography {
namespace {

using wirespeed::Result;
namespace discogs = wirespeed::discogs;

constexpr const char* kFooter =
    R"(PATHs are dump files (.xml or .xml.gz) of artists, labels, masters and releases, or directories of them; what
a file is, its content says. DIR gets graph.snapshot, and rejects.jsonl if records could not be read. What was
there before is replaced when all is done.

Examples:
  discography ingest dumps --out music
  discography ingest artists.xml.gz labels.xml.gz masters.xml.gz releases.xml.gz --out music
  discography ingest dumps --out music --max-errors 100 --threads 4)";

struct IngestCommandOptions {
  std::vector<std::string> paths;
  std::string out;
  unsigned threads = 0;
  std::uint64_t max_errors = UINT64_MAX;
  std::int16_t last_year = 0;
  bool json = false;
};

class Look {
 public:
  explicit Look(const discogs::IngestProgress& progress) : progress_(&progress), reading_(progress.read, "reading") {}

  ProgressState operator()() const {
    switch (progress_->stage.load()) {
      case discogs::IngestStage::read:
        return reading_();
      case discogs::IngestStage::graph:
        return {.stage = "building the graph"};
      case discogs::IngestStage::search:
        return {.stage = "building the search index"};
      case discogs::IngestStage::write:
      case discogs::IngestStage::done:
        break;
    }
    return {.stage = "writing"};
  }

 private:
  const discogs::IngestProgress* progress_;
  ReadProgress reading_;
};

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

struct Stage {
  const char* name;
  double seconds;
};

std::vector<Stage> stages_of(const discogs::IngestReport& report) {
  return {{"read", report.read_seconds},
          {"graph", report.shape.graph_seconds},
          {"search", report.shape.search_seconds},
          {"write", report.write_seconds}};
}

double total_seconds(const discogs::IngestReport& report) {
  double sum = 0;
  for (const Stage& stage : stages_of(report)) sum += stage.seconds;
  return sum;
}

std::uint64_t total_records(const discogs::IngestFacts& facts) {
  return std::accumulate(facts.records.begin(), facts.records.end(), std::uint64_t{0});
}

std::string stages_text(const discogs::IngestReport& report) {
  const auto add = [&](Table& table, const char* name, double seconds) {
    const double rate = seconds > 0 ? static_cast<double>(report.facts.bytes_xml) / 1e6 / seconds : 0;
    table.add({name, human_seconds(seconds), per_second(total_records(report.facts), seconds),
               fmt::format("{:.0f} MB/s", rate)});
  };
  Table table({{"stage"}, {"time", Align::right}, {"records", Align::right}, {"XML", Align::right}});
  for (const Stage& stage : stages_of(report)) add(table, stage.name, stage.seconds);
  add(table, "all", total_seconds(report));
  return table.text();
}

std::string as_text(const Music& music, const discogs::IngestReport& report) {
  return facts_text(music, report.facts) + stages_text(report) +
         fmt::format("  {} records, {} of XML, peak memory {}\n", with_commas(total_records(report.facts)),
                     human_bytes(static_cast<double>(report.facts.bytes_xml)),
                     human_bytes(static_cast<double>(peak_memory_bytes())));
}

std::string as_json(const Music& music, const discogs::IngestReport& report) {
  wirespeed::JsonWriter json;
  json.begin_object();
  add_facts(json, music, report.facts);
  json.key("seconds").begin_object();
  for (const Stage& stage : stages_of(report)) json.member(stage.name, stage.seconds);
  json.end_object().member("peak_memory", peak_memory_bytes()).end_object();
  return json.text() + "\n";
}

Result<discogs::IngestReport> ingest(const IngestCommandOptions& command) {
  auto files = discogs::find_dumps({command.paths.begin(), command.paths.end()});
  if (!files) return std::unexpected(files.error());
  discogs::IngestProgress progress;
  const ProgressDisplay display{Look(progress)};
  return discogs::ingest(*files, command.out,
                         {.threads = command.threads,
                          .max_errors = command.max_errors,
                          .last_year = command.last_year,
                          .stop = stop_on_signal(),
                          .progress = &progress});
}

Result<int> run_ingest(const IngestCommandOptions& command) {
  auto report = ingest(command);
  if (!report) return std::unexpected(report.error());
  if (report->facts.rejects > 0) {
    fmt::print(stderr, "discography: {} records could not be read, see {}/{}\n", report->facts.rejects, command.out,
               discogs::kRejectsName);
  }
  auto music = Music::open(command.out);
  if (!music) return std::unexpected(music.error());
  return print_and_return(command.json ? as_json(*music, *report) : as_text(*music, *report), kFound);
}

}  // namespace

void add_ingest(CLI::App& app, Action& action) {
  auto options = std::make_shared<IngestCommandOptions>();
  CLI::App* command = add_command(app, action, "ingest", "Turn dumps into a graph with a search", options, run_ingest);
  command->add_option("PATH", options->paths, "Dump files, or directories of them")->required();
  command->add_option("--out", options->out, "Directory to write to; made if need be")->required();
  command->add_option("--threads", options->threads, "Threads; 0 for all cores")->capture_default_str();
  command->add_option("--max-errors", options->max_errors, "Stop with an error at more bad records than this");
  command->add_option("--last-year", options->last_year, "Take later years as none; 0: the year after the dumps'")
      ->capture_default_str();
  command->add_flag("--json", options->json, "Print JSON");
  command->footer(kFooter);
}

}  // namespace discography
