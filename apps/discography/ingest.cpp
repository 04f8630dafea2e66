// discography ingest PATH... --out DIR: from dumps to a graph that can be searched and walked.
#include <sys/resource.h>

#include <memory>
#include <numeric>

#include "commands.hpp"
#include "facts.hpp"
#include "month_options.hpp"
#include "month_report.hpp"
#include "output.hpp"
#include "stages.hpp"

namespace discography {
namespace {

using wirespeed::Result;
namespace discogs = wirespeed::discogs;
namespace months = wirespeed::months;
namespace rules = wirespeed::rules;

constexpr const char* kFooter =
    R"(PATHs are dump files (.xml or .xml.gz) of artists, labels, masters and releases, or directories of them; what
a file is, its content says. DIR gets graph.snapshot, and rejects.jsonl if records could not be read. What was
there before is replaced when all is done; the snapshot before goes to DIR/old (see discography rollback).

Into a DIR that has a month already, only records that differ are parsed. After a kill the same command goes on.

Examples:
  discography ingest dumps --out music
  discography ingest artists.xml.gz labels.xml.gz masters.xml.gz releases.xml.gz --out music
  discography ingest dumps --out music --max-errors 100 --threads 4
  discography ingest dumps/2026-09 --out music --rules rules.yaml --keep 3)";

struct IngestCommandOptions {
  std::vector<std::string> paths;
  MonthCommandOptions month;
};

std::uint64_t peak_memory_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
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

std::string as_text(const Music& music, const months::MonthReport& month, const rules::RuleSet& rules) {
  const discogs::IngestReport& report = month.ingest;
  return facts_text(music, report.facts) + month_text(month, rules) + stages_text(report) +
         fmt::format("  {} records, {} of XML, peak memory {}\n", with_commas(total_records(report.facts)),
                     human_bytes(static_cast<double>(report.facts.bytes_xml)),
                     human_bytes(static_cast<double>(peak_memory_bytes())));
}

std::string as_json(const Music& music, const months::MonthReport& month, const rules::RuleSet& rules) {
  wirespeed::JsonWriter json;
  json.begin_object();
  add_facts(json, music, month.ingest.facts);
  add_month(json, month, rules);
  json.key("seconds").begin_object();
  for (const Stage& stage : stages_of(month.ingest)) json.member(stage.name, stage.seconds);
  json.end_object().member("peak_memory", peak_memory_bytes()).end_object();
  return json.text() + "\n";
}

Result<int> run_ingest(const IngestCommandOptions& command) {
  auto rules = load_rules(command.month);
  if (!rules) return std::unexpected(rules.error());
  auto report = run_month({command.paths.begin(), command.paths.end()}, command.month, *rules);
  if (!report) return std::unexpected(report.error());
  const std::string& out = command.month.out;
  if (const std::uint64_t rejects = report->ingest.facts.rejects; rejects > 0) {
    fmt::print(stderr, "discography: {} records could not be read, see {}/{}\n", rejects, out, discogs::kRejectsName);
  }
  auto music = Music::open(out);
  if (!music) return std::unexpected(music.error());
  const bool json = command.month.json;
  return print_and_return(json ? as_json(*music, *report, *rules) : as_text(*music, *report, *rules), kFound);
}

}  // namespace

void add_ingest(CLI::App& app, Action& action) {
  auto options = std::make_shared<IngestCommandOptions>();
  CLI::App* command = add_command(app, action, "ingest", "Turn dumps into a graph with a search", options, run_ingest);
  command->add_option("PATH", options->paths, "Dump files, or directories of them")->required();
  add_month_options(*command, options->month);
  command->footer(kFooter);
}

}  // namespace discography
