// The queries that the server knows:
//
//   REPLAY SHAPE WIDTHxLENGTH [distinct=N] [FAULT...]
//   REPLAY list_of_strings 1x10000 segment=1
//
// LENGTH records, their columns named c0, c1, ... Values repeat after N, where it is said.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "faults.hpp"
#include "values.hpp"
#include "wirespeed/base/error.hpp"

namespace wirespeed::bolt_replay {

struct Workload {
  Shape shape = Shape::nulls;
  std::uint64_t width = 0;
  std::uint64_t length = 0;
  std::uint64_t distinct = UINT64_MAX;

  std::uint64_t columns() const noexcept { return is_one_column(shape) ? 1 : width; }
  friend auto operator<=>(const Workload&, const Workload&) = default;
};

struct Query {
  Workload workload;
  Faults faults;
};

// `base` are the faults of the command line; those of the query are added to them.
Result<Query> parse_query(std::string_view text, const Faults& base);

}  // namespace wirespeed::bolt_replay
