#include "wirespeed/perftest/compare.hpp"

#include <algorithm>

namespace wirespeed::perftest {
namespace {

// Even the best of the one's rounds is longer than the worst of the other's, by more than the tolerance.
bool longer(const std::vector<double>& one, double one_scale, const std::vector<double>& other, double other_scale,
            const Tolerance& tolerance) {
  if (one.empty() || other.empty()) return false;
  const double best = *std::ranges::min_element(one) * one_scale;
  const double worst = *std::ranges::max_element(other) * other_scale;
  return best > worst * (1 + tolerance.margin) && best - worst > tolerance.least;
}

Verdict judge(const Timing& before, const Timing& now, double scale, const Tolerance& tolerance) {
  if (!now.failure.empty()) return before.failure.empty() ? Verdict::failed : Verdict::same;
  if (longer(now.rounds, 1, before.rounds, scale, tolerance)) return Verdict::slower;
  return longer(before.rounds, scale, now.rounds, 1, tolerance) ? Verdict::faster : Verdict::same;
}

const Timing* find_same(const Run& run, const Timing& timing) {
  const auto found = std::ranges::find_if(run.timings, [&](const Timing& other) {
    return other.asked.target == timing.asked.target && other.connections == timing.connections;
  });
  return found == run.timings.end() ? nullptr : &*found;
}

}  // namespace

double scale_of(const Run& before, const Run& now) noexcept {
  const bool known = before.yardstick > 0 && now.yardstick > 0;
  return known ? std::max(1.0, now.yardstick / before.yardstick) : 1.0;
}

std::vector<Change> compare(const Run& before, const Run& now, const Tolerance& tolerance) {
  const double scale = scale_of(before, now);
  std::vector<Change> changes;
  for (const Timing& timing : now.timings) {
    const Timing* const same = find_same(before, timing);
    if (same == nullptr) continue;
    const double was = same->warm.p50 * scale;
    const double ratio = was > 0 ? timing.warm.p50 / was : 1;
    changes.push_back({same, &timing, ratio, judge(*same, timing, scale, tolerance)});
  }
  return changes;
}

bool regressed(std::span<const Change> changes) noexcept {
  return std::ranges::any_of(changes, [](const Change& change) {
    return change.verdict == Verdict::slower || change.verdict == Verdict::failed;
  });
}

}  // namespace wirespeed::perftest
