#include "wirespeed/cache/hash_index.hpp"

#include <algorithm>

namespace wirespeed::cache {
namespace {

constexpr std::size_t kFewestBuckets = 16;

}  // namespace

void HashIndex::insert(std::uint64_t hash, std::uint32_t place) {
  if ((size_ + 1) * 4 > buckets_.size() * 3) grow();
  put({tag_of(hash), place});
  ++size_;
}

void HashIndex::put(Bucket bucket) noexcept {
  std::size_t at = bucket.tag & mask_;
  while (buckets_[at].place != kNowhere) at = (at + 1) & mask_;
  buckets_[at] = bucket;
}

void HashIndex::grow() {
  std::vector<Bucket> old(std::max(kFewestBuckets, buckets_.size() * 2));
  old.swap(buckets_);
  mask_ = buckets_.size() - 1;
  for (const Bucket& bucket : old) {
    if (bucket.place != kNowhere) put(bucket);
  }
}

// What was pushed on by it moves back, so that no bucket has to say that there was something.
void HashIndex::erase(std::uint64_t hash, std::uint32_t place) noexcept {
  std::size_t hole = tag_of(hash) & mask_;
  while (buckets_[hole].place != place) hole = (hole + 1) & mask_;
  for (std::size_t at = (hole + 1) & mask_; buckets_[at].place != kNowhere; at = (at + 1) & mask_) {
    const std::size_t distance = (at - buckets_[at].tag) & mask_;
    if (distance < ((at - hole) & mask_)) continue;
    buckets_[hole] = buckets_[at];
    hole = at;
  }
  buckets_[hole].place = kNowhere;
  --size_;
}

void HashIndex::clear() noexcept {
  std::ranges::fill(buckets_, Bucket{});
  size_ = 0;
}

}  // namespace wirespeed::cache
