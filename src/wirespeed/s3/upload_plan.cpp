#include "wirespeed/s3/upload_plan.hpp"

#include <algorithm>

namespace wirespeed::s3 {
namespace {

constexpr std::uint64_t divided_up(std::uint64_t bytes, std::uint64_t by) noexcept {
  return bytes == 0 ? 0 : (bytes - 1) / by + 1;
}

Result<PartPlan> plan_parts(std::uint64_t bytes, std::uint64_t wished) {
  if (wished < kMinPartSize || wished > kMaxPartSize) {
    return fail(Errc::invalid_argument, "plan parts of an object: expected parts of {} to {} bytes, found {}",
                kMinPartSize, kMaxPartSize, wished);
  }
  if (bytes > kMaxObjectBytes) {
    return fail(Errc::limit, "plan parts of an object: expected at most {} bytes, found {}; S3 takes no larger ones",
                kMaxObjectBytes, bytes);
  }
  const std::uint64_t least = divided_up(divided_up(bytes, kMaxParts), kMiB) * kMiB;
  const std::uint64_t part_bytes = std::max(wished, least);
  return PartPlan{bytes, part_bytes, std::max<std::uint64_t>(divided_up(bytes, part_bytes), 1)};
}

}  // namespace

Result<PartPlan> plan_upload(std::uint64_t bytes, std::uint64_t wished) { return plan_parts(bytes, wished); }

Result<PartPlan> plan_copy(std::uint64_t bytes, std::uint64_t wished) {
  if (bytes <= kMaxCopyBytes) return PartPlan{bytes, std::max<std::uint64_t>(bytes, 1), 1};
  return plan_parts(bytes, wished);
}

GrowingParts::GrowingParts(std::uint64_t wished, Growth growth) noexcept
    : part_bytes_(std::clamp(wished, kMinPartSize, kMaxPartSize)), growth_(growth) {}

Result<std::uint64_t> GrowingParts::next() {
  if (parts_ == kMaxParts || bytes_ == kMaxObjectBytes) {
    return fail(Errc::limit, "upload in parts: expected at most {} parts and {} bytes, found more after {} and {}",
                kMaxParts, kMaxObjectBytes, parts_, bytes_);
  }
  const bool grows = growth_ == Growth::doubling && parts_ > 0 && parts_ % kStep == 0;
  if (grows) part_bytes_ = std::min(2 * part_bytes_, kMaxPartSize);
  ++parts_;
  const std::uint64_t size = std::min(part_bytes_, kMaxObjectBytes - bytes_);
  bytes_ += size;
  return size;
}

}  // namespace wirespeed::s3
