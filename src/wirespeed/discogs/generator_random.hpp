// Numbers by chance for the generator: a hash that seeds, a stream of draws, and three forms of distribution.
//
// All of them are integers once they are built, so that a draw is the same on every machine.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

namespace wirespeed::discogs::generator {

constexpr std::uint64_t scramble(std::uint64_t x) noexcept {  // a bijection that spreads every bit over all others
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
  return x ^ (x >> 31);
}

constexpr std::uint64_t seed_of(std::uint64_t seed, std::uint64_t purpose, std::uint64_t number) noexcept {
  return scramble(scramble(seed + 0x9e3779b97f4a7c15U * (purpose + 1)) + number);
}

class Random {
 public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept { return scramble(state_ += 0x9e3779b97f4a7c15U); }
  std::uint32_t below(std::uint32_t n) noexcept { return static_cast<std::uint32_t>(((next() >> 32) * n) >> 32); }
  std::uint32_t between(std::uint32_t low, std::uint32_t high) noexcept { return low + below(high - low + 1); }
  bool chance(double p) noexcept { return (next() >> 32) < static_cast<std::uint64_t>(p * 4294967296.0); }

 private:
  std::uint64_t state_;
};

struct Weighted {
  std::uint32_t value;
  double weight;
};

// One of n things by weight, in constant time (Walker's alias table).
class Picker {
 public:
  Picker() = default;
  explicit Picker(std::span<const double> weights);

  std::uint32_t pick(std::uint64_t bits) const noexcept {
    const auto column = static_cast<std::uint32_t>(((bits >> 32) * columns_.size()) >> 32);
    return static_cast<std::uint32_t>(bits) < columns_[column].threshold ? column : columns_[column].alias;
  }

 private:
  struct Column {
    std::uint32_t threshold;
    std::uint32_t alias;
  };
  std::vector<Column> columns_;
};

// A small number by its quantiles: equal bits give equal ranks, so two counts drawn from the same bits rise together.
class Counts {
 public:
  Counts() = default;
  Counts(std::initializer_list<Weighted> weights);

  // Lengths between known quantiles (the first at 0, the last at 1), interpolated geometrically.
  struct Quantile {
    double share;
    double value;
  };
  static Counts between(std::initializer_list<Quantile> quantiles);

  std::uint32_t draw(std::uint64_t bits) const noexcept { return values_[bits >> 52]; }

 private:
  static constexpr std::size_t kSteps = 4096;
  std::array<std::uint16_t, kSteps> values_{};
};

// A rank in [0, n) with P(rank) in proportion to 1 / (rank + offset)^exponent: few hubs, a long tail.
class Zipf {
 public:
  Zipf() = default;
  Zipf(std::uint64_t n, double exponent, double offset);  // REQUIRES: n > 0, offset >= 1, exponent != 1

  std::uint32_t draw(std::uint64_t bits) const noexcept {
    const std::uint64_t knot = bits >> 54;
    const std::uint64_t share = (bits >> 34) & 0xfffff;
    const std::uint64_t from = knots_[knot];
    return static_cast<std::uint32_t>((from + (((knots_[knot + 1] - from) * share) >> 20)) >> kFraction);
  }

 private:
  static constexpr int kFraction = 12;  // bits behind the point
  std::array<std::uint64_t, 1025> knots_{};
};

}  // namespace wirespeed::discogs::generator
