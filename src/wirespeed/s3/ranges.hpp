// Several ranges of one object with fewer requests: ranges that overlap or stand close together are read at once, long
// ones in pieces, and every caller's bytes are cut back out.
//
//   wanted     [0, 100)  [90, 200)   [5000, 5010)   the last 8
//   requests   [0, 200)              [5000, 5010)   the last 8        where the gap allowed is below 4800
//   cuts       two                   one            one
//
// A range's result is what the object has of it: less, or nothing, where it ends earlier.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/s3/byte_range.hpp"

namespace wirespeed::s3 {

struct CoalesceOptions {
  std::uint64_t gap = std::uint64_t{1} << 20;      // bytes nobody asked for that are cheaper than one more request
  std::uint64_t largest = std::uint64_t{8} << 20;  // bytes of one request, at least 1
};

// [in_request, in_request + size) of a request's bytes are [in_wanted, in_wanted + size) of a range's.
struct RangeCut {
  static constexpr std::uint64_t kRest = std::numeric_limits<std::uint64_t>::max();

  std::size_t wanted = 0;  // which range, as the caller numbers them
  std::uint64_t in_request = 0;
  std::uint64_t in_wanted = 0;
  std::uint64_t size = 0;  // kRest: all that comes

  // What there is of it in an answer of `received` bytes.
  std::uint64_t size_of(std::uint64_t received) const noexcept;
};

struct RangeRequest {
  ByteRange range;
  std::vector<RangeCut> cuts;  // by their place in the request

  // Its bytes are one range's, all of them: they can be received straight to their place.
  bool is_direct() const noexcept;
};

struct RangePlan {
  std::vector<RangeRequest> requests;               // spans by their begin, then those whose place is not known
  std::vector<std::optional<std::uint64_t>> sizes;  // of each range, where it is known (at most: what it asks for)
};

// `object_size`: where it is known, ranges to the end and last bytes are spans, too, and nothing behind the end is
// asked for. Where it is not, each of them is a request of its own. An empty range needs no request.
RangePlan plan_ranges(std::span<const ByteRange> wanted, std::optional<std::uint64_t> object_size,
                      const CoalesceOptions& options = {});

}  // namespace wirespeed::s3
