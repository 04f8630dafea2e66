#include "wirespeed/s3/transfer_tuner.hpp"

#include <gtest/gtest.h>

#include <queue>

namespace wirespeed::s3 {
namespace {

using Duration = TransferTuner::Duration;
constexpr std::uint64_t kMega = std::uint64_t{1} << 20;

// A server that answers after `latency` us and gives each connection `each` bytes per us, all together `all`.
struct Network {
  double latency;
  double each;
  double all;
};

struct Outcome {
  unsigned connections;
  std::uint64_t largest_part = 0;
  std::uint64_t parts = 0;
};

// Gets `bytes` over the network, in steps of a millisecond.
Outcome get(std::uint64_t bytes, const Network& network, TransferTuner tuner = TransferTuner()) {
  struct Part {
    std::uint64_t bytes;
    double begin;
    double left;
  };
  std::vector<Part> parts;
  Outcome outcome{tuner.connections()};
  for (double now = 0; bytes > 0 || !parts.empty(); now += 1000) {
    while (bytes > 0 && parts.size() < tuner.connections()) {
      const std::uint64_t size = tuner.next_part(bytes);
      EXPECT_GT(size, 0u);
      EXPECT_LE(size, bytes);
      parts.push_back({size, now, static_cast<double>(size)});
      bytes -= size;
      outcome.largest_part = std::max(outcome.largest_part, size);
      ++outcome.parts;
    }
    const double share = std::min(network.each, network.all / static_cast<double>(parts.size()));
    for (Part& part : parts) {
      if (now - part.begin >= network.latency) part.left -= share * 1000;
    }
    for (std::size_t i = parts.size(); i-- > 0;) {
      if (parts[i].left > 0) continue;
      tuner.part_came(parts[i].bytes, Duration(static_cast<std::int64_t>(network.latency)),
                      Duration(static_cast<std::int64_t>(now + 1000 - parts[i].begin)),
                      Duration(static_cast<std::int64_t>(now + 1000)));
      parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(i));
    }
  }
  outcome.connections = tuner.connections();
  return outcome;
}

TEST(TransferTuner, opens_connections_as_long_as_they_bring_more) {
  EXPECT_EQ(get(8192 * kMega, {.latency = 20'000, .each = 50, .all = 1e9}).connections, 32u);
  EXPECT_EQ(get(8192 * kMega, {.latency = 2'000, .each = 1000, .all = 1000}).connections, 8u);
}

TEST(TransferTuner, parts_grow_with_what_a_round_trip_costs) {
  const Outcome far = get(4096 * kMega, {.latency = 50'000, .each = 50, .all = 1e9});
  const Outcome near = get(4096 * kMega, {.latency = 100, .each = 500, .all = 2000});
  EXPECT_GT(far.largest_part, 30 * kMega);
  EXPECT_LE(near.largest_part, 8 * kMega);
}

TEST(TransferTuner, parts_stay_within_their_bounds) {
  const TransferTuner tuner;
  for (std::uint64_t left = 1; left < 100'000 * kMega; left += left / 3 + 1) {
    const std::uint64_t part = tuner.next_part(left);
    EXPECT_LE(part, left);
    EXPECT_GE(part, std::min(left, 2 * kMega));
    EXPECT_LE(part, 65 * kMega);
  }
}

TEST(TransferTuner, the_end_is_split_so_that_all_connections_have_some_of_it) {
  const TransferTuner tuner;
  EXPECT_EQ(tuner.next_part(1024 * kMega), 8 * kMega);
  EXPECT_EQ(tuner.next_part(64 * kMega), 4 * kMega);
  EXPECT_EQ(tuner.next_part(3 * kMega), 2 * kMega);
  EXPECT_EQ(tuner.next_part(2 * kMega + 1), 2 * kMega + 1);
}

}  // namespace
}  // namespace wirespeed::s3
