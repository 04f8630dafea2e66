// How large parts of an upload are (https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html).
#pragma once

#include <cstdint>
#include <optional>

#include "wirespeed/base/error.hpp"
#include "wirespeed/s3/multipart_requests.hpp"

namespace wirespeed::s3 {

inline constexpr std::uint64_t kMiB = std::uint64_t{1} << 20;
inline constexpr std::uint64_t kGiB = std::uint64_t{1} << 30;
inline constexpr std::uint64_t kMaxObjectBytes = 5 * 1024 * kGiB;
inline constexpr std::uint64_t kMaxPutBytes = 5 * kGiB;   // of one request
inline constexpr std::uint64_t kMaxCopyBytes = 5 * kGiB;  // likewise

// Parts of one size, the last one what is left.
struct PartPlan {
  std::uint64_t bytes = 0;  // of the object
  std::uint64_t part_bytes = 0;
  std::uint64_t parts = 0;

  // From 0. REQUIRES: part < parts
  std::uint64_t begin_of(std::uint64_t part) const noexcept { return part * part_bytes; }
  std::uint64_t size_of(std::uint64_t part) const noexcept {
    return part + 1 < parts ? part_bytes : bytes - begin_of(part);
  }
};

// Parts as large as wished, larger where there would be too many. An object of no bytes is one part of none. A wish
// below the least part's size is an error, as is an object above the largest.
Result<PartPlan> plan_upload(std::uint64_t bytes, std::uint64_t wished = 8 * kMiB);

// Of a copy on the server: one part is one plain copy. Large parts: no byte of them passes here.
Result<PartPlan> plan_copy(std::uint64_t bytes, std::uint64_t wished = 256 * kMiB);

// Sizes for an upload whose end nobody knows: as wished, then twice as much every 1000 parts, so that 10,000 parts hold
// the largest object. Small ones have parts of one size, which some servers insist on; with Growth::none all have it.
class GrowingParts {
 public:
  enum class Growth : std::uint8_t { none, doubling };

  explicit GrowingParts(std::uint64_t wished = 8 * kMiB, Growth growth = Growth::doubling) noexcept;

  // How many bytes the next part takes; an error when there can be no further one.
  Result<std::uint64_t> next();
  std::uint64_t parts() const noexcept { return parts_; }

 private:
  static constexpr std::uint64_t kStep = 1000;  // parts

  std::uint64_t part_bytes_;
  Growth growth_;
  std::uint64_t parts_ = 0;
  std::uint64_t bytes_ = 0;
};

}  // namespace wirespeed::s3
