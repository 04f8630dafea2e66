// A release while it is written: what its parts share. Parts are written in the order of the dump.
#pragma once

#include <array>

#include "wirespeed/discogs/generator_pen.hpp"
#include "wirespeed/discogs/generator_record.hpp"

namespace wirespeed::discogs::generator {

class ReleaseWriter {
 public:
  ReleaseWriter(const World& world, std::uint64_t index, XmlBuffer& out);
  void write();

 private:
  // Before the tracks.
  void main_artists();
  void labels();
  void series();
  void extra_artists();
  void formats();
  void released();
  void notes();
  void master_id();
  // The tracks (generator_tracks.cpp).
  void tracklist();
  void track(std::uint32_t number, bool heading);
  void position(std::uint32_t number);
  void duration();
  void track_artists();
  void track_credits();
  void sub_tracks(std::uint32_t number);
  // After them (generator_codes.cpp).
  void identifiers();
  void identifier_value(std::string_view type);
  void companies();
  void catalog_number();

  // People of this release: named again more often than new ones appear.
  const Party& person(double known_share);
  std::string_view variant_of(const Party& party);  // "J. Wink", or nothing
  void role(std::string_view base);                 // into role_
  void track_range();                               // into tracks_

  // Bits for a count: with this chance those that all counts of the release share, so that rich records are rich in
  // all.
  std::uint64_t rich(double share) noexcept { return random_.chance(share) ? richness_ : random_.next(); }
  bool on_sides() const noexcept { return carrier_ == "Vinyl" || carrier_ == "Cassette" || carrier_ == "Shellac"; }

  const World& world_;
  const Facts& facts_;
  XmlBuffer& out_;
  Random random_;
  Pen pen_;
  std::uint64_t index_, place_, master_rank_;
  Work work_;
  std::uint64_t richness_;
  bool compiled_, credited_, timed_;  // tracks name their artists, have credits, have durations
  std::uint32_t year_ = 0, track_count_ = 0, sides_ = 2;
  std::uint64_t label_ = 0;
  std::string_view carrier_;
  ShortText title_, role_, tracks_, variant_;
  static constexpr std::uint32_t kCast = 24;
  std::array<Party, kCast> cast_;
  std::uint32_t cast_count_ = 0;
};

}  // namespace wirespeed::discogs::generator
