// What the drains of the Neo4j tasks share: the workload that they are given, and clocks.
#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <fstream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include "contender.hpp"

namespace bench {

// The `key=value` lines of workloads.py.
using Workload = std::map<std::string, std::string>;

inline Workload read_workload(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("open " + path + ": cannot be read");
  Workload workload;
  for (std::string line; std::getline(file, line);) {
    const std::size_t at = line.find('=');
    workload[line.substr(0, at)] = line.substr(at + 1);
  }
  return workload;
}

inline std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Of the server that the workload is about.
inline std::uint16_t port_of(const Workload& workload) {
  const std::string address = server(workload.at("server") == "neo4j" ? "NEO4J" : "BOLT_REPLAY");
  return static_cast<std::uint16_t>(number(std::string_view(address).substr(address.rfind(':') + 1)));
}

inline double seconds(clockid_t clock) {
  timespec now{};
  ::clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

inline double system_seconds() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_stime.tv_sec) + static_cast<double>(used.ru_stime.tv_usec) / 1e6;
}

// What one turn takes, told to the harness.
template <typename Turn>
void measure_turn(Turn& turn, Outcome& outcome) {
  const double in_system = system_seconds();
  const double cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  const double wall = seconds(CLOCK_MONOTONIC);
  turn();
  const double wall_spent = seconds(CLOCK_MONOTONIC) - wall;
  const double cpu_spent = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  const double system = std::min(system_seconds() - in_system, cpu_spent);
  outcome.call(wall_spent, cpu_spent - system, system);
}

}  // namespace bench
