#include "wirespeed/cache/cache.hpp"

#include <algorithm>
#include <thread>

namespace wirespeed::cache {
namespace {

constexpr std::uint64_t kShardsPerThread = 4;
constexpr std::uint64_t kMostShards = 64;

}  // namespace

unsigned shards_for(std::uint64_t capacity, std::uint64_t least) noexcept {
  const std::uint64_t threads = std::max(1U, std::thread::hardware_concurrency());
  const std::uint64_t wanted = std::min(kMostShards, std::bit_ceil(threads * kShardsPerThread));
  const std::uint64_t room = std::bit_floor(std::max<std::uint64_t>(1, capacity / std::max<std::uint64_t>(1, least)));
  return static_cast<unsigned>(std::min(wanted, room));
}

}  // namespace wirespeed::cache
