// What perftest prints.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "wirespeed/graph/visits.hpp"
#include "wirespeed/perftest/compare.hpp"
#include "wirespeed/perftest/timing.hpp"

namespace discography {

// A table of the cases, and a line that sums them up.
std::string timings_text(const wirespeed::perftest::Run& run);

// What changed, and how many did not.
std::string changes_text(const wirespeed::perftest::Run& before, const wirespeed::perftest::Run& now,
                         std::span<const wirespeed::perftest::Change> changes);

// What one question looked at, the second time that it was asked.
struct Profiled {
  wirespeed::perftest::Case asked;
  int status = 0;
  wirespeed::graph::Visits visits;
  double microseconds = 0;
  std::size_t bytes = 0;
};

std::string profile_text(std::span<const Profiled> all);
std::string profile_json(std::span<const Profiled> all);

}  // namespace discography
