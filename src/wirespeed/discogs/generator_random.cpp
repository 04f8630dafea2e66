#include "wirespeed/discogs/generator_random.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace wirespeed::discogs::generator {

Picker::Picker(std::span<const double> weights) {
  const auto n = static_cast<double>(weights.size());
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  std::vector<double> scaled;
  std::vector<std::uint32_t> small, large;
  for (std::uint32_t i = 0; i < weights.size(); ++i) {
    scaled.push_back(weights[i] * n / total);
    (scaled.back() < 1.0 ? small : large).push_back(i);
    columns_.push_back({0xffffffffU, i});
  }
  while (!small.empty() && !large.empty()) {
    const std::uint32_t low = small.back();
    const std::uint32_t high = large.back();
    small.pop_back();
    columns_[low] = {static_cast<std::uint32_t>(scaled[low] * 4294967295.0), high};
    scaled[high] -= 1.0 - scaled[low];
    if (scaled[high] < 1.0) {
      large.pop_back();
      small.push_back(high);
    }
  }
}

Counts::Counts(std::initializer_list<Weighted> weights) {
  double total = 0;
  for (const Weighted& w : weights) total += w.weight;
  double reached = 0;
  std::size_t step = 0;
  for (const Weighted& w : weights) {
    reached += w.weight;
    const auto end = static_cast<std::size_t>(std::lround(reached / total * kSteps));
    for (; step < end; ++step) values_[step] = static_cast<std::uint16_t>(w.value);
  }
}

Counts Counts::between(std::initializer_list<Quantile> quantiles) {
  Counts counts;
  for (std::size_t step = 0; step < kSteps; ++step) {
    const double share = (static_cast<double>(step) + 0.5) / kSteps;
    const auto* high =
        std::find_if(quantiles.begin() + 1, quantiles.end() - 1, [&](const Quantile& q) { return q.share >= share; });
    const auto* low = high - 1;
    const double part = (share - low->share) / (high->share - low->share);
    const double value = low->value * std::pow(high->value / low->value, part);
    counts.values_[step] = static_cast<std::uint16_t>(std::lround(value));
  }
  return counts;
}

Zipf::Zipf(std::uint64_t n, double exponent, double offset) {
  const double power = 1.0 - exponent;
  const double from = std::pow(offset, power);
  const double to = std::pow(static_cast<double>(n) + offset, power);
  const double scale = static_cast<double>(1 << kFraction);
  for (std::size_t i = 0; i < knots_.size(); ++i) {
    const double share = static_cast<double>(i) / static_cast<double>(knots_.size() - 1);
    const double rank = std::pow(from + share * (to - from), 1.0 / power) - offset;
    knots_[i] = static_cast<std::uint64_t>(std::clamp(rank, 0.0, static_cast<double>(n)) * scale);
  }
  knots_.back() = n << kFraction;
}

}  // namespace wirespeed::discogs::generator
