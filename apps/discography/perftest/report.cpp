#include "report.hpp"

#include <algorithm>

#include "../output.hpp"
#include "wirespeed/base/json.hpp"

namespace discography {
namespace {

namespace perftest = wirespeed::perftest;
using perftest::Change;
using perftest::Timing;
using perftest::Verdict;

std::string microseconds_text(double value) { return fmt::format("{:.{}f}", value, value < 100 ? 1 : 0); }

std::string cold_text(const Timing& timing) {
  return timing.cold.empty() ? "-" : microseconds_text(perftest::median(timing.cold));
}

std::vector<std::string> row(const Timing& timing) {
  const auto& warm = timing.warm;
  return {timing.asked.name,           std::to_string(timing.connections), cold_text(timing),
          with_commas(warm.count),     microseconds_text(warm.p50),        microseconds_text(warm.p95),
          microseconds_text(warm.p99), microseconds_text(warm.max),        timing.asked.target};
}

std::string failures_text(const perftest::Run& run) {
  std::string text;
  for (const Timing& timing : run.timings) {
    if (!timing.failure.empty())
      text += fmt::format("  failed: {}: {}\n", timing.asked.name, printable(timing.failure));
  }
  return text;
}

const char* word_of(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::slower:
      return "slower";
    case Verdict::faster:
      return "faster";
    case Verdict::failed:
      return "failed";
    case Verdict::same:
      break;
  }
  return "same";
}

std::string rounds_text(const Timing& timing) {
  if (timing.rounds.empty()) return "-";
  const auto [least, most] = std::ranges::minmax(timing.rounds);
  return fmt::format("{}..{}", microseconds_text(least), microseconds_text(most));
}

}  // namespace

std::string timings_text(const perftest::Run& run) {
  Table table({{"case"},
               {"connections", Align::right},
               {"cold us", Align::right},
               {"runs", Align::right},
               {"p50", Align::right},
               {"p95", Align::right},
               {"p99", Align::right},
               {"max", Align::right},
               {"target"}});
  double sum = 0;
  std::size_t count = 0;
  for (const Timing& timing : run.timings) {
    if (!timing.failure.empty()) continue;
    table.add(row(timing));
    sum += timing.warm.p50;
    ++count;
  }
  const double mean = count == 0 ? 0 : sum / static_cast<double>(count);
  return table.text() + failures_text(run) +
         fmt::format("{} cases of {}, snapshot {}; mean of their p50: {} us; yardstick {} us\n", run.timings.size(),
                     run.where, run.snapshot.empty() ? "unknown" : run.snapshot, microseconds_text(mean),
                     microseconds_text(run.yardstick));
}

std::string changes_text(const perftest::Run& before, const perftest::Run& now, std::span<const Change> changes) {
  Table table({{"change"},
               {"ratio", Align::right},
               {"connections", Align::right},
               {"rounds before us", Align::right},
               {"now", Align::right},
               {"target"}});
  std::size_t same = 0;
  for (const Change& change : changes) {
    same += change.verdict == Verdict::same ? 1 : 0;
    if (change.verdict == Verdict::same) continue;
    table.add({word_of(change.verdict), fmt::format("{:.2f}", change.ratio), std::to_string(change.now->connections),
               rounds_text(*change.before), rounds_text(*change.now), change.now->asked.target});
  }
  const char* const other = before.snapshot == now.snapshot ? "" : ", of another snapshot";
  return fmt::format(
      "{}compared with the run of {}{}: {} cases, {} within noise; its figures times {:.2f} by the "
      "yardstick\n",
      table.empty() ? "" : table.text(), before.when, other, changes.size(), same, perftest::scale_of(before, now));
}

std::string profile_text(std::span<const Profiled> all) {
  Table table({{"case"},
               {"nodes", Align::right},
               {"relationships", Align::right},
               {"us", Align::right},
               {"bytes", Align::right},
               {"target"}});
  for (const Profiled& one : all) {
    const std::string status = one.status == 200 ? "" : fmt::format(" ({})", one.status);
    table.add({one.asked.name + status, with_commas(one.visits.nodes), with_commas(one.visits.relationships),
               microseconds_text(one.microseconds), with_commas(one.bytes), one.asked.target});
  }
  return table.text();
}

std::string profile_json(std::span<const Profiled> all) {
  wirespeed::JsonWriter json;
  json.begin_array();
  for (const Profiled& one : all) {
    json.begin_object().member("name", one.asked.name).member("target", one.asked.target);
    json.member("status", one.status).member("nodes", one.visits.nodes);
    json.member("relationships", one.visits.relationships).member("microseconds", one.microseconds);
    json.member("bytes", one.bytes).end_object();
  }
  json.end_array();
  return json.text() + "\n";
}

}  // namespace discography
