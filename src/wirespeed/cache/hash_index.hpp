// From a hash to a place: open addressing, eight bytes a bucket.
#pragma once

#include <cstdint>
#include <vector>

namespace wirespeed::cache {

inline constexpr std::uint32_t kNowhere = 0xffffffff;

// Keeps the upper 32 bits of each hash; the lower ones are left to whoever spreads keys over several of these. What
// several places have in common is told apart by the caller's own comparison. Not thread-safe.
//
//   bucket   | hash >> 32 | place |    a place of kNowhere: empty
class HashIndex {
 public:
  // The first place with that hash for which is_same(place) holds, or kNowhere.
  template <typename IsSame>
  std::uint32_t find(std::uint64_t hash, IsSame is_same) const {
    if (size_ == 0) return kNowhere;
    const std::uint32_t tag = tag_of(hash);
    for (std::size_t at = tag & mask_; buckets_[at].place != kNowhere; at = (at + 1) & mask_) {
      if (buckets_[at].tag == tag && is_same(buckets_[at].place)) return buckets_[at].place;
    }
    return kNowhere;
  }

  // REQUIRES: place is not in it yet.
  void insert(std::uint64_t hash, std::uint32_t place);

  // REQUIRES: the place is in it, under that hash.
  void erase(std::uint64_t hash, std::uint32_t place) noexcept;

  void clear() noexcept;
  std::size_t size() const noexcept { return size_; }

 private:
  struct Bucket {
    std::uint32_t tag = 0;
    std::uint32_t place = kNowhere;
  };

  static std::uint32_t tag_of(std::uint64_t hash) noexcept { return static_cast<std::uint32_t>(hash >> 32); }
  void put(Bucket bucket) noexcept;
  void grow();

  std::vector<Bucket> buckets_;
  std::size_t mask_ = 0;
  std::size_t size_ = 0;
};

}  // namespace wirespeed::cache
