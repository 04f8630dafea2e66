// When a second attempt beside a slow one pays.
#pragma once

#include <chrono>
#include <cstdint>

namespace wirespeed::s3_client {

// What attempts usually take, and how far they stray: as TCP reckons its retransmissions.
class UsualTime {
 public:
  void note(std::chrono::nanoseconds time) noexcept;
  // One that takes longer is slow.
  std::chrono::nanoseconds slow() const noexcept;

 private:
  std::uint64_t noted_ = 0;
  std::int64_t mean_ = 0;
  std::int64_t stray_ = 0;
};

}  // namespace wirespeed::s3_client
