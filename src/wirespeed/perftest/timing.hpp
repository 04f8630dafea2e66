// What was measured of one case, and of a whole run.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/perftest/cases.hpp"

namespace wirespeed::perftest {

// Microseconds.
struct Summary {
  std::size_t count = 0;
  double p50 = 0;
  double p95 = 0;
  double p99 = 0;
  double max = 0;
};

// By nearest rank: each figure is one that was measured. Sorts.
Summary summarize(std::vector<double>& microseconds);

double median(std::vector<double> values);  // REQUIRES: not empty

struct Timing {
  Case asked;
  unsigned connections = 1;
  std::string failure;         // the case got no answer: why; nothing else means anything then
  std::vector<double> cold;    // microseconds of first answers
  Summary warm;                // of all the others
  std::vector<double> rounds;  // the median of each round
};

struct Run {
  std::string when;      // UTC, "2026-11-22T23:10:00Z"
  std::string version;   // of the program that measured
  std::string where;     // the directory or the URL
  std::string snapshot;  // what the graph holds, as /health tells it; empty: unknown
  double yardstick = 0;  // microseconds of a fixed piece of work, the best of all rounds
  std::vector<Timing> timings;

  bool failed() const noexcept;
};

// One line of a history.
std::string to_json(const Run& run);

// The last line of a history. `where` is the file, for errors.
Result<Run> last_run(std::string_view history, std::string_view where);

}  // namespace wirespeed::perftest
