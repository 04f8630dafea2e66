// Asks, and takes the time.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/perftest/timing.hpp"

namespace wirespeed::perftest {

struct Settings {
  std::size_t runs = 100;       // of each case on each connection, warm
  std::size_t rounds = 5;       // over which they are spread: all cases, then all again
  std::size_t cold_runs = 3;    // by an asker of its own each
  double seconds_per_case = 1;  // of one round and connection count: a slow case is asked less often
  std::vector<unsigned> connections = {1, 4};
  Stop stop = {};
};

struct Askers {
  MakeAsker warm;  // one for each connection; may be called by several threads at once
  MakeAsker cold;  // one that has not answered anything yet
};

// How long one fixed piece of work takes on this machine now, in microseconds: memory that is read and hashed. A run on
// a machine that is busy with something else, or another machine, is compared by it.
double measure_yardstick();

// What the graph holds, as /health tells it; empty where it does not.
std::string snapshot_of(Asker& asker);

// Timings by case, then by connections. A case that is not answered by 200 is a failure of that case alone.
// `on_progress` is called after each round of a case with the share that is done.
Result<std::vector<Timing>> measure(std::span<const Case> cases, const Askers& askers, const Settings& settings,
                                    const std::function<void(double)>& on_progress);

}  // namespace wirespeed::perftest
