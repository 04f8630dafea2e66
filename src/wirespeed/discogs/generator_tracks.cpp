#include <algorithm>

#include "wirespeed/discogs/generator_release.hpp"

namespace wirespeed::discogs::generator {
namespace {

constexpr double kHeadingShare = 0.021;  // of tracks: a title alone, between the others
constexpr double kSubTrackReleases = 0.024;
constexpr double kSubTrackTracks = 0.3;  // of the tracks of such a release
constexpr double kAllCredited = 0.54;    // of the releases with credited tracks
constexpr double kSomeCredited = 0.13;   // of the tracks of the others, beside one that always is

}  // namespace

void ReleaseWriter::tracklist() {
  if (track_count_ == 0) return pen_.field("tracklist", "");
  const bool has_sub_tracks = random_.chance(kSubTrackReleases);
  const double credited = random_.chance(kAllCredited) ? 1 : kSomeCredited;
  const std::uint32_t always = random_.below(track_count_);
  out_ << "<tracklist>";
  for (std::uint32_t i = 0; i < track_count_; ++i) {
    const bool parent = has_sub_tracks && random_.chance(kSubTrackTracks);
    const bool heading = parent || random_.chance(kHeadingShare);
    out_ << "<track>";
    track(i, heading);
    if (compiled_ && random_.chance(0.98)) track_artists();
    if (credited_ && (i == always || random_.chance(credited))) track_credits();
    if (parent) sub_tracks(i);
    out_ << "</track>";
  }
  out_ << "</tracklist>";
}

void ReleaseWriter::track(std::uint32_t number, bool heading) {
  if (heading) {
    pen_.field("position", "");
  } else {
    out_ << "<position>";
    position(number);
    out_ << "</position>";
  }
  ShortText title;
  track_title(world_, work_, number, title);
  out_ << "<title>" << title.view() << "</title>";
  if (timed_ && !heading) {
    duration();
  } else {
    pen_.field("duration", "");
  }
}

void ReleaseWriter::position(std::uint32_t number) {
  if (!on_sides()) {
    if (sides_ > 2) {
      const std::uint32_t each = std::max(1U, track_count_ * 2 / sides_);
      out_ << number / each + 1 << '-' << number % each + 1;
    } else {
      out_ << number + 1;
    }
    return;
  }
  const std::uint32_t each = std::max(1U, (track_count_ + sides_ - 1) / sides_);
  out_ << static_cast<char>('A' + number / each % 26);
  if (each > 1) out_ << number % each + 1;
}

void ReleaseWriter::duration() {
  out_ << "<duration>" << random_.between(1, 7) << ':';
  out_.digits(random_.below(60), 2) << "</duration>";
}

void ReleaseWriter::track_artists() {
  out_ << "<artists>";
  const std::uint32_t count = random_.chance(0.2) ? random_.between(2, 3) - (random_.chance(0.6) ? 1 : 0) : 1;
  for (std::uint32_t i = 0; i < count; ++i) {
    Party party;
    const bool known = !work_.various && random_.chance(0.6);
    if (known) {
      party = cast_[random_.below(std::min(cast_count_, 4U))];
    } else {
      pen_.artist(world_.catalog.draw_artist(random_), party);
    }
    CreditText text;
    if (random_.chance(0.09)) text.anv = variant_of(party);
    if (i + 1 < count) text.join = facts_.join.draw(random_);
    pen_.credit(party, text);
  }
  out_ << "</artists>";
}

void ReleaseWriter::track_credits() {
  out_ << "<extraartists>";
  const std::uint32_t count = facts_.track_credits.draw(random_.next());
  for (std::uint32_t i = 0; i < count; ++i) {
    const Party& party = person(0.5);
    CreditText text;
    if (random_.chance(0.42)) text.anv = variant_of(party);
    text.role = facts_.track_role.draw(random_);
    pen_.credit(party, text);
  }
  out_ << "</extraartists>";
}

void ReleaseWriter::sub_tracks(std::uint32_t number) {
  const std::uint32_t count = facts_.sub_tracks.draw(random_.next());
  ShortText title;
  out_ << "<sub_tracks>";
  for (std::uint32_t i = 0; i < count; ++i) {
    out_ << "<track><position>";
    position(number);
    out_ << '.' << i + 1 << "</position>";
    track_title(world_, work_, 1000 + number * 32 + i, title);
    out_ << "<title>" << title.view() << "</title>";
    if (timed_) {
      duration();
    } else {
      pen_.field("duration", "");
    }
    out_ << "</track>";
  }
  out_ << "</sub_tracks>";
}

}  // namespace wirespeed::discogs::generator
