// How large the next part of a large object is: by what its parts took so far. How many are under way at once is the
// connections' own affair, which are doubled while more of them bring more (s3_client/growth.hpp).
//
//   |wait|=========|     so large that the wait for its first byte is little of it,
//   |=========         | no larger than what a connection brings in some seconds: what a broken one loses,
//   |==|==|==|         | and at the end so that all connections finish at about the same time.
#pragma once

#include <chrono>
#include <cstdint>

namespace wirespeed::s3 {

struct PartSizes {
  std::uint64_t first =
      std::uint64_t{8} << 20;  // before anything is known, and then unless something speaks against it
  std::uint64_t least = std::uint64_t{1} << 20;
  std::uint64_t largest = std::uint64_t{32} << 20;

  static PartSizes fixed(std::uint64_t bytes) noexcept { return {bytes, bytes, bytes}; }
};

class PartTuner {
 public:
  using Duration = std::chrono::nanoseconds;

  explicit PartTuner(PartSizes sizes = {}) noexcept : sizes_(sizes) {}

  // Bytes of the next part of those `left`, which `under_way` others are bringing parts of. REQUIRES: left > 0
  std::uint64_t next_part(std::uint64_t left, unsigned under_way) const noexcept;

  // A part came whole. It took `duration` since its request was sent, `first_byte` of it until its answer began.
  void part_came(std::uint64_t bytes, Duration first_byte, Duration duration) noexcept;

 private:
  double wished() const noexcept;

  PartSizes sizes_;
  bool began_ = false;
  double latency_ = 0;  // ns to the first byte; as what follows, of late
  double rate_ = 0;     // bytes per ns of one connection, once its answer has begun
};

}  // namespace wirespeed::s3
