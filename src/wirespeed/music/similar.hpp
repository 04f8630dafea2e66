// Which artists are like an artist: by genres, styles, labels and collaborators, over all artists, exactly.
//
//   auto profiles = Profiles::build(catalog);           // once for each snapshot
//   auto alike = profiles->similar(artist, 20, Stop::after(50ms));
//
// An artist's profile in a dimension counts its releases: by genre, by style, by label, by who else is on them. The
// likeness of two artists in a dimension is the cosine of their counts, 0 to 1; their score is the weighted sum.
//
//   a list for each feature (genre, style, label, artist):   | artist, count / length of the artist's counts | ...
//
// So the cosines with everybody are sums over the lists of one artist's features: a pass over arrays, with no artist
// left out. 8 bytes for each artist and feature that go together.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/music/catalog.hpp"

namespace wirespeed::music {

enum class Dimension : std::uint8_t { genres, styles, labels, collaborators };
inline constexpr std::size_t kDimensions = 4;
inline constexpr std::array<const char*, kDimensions> kDimensionNames = {"genres", "styles", "labels", "collaborators"};
inline constexpr std::array<double, kDimensions> kWeights = {0.35, 0.25, 0.25, 0.15};

inline constexpr std::size_t kMaxSimilar = 200;

struct Likeness {
  graph::NodeId artist;
  double score;                           // of 0 to 1
  std::array<double, kDimensions> parts;  // by Dimension, each of 0 to 1, not weighted yet
};

struct Profile;

// Thread-safe: constant after build(), but for memory that questions lend from each other.
// The catalog is borrowed and must outlive it.
class Profiles {
 public:
  static Result<std::shared_ptr<const Profiles>> build(const Catalog& catalog, const Stop& stop = {});

  // The best first, of equal scores the smaller node; nobody with a score of 0. REQUIRES: `artist` is an Artist,
  // `limit` of 1 to kMaxSimilar
  Result<std::vector<Likeness>> similar(graph::NodeId artist, std::size_t limit, const Stop& stop = {}) const;

  std::uint64_t bytes() const noexcept;

 private:
  struct Entry {
    std::uint32_t artist;  // place in its block
    float share;           // of the artist's counts: count / sqrt(sum of squares)
  };
  // Who has a feature, ascending.
  struct Lists {
    graph::NodeRange features;
    std::vector<std::uint64_t> offsets;  // one more than features
    std::vector<Entry> entries;
  };
  using Scores = std::vector<float>;  // by place of the artist
  class Lent;

  explicit Profiles(const Catalog& catalog);
  std::span<const Entry> list(std::size_t dimension, graph::NodeId feature) const;
  Result<void> add_up(const Profile& profile, Scores& scores, const Stop& stop) const;
  std::vector<Likeness> best(graph::NodeId artist, std::size_t count, const Scores& scores) const;
  void fill_parts(const Profile& profile, std::vector<Likeness>& found) const;

  friend class ProfileBuilder;

  const Catalog& catalog_;
  graph::NodeRange artists_;
  std::array<Lists, kDimensions> lists_;
  mutable std::mutex mutex_;
  mutable Scores free_;  // under mutex_: memory of the question before
};

}  // namespace wirespeed::music
