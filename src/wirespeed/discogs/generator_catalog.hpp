// What exists, as pure functions of the seed: ids, who is popular, which release belongs to which master, which artists
// are aliases or members of which, which label is part of which.
//
// Nothing is stored by record. A record's place is scattered by a permutation, and at each place stands a rule; so a
// thread can write any record alone, and both ends of a relationship agree.
#pragma once

#include <array>
#include <cstdint>

#include "wirespeed/discogs/generator_random.hpp"
#include "wirespeed/discogs/records.hpp"

namespace wirespeed::discogs::generator {

inline constexpr std::uint64_t kVarious = 194;  // on 6 % of releases, without a record
inline constexpr double kVariousShare = 0.06;
inline constexpr std::uint64_t kNamelessLabel = 212;

// index -> (a * index + b) mod n, and back.
class Permutation {
 public:
  Permutation() = default;
  Permutation(std::uint64_t n, std::uint64_t seed);  // REQUIRES: 0 < n < 2^31

  std::uint64_t forward(std::uint64_t index) const noexcept { return (a_ * index + b_) % n_; }
  std::uint64_t backward(std::uint64_t place) const noexcept { return inverse_ * (place + n_ - b_) % n_; }

 private:
  std::uint64_t n_ = 1, a_ = 1, b_ = 0, inverse_ = 1;
};

// How the releases that have a master are shared out among the masters, the largest first.
class MasterSizes {
 public:
  MasterSizes() = default;
  MasterSizes(std::uint64_t masters, std::uint64_t releases) noexcept;

  std::uint64_t first_release(std::uint64_t rank) const noexcept;     // rank <= masters
  std::uint64_t rank_of_release(std::uint64_t place) const noexcept;  // REQUIRES: place < releases

 private:
  std::uint64_t masters_ = 0, releases_ = 0;
  double base_ = 0, scale_ = 0;
};

// Indexes of related records, in a fixed buffer.
struct Kin {
  std::array<std::uint64_t, 32> index;
  std::uint32_t count = 0;
  void add(std::uint64_t i) noexcept { index[count++] = i; }
};

class Catalog {
 public:
  Catalog(std::uint64_t seed, const std::array<std::uint64_t, kKindCount>& counts);

  std::uint64_t seed() const noexcept { return seed_; }
  std::uint64_t count(Kind kind) const noexcept { return counts_[static_cast<std::size_t>(kind)]; }

  std::uint64_t id(Kind kind, std::uint64_t index) const noexcept;       // grows with index, with gaps
  std::uint64_t stub_id(Kind kind, std::uint64_t index) const noexcept;  // an id near it that has no record

  // Popularity: rank 0 is the greatest hub.
  std::uint64_t rank(Kind kind, std::uint64_t index) const noexcept { return fame_[at(kind)].forward(index); }
  std::uint64_t by_rank(Kind kind, std::uint64_t rank) const noexcept { return fame_[at(kind)].backward(rank); }
  std::uint64_t draw_artist(Random& random) const noexcept {
    return by_rank(Kind::artists, artists_.draw(random.next()));
  }
  std::uint64_t draw_credit(Random& random) const noexcept {
    return by_rank(Kind::artists, credits_.draw(random.next()));
  }
  std::uint64_t draw_label(Random& random) const noexcept { return by_rank(Kind::labels, labels_.draw(random.next())); }

  // Releases and masters. A place below released_with_master() belongs to a master.
  std::uint64_t released_with_master() const noexcept { return with_master_; }
  std::uint64_t place(std::uint64_t release) const noexcept { return fame_[at(Kind::releases)].forward(release); }
  std::uint64_t release_at(std::uint64_t place) const noexcept { return fame_[at(Kind::releases)].backward(place); }
  const MasterSizes& sizes() const noexcept { return sizes_; }
  // Whether the greatest masters, which weigh too much to be left to chance, are by Various: 6 % of their releases are.
  static constexpr std::uint64_t kGreatMasters = 256;
  bool great_master_is_various(std::uint64_t rank) const noexcept { return great_various_[rank]; }

  // Artists: both sides agree. A group has members, a member groups; aliases are mutual.
  bool is_group(std::uint64_t artist) const noexcept;
  void aliases(std::uint64_t artist, Kin& out) const noexcept;
  void members(std::uint64_t artist, Kin& out) const noexcept;
  void groups(std::uint64_t artist, Kin& out) const noexcept;

  // Labels.
  void sublabels(std::uint64_t label, Kin& out) const noexcept;
  void parent(std::uint64_t label, Kin& out) const noexcept;  // one or none

 private:
  static constexpr std::size_t at(Kind kind) noexcept { return static_cast<std::size_t>(kind); }
  struct Neighbourhood;
  Neighbourhood neighbourhood(Kind kind, std::uint64_t index) const noexcept;

  std::uint64_t seed_;
  std::array<std::uint64_t, kKindCount> counts_;
  std::array<Permutation, kKindCount> fame_;
  std::array<Permutation, 2> family_;  // artists, labels
  Zipf artists_, credits_, labels_;
  std::uint64_t with_master_;
  MasterSizes sizes_;
  std::array<bool, kGreatMasters> great_various_{};
};

}  // namespace wirespeed::discogs::generator
