// Open-loop load: requests leave at the times that a rate says, whether or not earlier ones were answered, and a
// latency counts from the time a request was meant to leave. So a server that stalls is charged for all whom it kept
// waiting.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace serve_mix {

struct LoadOptions {
  std::uint16_t port = 0;
  double rate = 10'000;  // requests per second, at exponential distances
  double seconds = 10;
  unsigned connections = 64;  // each has one request under way; more wait for the first that is free
  std::uint64_t seed = 1;
};

struct LoadResult {
  std::uint64_t sent = 0;
  std::uint64_t answered = 0;
  std::uint64_t failed = 0;          // of those: by anything but 200
  std::vector<double> latencies_ms;  // in the order of their sending; until the end of those that were not answered
  double seconds = 0;                // until the last answer, or until nobody waited any more
};

// Requests are drawn from `targets`, as "/api/stats", all alike.
LoadResult run_load(const LoadOptions& options, const std::vector<std::string>& targets);

// Of sorted values. REQUIRES: !sorted.empty(), share of 0 to 1
double percentile(const std::vector<double>& sorted, double share);

}  // namespace serve_mix
