#include "wirespeed/s3_client/backoff.hpp"

#include <algorithm>

namespace wirespeed::s3_client {
namespace {

constexpr int kThrottled = 10;  // times longer than what broke by chance: the server wants less, not the same again

}  // namespace

std::chrono::nanoseconds Backoff::bound(unsigned failures, s3::Retry why) const {
  const bool mended = why == s3::Retry::elsewhere || why == s3::Retry::refresh;
  if (mended && failures <= 1) return std::chrono::nanoseconds(0);  // it is known what was wrong
  const auto first = std::chrono::nanoseconds(options_.base) * (why == s3::Retry::throttled ? kThrottled : 1);
  const double grown = static_cast<double>(first.count()) * static_cast<double>(1ULL << std::min(failures - 1, 30U));
  const auto longest = static_cast<double>(std::chrono::nanoseconds(options_.longest).count());
  return std::chrono::nanoseconds(static_cast<std::int64_t>(std::min(grown, longest)));
}

std::chrono::nanoseconds Backoff::wait(unsigned failures, const s3::Error& why) {
  const auto most = bound(failures, why.retry).count();
  const std::chrono::nanoseconds jitter(std::uniform_int_distribution<std::int64_t>(0, most)(random_));
  const std::chrono::nanoseconds asked(why.retry_after);
  return std::min(asked + jitter, std::max(jitter, std::chrono::nanoseconds(options_.longest)));
}

}  // namespace wirespeed::s3_client
