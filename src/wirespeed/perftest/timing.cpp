#include "wirespeed/perftest/timing.hpp"

#include <algorithm>
#include <cmath>

#include "wirespeed/base/json.hpp"
#include "wirespeed/perftest/yaml.hpp"

namespace wirespeed::perftest {
namespace {

double rank(const std::vector<double>& sorted, double share) {
  const double place = std::ceil(share * static_cast<double>(sorted.size()));
  return sorted[static_cast<std::size_t>(std::max(place, 1.0)) - 1];
}

double to_tenths(double microseconds) { return std::round(microseconds * 10) / 10; }

void add_list(JsonWriter& json, const char* name, const std::vector<double>& values) {
  json.key(name).begin_array();
  for (const double value : values) json.value(to_tenths(value));
  json.end_array();
}

void add_timing(JsonWriter& json, const Timing& timing) {
  json.begin_object().member("name", timing.asked.name).member("target", timing.asked.target);
  json.member("connections", timing.connections);
  if (!timing.failure.empty()) {
    json.member("failure", timing.failure).end_object();
    return;
  }
  add_list(json, "cold_us", timing.cold);
  json.member("count", timing.warm.count).member("p50_us", to_tenths(timing.warm.p50));
  json.member("p95_us", to_tenths(timing.warm.p95)).member("p99_us", to_tenths(timing.warm.p99));
  json.member("max_us", to_tenths(timing.warm.max));
  add_list(json, "rounds_us", timing.rounds);
  json.end_object();
}

Timing read_timing(const YAML::Node& node) {
  Timing timing;
  timing.asked = {node["name"].as<std::string>(), node["target"].as<std::string>()};
  timing.connections = node["connections"].as<unsigned>();
  timing.failure = node["failure"].as<std::string>("");
  if (!timing.failure.empty()) return timing;
  timing.cold = node["cold_us"].as<std::vector<double>>();
  timing.warm = {node["count"].as<std::size_t>(), node["p50_us"].as<double>(), node["p95_us"].as<double>(),
                 node["p99_us"].as<double>(), node["max_us"].as<double>()};
  timing.rounds = node["rounds_us"].as<std::vector<double>>();
  return timing;
}

Result<Run> read_run(const YAML::Node& node) {
  Run run;
  run.when = node["when"].as<std::string>();
  run.version = node["version"].as<std::string>();
  run.where = node["where"].as<std::string>();
  run.snapshot = node["snapshot"].as<std::string>("");
  run.yardstick = node["yardstick_us"].as<double>();
  run.timings.reserve(node["cases"].size());
  for (const auto& timing : node["cases"]) run.timings.push_back(read_timing(timing));
  return run;
}

}  // namespace

Summary summarize(std::vector<double>& microseconds) {
  if (microseconds.empty()) return {};
  std::ranges::sort(microseconds);
  return {microseconds.size(), rank(microseconds, 0.5), rank(microseconds, 0.95), rank(microseconds, 0.99),
          microseconds.back()};
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return rank(values, 0.5);
}

bool Run::failed() const noexcept {
  return std::ranges::any_of(timings, [](const Timing& timing) { return !timing.failure.empty(); });
}

std::string to_json(const Run& run) {
  JsonWriter json;
  json.begin_object().member("when", run.when).member("version", run.version).member("where", run.where);
  json.member("snapshot", run.snapshot).member("yardstick_us", to_tenths(run.yardstick));
  json.key("cases").begin_array();
  for (const Timing& timing : run.timings) add_timing(json, timing);
  json.end_array().end_object();
  return json.text() + "\n";
}

Result<Run> last_run(std::string_view history, std::string_view where) {
  while (history.ends_with('\n')) history.remove_suffix(1);
  const std::size_t before = history.rfind('\n');
  const std::string_view line = before == std::string_view::npos ? history : history.substr(before + 1);
  if (line.empty()) return fail(Errc::not_found, "{}: expected a run of perftest, found an empty file", where);
  return read_yaml(line, where, read_run);
}

}  // namespace wirespeed::perftest
