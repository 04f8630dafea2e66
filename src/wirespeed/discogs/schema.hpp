// The elements and attributes of a dump as numbers, and the places they may stand in: a table that the record parser
// walks, one step for each tag.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::discogs {

// Every name of the schema, elements and attributes alike, sorted as they are written.
// clang-format off: it indents a list of macros deeper each time that it sees it
#define WIRESPEED_DISCOGS_TAGS(X)                                                                                     \
  X(aliases) X(anv) X(artist) X(artists) X(catno) X(companies) X(company) X(contactinfo) X(country) X(data_quality)   \
  X(description) X(descriptions) X(duration) X(embed) X(entity_type) X(entity_type_name) X(extraartists) X(format)    \
  X(formats) X(genre) X(genres) X(groups) X(id) X(identifier) X(identifiers) X(is_main_release) X(join) X(label)      \
  X(labels) X(main_release) X(master) X(master_id) X(members) X(name) X(namevariations) X(notes) X(parentLabel)       \
  X(position) X(profile) X(qty) X(realname) X(release) X(released) X(role) X(series) X(src) X(status) X(style)        \
  X(styles) X(sub_tracks) X(sublabels) X(text) X(title) X(track) X(tracklist) X(tracks) X(type) X(url) X(urls)        \
  X(value) X(video) X(videos) X(year)
// clang-format on

enum class Tag : std::uint8_t {
  unknown,
#define X(name) name,
  WIRESPEED_DISCOGS_TAGS(X)
#undef X
      count
};

// Tag::unknown for a name that is not in the schema.
Tag tag_of(std::string_view name) noexcept;

// The places of elements. Places that hold the same things share their children: an artist's credit looks the same
// under a master, a release and a track.
enum class Place : std::uint8_t {
  ignored,  // and all below it
  dump,     // around the record
  artist,
  label,
  master,
  release,
  // of an artist or a label
  record_id,
  record_name,
  realname,
  contactinfo,
  profile,
  urls,
  url,
  namevariations,
  namevariation,
  aliases,
  alias,
  members,
  member,
  member_id,
  groups,
  group,
  group_id,
  parent_label,
  sublabels,
  sublabel,
  // of a master or a release
  main_release,
  title,
  year,
  notes,
  data_quality,
  genres,
  genre,
  styles,
  style,
  videos,
  video,
  video_title,
  video_description,
  credits,
  credit,
  extra_credits,
  extra_credit,
  credit_id,
  credit_name,
  credit_anv,
  credit_join,
  credit_role,
  credit_tracks,
  // of a release
  country,
  released,
  master_id,
  labels,
  label_credit,
  formats,
  format,
  descriptions,
  description,
  tracklist,
  sub_tracks,
  track,
  track_position,
  track_title,
  track_duration,
  track_credits,
  track_credit,
  track_extra_credits,
  track_extra_credit,
  identifiers,
  identifier,
  companies,
  company,
  company_id,
  company_name,
  company_catno,
  company_entity_type,
  company_entity_type_name,
  series_list,
  series,
  count
};

// Where an element of this tag stands when its parent stands at `parent`.
Place child_place(Place parent, Tag tag) noexcept;

}  // namespace wirespeed::discogs
