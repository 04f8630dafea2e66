#include "wirespeed/discogs/generator_catalog.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace wirespeed::discogs::generator {
namespace {

enum Purpose : std::uint64_t { kFame = 1, kFamily = 2, kGap = 3, kLayout = 4, kBand = 5 };

// Ids handed out for ten records: the greatest id of a whole dump over its number of records.
constexpr std::array<std::uint64_t, kKindCount> kIdsPerTen{17, 18, 16, 19};

std::uint64_t inverse_modulo(std::uint64_t a, std::uint64_t n) noexcept {  // extended Euclid
  std::int64_t t = 0, next_t = 1;
  auto r = static_cast<std::int64_t>(n), next_r = static_cast<std::int64_t>(a);
  while (next_r != 0) {
    const std::int64_t quotient = r / next_r;
    t = std::exchange(next_t, t - quotient * next_t);
    r = std::exchange(next_r, r - quotient * next_r);
  }
  return static_cast<std::uint64_t>(t < 0 ? t + static_cast<std::int64_t>(n) : t);
}

}  // namespace

Permutation::Permutation(std::uint64_t n, std::uint64_t seed) : n_(n), b_(scramble(seed) % n) {
  if (n < 3) return;
  a_ = n / 3 + seed % (n / 3 + 1);
  while (a_ < 2 || std::gcd(a_, n) != 1) ++a_;
  inverse_ = inverse_modulo(a_ % n, n);
}

// The releases beyond one each that the first x of the masters hold grow with (x + e)^0.4: sizes go with (x + e)^-0.6,
// and e keeps the greatest master near 1,500 releases.
namespace {
constexpr double kSizePower = 0.4;
constexpr double kSizeOffset = 1e-5;
}  // namespace

MasterSizes::MasterSizes(std::uint64_t masters, std::uint64_t releases) noexcept
    : masters_(masters), releases_(std::max(releases, masters)), base_(std::pow(kSizeOffset, kSizePower)) {
  scale_ = static_cast<double>(releases_ - masters_) / (std::pow(1.0 + kSizeOffset, kSizePower) - base_);
}

std::uint64_t MasterSizes::first_release(std::uint64_t rank) const noexcept {
  if (rank >= masters_) return releases_;
  const double x = static_cast<double>(rank) / static_cast<double>(masters_);
  return rank + static_cast<std::uint64_t>(scale_ * (std::pow(x + kSizeOffset, kSizePower) - base_));
}

std::uint64_t MasterSizes::rank_of_release(std::uint64_t place) const noexcept {
  std::uint64_t low = 0, high = masters_;  // first_release(low) <= place < first_release(high)
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (first_release(middle) <= place ? low : high) = middle;
  }
  return low;
}

Catalog::Catalog(std::uint64_t seed, const std::array<std::uint64_t, kKindCount>& counts)
    : seed_(seed), counts_(counts) {
  for (std::size_t kind = 0; kind < fame_.size(); ++kind) fame_[kind] = {counts[kind], seed_of(seed, kFame, kind)};
  for (std::size_t kind = 0; kind < family_.size(); ++kind) {
    family_[kind] = {counts[kind], seed_of(seed, kFamily, kind)};
  }
  artists_ = Zipf(count(Kind::artists), 0.75, 10);
  credits_ = Zipf(count(Kind::artists), 0.7, 20);
  labels_ = Zipf(count(Kind::labels), 0.85, 3);
  with_master_ = std::max(count(Kind::masters), count(Kind::releases) * 62 / 100);
  sizes_ = MasterSizes(count(Kind::masters), with_master_);
  double various = 0;
  for (std::uint64_t rank = 0; rank < kGreatMasters; ++rank) {
    const auto end = static_cast<double>(sizes_.first_release(rank + 1));
    const double size = end - static_cast<double>(sizes_.first_release(rank));
    great_various_[rank] = various + size / 2 <= kVariousShare * end;
    if (great_various_[rank]) various += size;
  }
}

std::uint64_t Catalog::id(Kind kind, std::uint64_t index) const noexcept {
  const std::uint64_t per_ten = kIdsPerTen[at(kind)];
  const std::uint64_t low = index * per_ten / 10 + 1;
  const std::uint64_t high = (index * per_ten + per_ten - 10) / 10 + 1;
  const std::uint64_t id = (index * per_ten + seed_of(seed_, kGap + 16 * at(kind), index) % (per_ten - 9)) / 10 + 1;
  if (kind == Kind::labels && low <= kNamelessLabel && kNamelessLabel <= high) return kNamelessLabel;
  if (kind == Kind::artists && id == kVarious) return low == kVarious ? high : low;
  return id;
}

std::uint64_t Catalog::stub_id(Kind kind, std::uint64_t index) const noexcept {
  const std::uint64_t after = id(kind, index) + 1;
  const bool taken = index + 1 < count(kind) && id(kind, index + 1) == after;
  return taken ? id(kind, count(kind) - 1) + 1 + index % 997 : after;
}

}  // namespace wirespeed::discogs::generator
