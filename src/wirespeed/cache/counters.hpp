// What a cache has done, and what it holds.
#pragma once

#include <cstdint>

namespace wirespeed::cache {

struct Counters {
  std::uint64_t hits = 0;           // answered by a value, fresh or stale
  std::uint64_t stale_served = 0;   // of the hits: past its ttl, while somebody loads it anew
  std::uint64_t misses = 0;         // everything else
  std::uint64_t loads = 0;          // that were begun
  std::uint64_t refreshes = 0;      // of the loads: while the value is still served
  std::uint64_t load_errors = 0;    // loads that failed
  std::uint64_t handovers = 0;      // loads that were given up and taken over by one who waited
  std::uint64_t errors_served = 0;  // misses that were answered by the error of a load a moment ago
  std::uint64_t waits = 0;          // misses that waited for somebody else's load
  std::uint64_t puts = 0;
  std::uint64_t evictions = 0;
  std::uint64_t expirations = 0;  // found past their end, or of another version or tag
  std::uint64_t too_large = 0;    // not kept: larger than what one shard holds
  std::uint64_t entries = 0;      // now
  std::uint64_t weight = 0;       // now: bytes, or entries
  std::uint64_t loading = 0;      // now
  std::uint64_t waiting = 0;      // now

  Counters& operator+=(const Counters& other) noexcept;
};

}  // namespace wirespeed::cache
