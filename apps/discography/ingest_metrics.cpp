#include "ingest_metrics.hpp"

#include <fmt/format.h>

#include <array>
#include <numeric>
#include <utility>

#include "prometheus_text.hpp"
#include "stages.hpp"

namespace discography {
namespace {

namespace discogs = wirespeed::discogs;
namespace months = wirespeed::months;

std::string kind_label(std::size_t kind) {
  return fmt::format("kind=\"{}\"", discogs::root_name(static_cast<discogs::Kind>(kind)));
}

using PerKind = std::array<std::uint64_t, discogs::kKindCount>;

void add_per_kind(PrometheusText& out, const char* name, const char* help, const PerKind& counts) {
  out.describe(name, "gauge", help);
  for (std::size_t kind = 0; kind < counts.size(); ++kind) out.sample(kind_label(kind), counts[kind]);
}

void add_stages(PrometheusText& out, const discogs::IngestReport& report) {
  out.describe("discography_ingest_stage_seconds", "gauge", "Of the last ingest, by stage.");
  for (const Stage& stage : stages_of(report)) out.sample(fmt::format("stage=\"{}\"", stage.name), stage.seconds);
}

void add_changes(PrometheusText& out, const months::MonthReport& report) {
  out.describe("discography_ingest_changes", "gauge", "Records of the last ingest against the month before.");
  for (std::size_t kind = 0; kind < report.changes.size(); ++kind) {
    const months::Changes& changes = report.changes[kind];
    const std::array<std::pair<const char*, std::uint64_t>, 4> all = {{{"added", changes.added},
                                                                       {"changed", changes.changed},
                                                                       {"removed", changes.removed},
                                                                       {"unchanged", changes.unchanged}}};
    for (const auto& [change, count] : all) {
      const auto* const root = discogs::root_name(static_cast<discogs::Kind>(kind));
      out.sample(fmt::format("kind=\"{}\",change=\"{}\"", root, change), count);
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
  PrometheusText out;
  const discogs::IngestFacts& facts = report.ingest.facts;
  add_stages(out, report.ingest);
  out.gauge("discography_ingest_seconds", "Of the last ingest, all of it.", seconds);
  out.gauge("discography_ingest_finished_timestamp_seconds", "When the last ingest ended, in Unix time.",
            std::chrono::duration_cast<std::chrono::seconds>(finished.time_since_epoch()).count());
  add_per_kind(out, "discography_ingest_records", "Read by the last ingest.", facts.records);
  add_changes(out, report);
  add_per_kind(out, "discography_ingest_left_out_records", "Left out by quality rules.", report.left_out);
  out.gauge("discography_ingest_rule_hits", "What quality rules had to say.", rule_hits(report));
  out.gauge("discography_ingest_rejected_records", "That could not be read.", facts.rejects);
  out.gauge("discography_ingest_resumed_records", "That a run before, which was interrupted, had parsed.",
            report.resumed_records);
  out.gauge("discography_ingest_resumed_parts", "Of the snapshot, that a run before, which was interrupted, had made.",
            report.resumed_parts);
  out.gauge("discography_ingest_xml_bytes", "Of the dumps, inflated.", facts.bytes_xml);
  return out.take();
}

}  // namespace discography
