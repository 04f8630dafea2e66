#include "wirespeed/s3/transfer_tuner.hpp"

#include <algorithm>

namespace wirespeed::s3 {
namespace {

constexpr double kFirstBytes = 16;   // a part takes so many times the time to its first byte
constexpr double kRecent = 0.25;     // weight of the newest part
constexpr double kWorthwhile = 1.1;  // what twice the connections must bring
constexpr std::uint64_t kStep = std::uint64_t{1} << 20;

double micros(TransferTuner::Duration duration) noexcept {
  return static_cast<double>(std::max<std::int64_t>(duration.count(), 1));
}

}  // namespace

TransferTuner::TransferTuner(TuneOptions options) noexcept
    : options_(options),
      connections_(std::max(options.connections, 1u)),
      settled_(connections_ >= options.most_connections) {}

std::uint64_t TransferTuner::next_part(std::uint64_t left) const noexcept {
  if (left <= options_.least_part) return left;
  const double wished = began_ ? kFirstBytes * latency_ * rate_ : static_cast<double>(options_.first_part);
  const double balanced = static_cast<double>(left) / (2.0 * connections_);
  const double bounded = std::clamp(std::min(wished, balanced), static_cast<double>(options_.least_part),
                                    static_cast<double>(std::max(options_.largest_part, options_.least_part)));
  const std::uint64_t bytes = (static_cast<std::uint64_t>(bounded) + kStep - 1) / kStep * kStep;
  const bool leaves_crumbs = left < bytes + options_.least_part / 2;
  return leaves_crumbs ? left : std::min(bytes, left);
}

void TransferTuner::part_came(std::uint64_t bytes, Duration first_byte, Duration duration, Duration now) noexcept {
  const double rate = static_cast<double>(bytes) / micros(duration - first_byte);
  const double weight = began_ ? kRecent : 1;
  latency_ += weight * (micros(first_byte) - latency_);
  rate_ += weight * (rate - rate_);
  began_ = true;
  window_bytes_ += bytes;
  if (++window_parts_ >= connections_) end_window(now);
}

void TransferTuner::end_window(Duration now) noexcept {
  const double rate = static_cast<double>(window_bytes_) / micros(now - window_start_);
  const bool counts = window_counts_;
  window_start_ = now;
  window_bytes_ = 0;
  window_parts_ = 0;
  window_counts_ = true;
  if (!counts || settled_) return;
  if (best_ > 0 && rate < kWorthwhile * best_) {
    connections_ = std::max(connections_ / 2, 1u);
    settled_ = true;
    return;
  }
  best_ = rate;
  if (2 * connections_ > options_.most_connections) {
    settled_ = true;
    return;
  }
  connections_ *= 2;
  window_counts_ = false;
}

}  // namespace wirespeed::s3
