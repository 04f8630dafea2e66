#include "ingest_metrics.hpp"

#include <fmt/format.h>

#include <array>
#include <iterator>
#include <numeric>
#include <utility>

namespace discography {
namespace {

namespace discogs = wirespeed::discogs;
namespace months = wirespeed::months;

// The text format: a name is described once, then its samples follow.
class Exposition {
 public:
  void gauge(const char* name, const char* help) {
    name_ = name;
    fmt::format_to(std::back_inserter(text_),
                   "# HELP discography_ingest_{0} {1}\n# TYPE discography_ingest_{0} gauge\n", name, help);
  }
  template <typename Number>
  void sample(const std::string& labels, Number value) {
    fmt::format_to(std::back_inserter(text_), "discography_ingest_{}{} {}\n", name_, labels, value);
  }
  template <typename Number>
  void single(const char* name, const char* help, Number value) {
    gauge(name, help);
    sample("", value);
  }
  std::string take() { return std::move(text_); }

 private:
  const char* name_ = "";
  std::string text_;
};

std::string kind_label(std::size_t kind) {
  return fmt::format("{{kind=\"{}\"}}", discogs::root_name(static_cast<discogs::Kind>(kind)));
}

using PerKind = std::array<std::uint64_t, discogs::kKindCount>;

void add_per_kind(Exposition& out, const char* name, const char* help, const PerKind& counts) {
  out.gauge(name, help);
  for (std::size_t kind = 0; kind < counts.size(); ++kind) out.sample(kind_label(kind), counts[kind]);
}

void add_stages(Exposition& out, const discogs::IngestReport& report) {
  out.gauge("stage_seconds", "Of the last ingest, by stage.");
  out.sample("{stage=\"read\"}", report.read_seconds);
  out.sample("{stage=\"graph\"}", report.shape.graph_seconds);
  out.sample("{stage=\"search\"}", report.shape.search_seconds);
  out.sample("{stage=\"write\"}", report.write_seconds);
}

void add_changes(Exposition& out, const months::MonthReport& report) {
  out.gauge("changes", "Records of the last ingest against the month before.");
  for (std::size_t kind = 0; kind < report.changes.size(); ++kind) {
    const months::Changes& changes = report.changes[kind];
    const std::array<std::pair<const char*, std::uint64_t>, 4> all = {{{"added", changes.added},
                                                                       {"changed", changes.changed},
                                                                       {"removed", changes.removed},
                                                                       {"unchanged", changes.unchanged}}};
    for (const auto& [change, count] : all) {
      const auto* const root = discogs::root_name(static_cast<discogs::Kind>(kind));
      out.sample(fmt::format("{{kind=\"{}\",change=\"{}\"}}", root, change), count);
    }
  }
}

std::uint64_t rule_hits(const months::MonthReport& report) {
  return std::accumulate(report.rules.begin(), report.rules.end(), std::uint64_t{0},
                         [](std::uint64_t sum, const months::RuleTally& rule) { return sum + rule.count; });
}

}  // namespace

std::string ingest_metrics(const months::MonthReport& report, double seconds,
                           std::chrono::system_clock::time_point finished) {
  Exposition out;
  const discogs::IngestFacts& facts = report.ingest.facts;
  add_stages(out, report.ingest);
  out.single("seconds", "Of the last ingest, all of it.", seconds);
  out.single("finished_timestamp_seconds", "When the last ingest ended, in Unix time.",
             std::chrono::duration_cast<std::chrono::seconds>(finished.time_since_epoch()).count());
  add_per_kind(out, "records", "Read by the last ingest.", facts.records);
  add_changes(out, report);
  add_per_kind(out, "left_out_records", "Left out by quality rules.", report.left_out);
  out.single("rule_hits", "What quality rules had to say.", rule_hits(report));
  out.single("rejected_records", "That could not be read.", facts.rejects);
  out.single("resumed_records", "That a run before, which was interrupted, had parsed.", report.resumed_records);
  out.single("resumed_parts", "Of the snapshot, that a run before, which was interrupted, had made.",
             report.resumed_parts);
  out.single("xml_bytes", "Of the dumps, inflated.", facts.bytes_xml);
  return out.take();
}

}  // namespace discography
