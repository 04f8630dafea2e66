// The drain limit: what the same call costs a client that makes nothing of the answer.
#include <sched.h>

#include <algorithm>
#include <memory>
#include <numeric>

#include "bolt_drain.hpp"
#include "contender.hpp"
#include "drain_call.hpp"

namespace {

using bench::number;
using bench::read_workload;
using bench::seconds;
using bench::system_seconds;
using bench::Workload;
using wirespeed::packstream::List;
using wirespeed::packstream::Map;

constexpr std::string_view kText = "qwertyuiopasdfghjklzxcvbnmQWERTYUIOPASDFGHJKLZXCVBNMM";
constexpr double kServerWarmSeconds = 4;  // a real server compiles what it runs, and this client asks the fastest
constexpr double kTurnSeconds = 0.08;
constexpr std::size_t kServerWarmCalls = 5000;
constexpr std::size_t kWarmCalls = 40;
constexpr std::size_t kTurnCalls = 50;
constexpr std::int64_t kFetchSize = 1000;  // the driver's
constexpr std::int64_t kAll = -1;

Map parameters(const Workload& workload) {
  const std::int64_t width = number(workload.at("width"));
  const std::int64_t length = number(workload.at("length"));
  if (workload.at("parameters") == "sizes") return {{"width", width}, {"length", length}};
  if (workload.at("parameters") != "data") return {};
  const List inner(static_cast<std::size_t>(width), std::string(kText));
  return {{"data", List(static_cast<std::size_t>(length), inner)}};
}

double median(std::vector<double>& values) {
  std::ranges::nth_element(values, values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2));
  return values[values.size() / 2];
}

void warm_up(bench::Drain& drain, std::size_t calls) {
  const double began = seconds(CLOCK_MONOTONIC);
  for (std::size_t i = 0; i < calls && seconds(CLOCK_MONOTONIC) - began < kServerWarmSeconds; ++i) drain.call();
}

// One turn: the medians of its calls.
void measure(bench::Drain& drain, bench::Outcome& outcome) {
  std::vector<double> walls, cpus;
  drain.call();
  const double in_system = system_seconds();
  const double began = seconds(CLOCK_MONOTONIC);
  while (walls.empty() || (walls.size() < kTurnCalls && seconds(CLOCK_MONOTONIC) - began < kTurnSeconds)) {
    const double wall = seconds(CLOCK_MONOTONIC);
    const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
    drain.call();
    cpus.push_back(seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
    walls.push_back(seconds(CLOCK_MONOTONIC) - wall);
  }
  const double all = std::accumulate(cpus.begin(), cpus.end(), 0.0);
  const double share = std::min((system_seconds() - in_system) / all, 1.0);
  const double cpu = median(cpus);
  outcome.call(median(walls), cpu * (1 - share), cpu * share);
}

void stay_on(std::int64_t core) {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<std::size_t>(core), &cores);
  if (::sched_setaffinity(0, sizeof cores, &cores) != 0) throw std::runtime_error("there is no core to stay on");
}

auto begin(const bench::Call& call) {
  const Workload workload = read_workload(call.data);
  const std::uint16_t port = bench::port_of(workload);
  auto drain = std::make_unique<bench::Drain>(port, workload.at("query"), parameters(workload),
                                              call.extra == "all" ? kAll : kFetchSize);
  if (const std::int64_t core = number(workload.at("core")); core >= 0) stay_on(core);
  warm_up(*drain, workload.at("server") == "neo4j" ? kServerWarmCalls : kWarmCalls);
  return [drain = std::move(drain)](bool checking, bench::Outcome& outcome) {
    if (checking) outcome.answer("records", drain->call());
    if (!checking) measure(*drain, outcome);
  };
}

}  // namespace

int main(int argc, char** argv) { return bench::stay(argc, argv, begin); }
