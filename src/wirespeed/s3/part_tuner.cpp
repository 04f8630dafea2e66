#include "wirespeed/s3/part_tuner.hpp"

#include <algorithm>

namespace wirespeed::s3 {
namespace {

constexpr double kWorthTheWait = 8;  // a part takes so many times the wait for its first byte
constexpr double kLongest = 2e9;     // ns of a part: what is asked for again when its connection breaks
constexpr double kBrief = 1e7;       // ns: who is so much later than the others need not be helped
constexpr double kRecent = 0.25;     // weight of the newest part
constexpr std::uint64_t kStep = std::uint64_t{1} << 20;
constexpr std::uint64_t kTelling = kStep / 4;  // fewer bytes say little of a rate

double nanoseconds(PartTuner::Duration duration) noexcept {
  return static_cast<double>(std::max<std::int64_t>(duration.count(), 1));
}

std::uint64_t in_steps(double bytes) noexcept {
  return (static_cast<std::uint64_t>(bytes) + kStep - 1) / kStep * kStep;
}

}  // namespace

double PartTuner::wished() const noexcept {
  const auto first = static_cast<double>(sizes_.first);
  if (!began_) return first;
  return std::min(std::max(first, kWorthTheWait * latency_ * rate_), kLongest * rate_);
}

std::uint64_t PartTuner::next_part(std::uint64_t left, unsigned under_way) const noexcept {
  double bytes = wished();
  if (began_) {
    const double balanced = static_cast<double>(left) / (under_way + 1);
    bytes = std::min(bytes, std::max(balanced, std::max(kBrief, latency_) * rate_));
  }
  const std::uint64_t part = std::clamp(in_steps(bytes), sizes_.least, sizes_.largest);
  const bool leaves_crumbs = sizes_.least < sizes_.largest && left < part + part / 4;
  return leaves_crumbs ? left : std::min(part, left);
}

void PartTuner::part_came(std::uint64_t bytes, Duration first_byte, Duration duration) noexcept {
  if (bytes < kTelling) return;
  const double rate = static_cast<double>(bytes) / nanoseconds(duration - first_byte);
  const double weight = began_ ? kRecent : 1;
  latency_ += weight * (nanoseconds(first_byte) - latency_);
  rate_ += weight * (rate - rate_);
  began_ = true;
}

}  // namespace wirespeed::s3
