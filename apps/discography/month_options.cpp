#include "month_options.hpp"

#include <chrono>

#include "ingest_metrics.hpp"
#include "interrupt.hpp"
#include "line_file.hpp"
#include "month_report.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "read_progress.hpp"
#include "shipped_rules.hpp"
#include "utc_now.hpp"
#include "wirespeed/base/file.hpp"
#include "wirespeed/discogs/ingest.hpp"
#include "wirespeed/rules/rule_file.hpp"

namespace discography {
namespace {

using wirespeed::Result;
namespace discogs = wirespeed::discogs;
namespace months = wirespeed::months;
namespace rules = wirespeed::rules;

constexpr const char* kHistoryName = "history.jsonl";

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

std::string report_json(const months::MonthReport& report, const rules::RuleSet& rules,
                        const std::vector<discogs::DumpFile>& files, const std::string& started, double seconds) {
  wirespeed::JsonWriter json;
  json.begin_object().member("started", started).member("seconds", seconds);
  json.key("files").begin_array();
  for (const discogs::DumpFile& file : files) {
    json.begin_object().member("path", file.path.string()).member("bytes", file.bytes).end_object();
  }
  json.end_array().member("rejects", report.ingest.facts.rejects).member("repairs", report.ingest.facts.repairs);
  json.member("snapshot_bytes", report.ingest.snapshot_bytes);
  add_month(json, report, rules);
  json.end_object();
  return json.text() + "\n";
}

// What a run says of itself in the directory.
class RunReport {
 public:
  RunReport(std::filesystem::path out, const std::vector<discogs::DumpFile>& files, const rules::RuleSet& rules)
      : out_(std::move(out)), files_(files), rules_(rules) {}

  Result<void> write(const months::MonthReport& report) const {
    const std::string json = text(report);
    if (auto ok = wirespeed::replace_file(out_ / kReportName, wirespeed::bytes_of(json)); !ok) return ok;
    const std::string metrics = ingest_metrics(report, seconds(), std::chrono::system_clock::now());
    if (auto ok = wirespeed::replace_file(out_ / kIngestMetricsName, wirespeed::bytes_of(metrics)); !ok) return ok;
    return append_line(out_ / kHistoryName, json);
  }
  Result<void> add_to_history(const months::MonthReport& report) const {
    return append_line(out_ / kHistoryName, text(report));
  }

 private:
  double seconds() const { return std::chrono::duration<double>(wirespeed::Clock::now() - start_).count(); }
  std::string text(const months::MonthReport& report) const {
    return report_json(report, rules_, files_, started_, seconds());
  }

  std::filesystem::path out_;
  const std::vector<discogs::DumpFile>& files_;
  const rules::RuleSet& rules_;
  std::string started_ = utc_now();
  wirespeed::Clock::time_point start_ = wirespeed::Clock::now();
};

Result<months::MonthReport> ingest(const std::vector<discogs::DumpFile>& files, const MonthCommandOptions& options,
                                   const rules::RuleSet& rules, const months::FileHashes& hashes,
                                   const RunReport& run) {
  discogs::IngestProgress progress;
  const ProgressDisplay display{Look(progress)};
  months::MonthOptions month;
  month.ingest = {.threads = options.threads,
                  .max_errors = options.max_errors,
                  .last_year = options.last_year,
                  .stop = stop_on_signal(),
                  .progress = &progress};
  month.hashes = hashes;
  month.keep = options.keep;
  month.rules_hash = rules.hash;
  month.checkpoint_interval = std::chrono::milliseconds(static_cast<std::int64_t>(options.checkpoint_seconds * 1000));
  month.on_report = [&](const months::MonthReport& report) { return run.write(report); };
  if (!rules.rules.empty()) month.make_filter = [&] { return rules::make_filter(rules); };
  return months::ingest_month(files, options.out, month);
}

}  // namespace

void add_month_options(CLI::App& command, MonthCommandOptions& options) {
  command.add_option("--out", options.out, "Directory to write to; made if need be")->required();
  auto* const rules = command.add_option("--rules", options.rules, "Quality rules (YAML) instead of the usual ones");
  command.add_flag("--no-rules", options.no_rules, "Take all records as they are")->excludes(rules);
  command.add_option("--keep", options.keep, "Old snapshots to keep in DIR/old")->capture_default_str();
  command.add_option("--threads", options.threads, "Threads; 0 for all cores")->capture_default_str();
  command.add_option("--max-errors", options.max_errors, "Stop with an error at more bad records than this");
  command.add_option("--last-year", options.last_year, "Take later years as none; 0: the year after the dumps'")
      ->capture_default_str();
  command.add_option("--checkpoint-seconds", options.checkpoint_seconds, "How much work a kill may cost")
      ->check(CLI::Range(0.0, 3600.0))
      ->capture_default_str();
  command.add_flag("--json", options.json, "Print JSON");
}

Result<rules::RuleSet> load_rules(const MonthCommandOptions& options) {
  if (options.no_rules) return rules::RuleSet{};
  if (!options.rules.empty()) return rules::read_rules(options.rules);
  return rules::parse_rules(shipped_rules(), "that come with the program");
}

Result<months::MonthReport> run_month(const std::vector<std::filesystem::path>& paths,
                                      const MonthCommandOptions& options, const rules::RuleSet& rules,
                                      const months::FileHashes& hashes) {
  auto files = discogs::find_dumps(paths);
  if (!files) return std::unexpected(files.error());
  const RunReport run(options.out, *files, rules);
  auto report = ingest(*files, options, rules, hashes, run);
  if (!report || !report->same_files) return report;
  if (auto ok = run.add_to_history(*report); !ok) return std::unexpected(ok.error());
  return report;
}

}  // namespace discography
