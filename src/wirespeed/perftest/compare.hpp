// Whether a run is slower than an earlier one by more than noise.
//
// A case is asked in rounds, spread over the whole run, and has a median of each. Its noise is how far these medians
// lie apart. A case is slower when even its best round is slower than the earlier run's worst round, by more than
// `margin` of it and by more than `least` microseconds. Both runs must have been disturbed throughout, and differently,
// for that to be an accident: with five rounds each, one case in 250, were it not for the margin. Where the yardstick
// took longer than in the earlier run, its figures are scaled up by as much; never down.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "wirespeed/perftest/timing.hpp"

namespace wirespeed::perftest {

struct Tolerance {
  double margin = 0.10;
  double least = 20;  // microseconds: below that the clock and the scheduler speak
};

enum class Verdict : std::uint8_t { same, slower, faster, failed };

struct Change {
  const Timing* before;
  const Timing* now;
  double ratio = 1;  // of the medians of all runs, now / before as it is scaled
  Verdict verdict = Verdict::same;
};

// Cases that both runs have, by target and connections. Borrows the runs.
std::vector<Change> compare(const Run& before, const Run& now, const Tolerance& tolerance);

// By how much figures of `before` are scaled.
double scale_of(const Run& before, const Run& now) noexcept;

bool regressed(std::span<const Change> changes) noexcept;

}  // namespace wirespeed::perftest
