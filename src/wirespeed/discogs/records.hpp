// The four records of a Discogs dump, as one parsed record each: the schema, in C++.
//
// All text is borrowed from the parser (the batch's bytes, or its arena where a reference such as &amp; was decoded)
// and dies when the next record is parsed. A Text whose data() is null was absent; an empty element counts as absent
// (dumps since 2024 leave it out), an empty attribute is an empty Text, as written.
// Records are reused from one to the next, so their vectors keep their capacity: call clear(), do not make new ones.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace wirespeed::discogs {

using Text = std::string_view;

// An id as written; dumps hold ids up to 2^32 and some wrong ones far above. kNoId where the element is missing or is
// no number. 0 is an id as far as the record goes; the graph takes it as none.
using Id = std::int64_t;
inline constexpr Id kNoId = -1;

enum class Kind : std::uint8_t { artists, labels, masters, releases };
inline constexpr int kKindCount = 4;

constexpr const char* root_name(Kind kind) noexcept {  // the element around all records, and the file's usual name
  constexpr const char* kNames[] = {"artists", "labels", "masters", "releases"};
  return kNames[static_cast<int>(kind)];
}
constexpr const char* record_name(Kind kind) noexcept {  // the element of one record
  constexpr const char* kNames[] = {"artist", "label", "master", "release"};
  return kNames[static_cast<int>(kind)];
}

// <name id="239">Jesper Dahlbäck</name>: aliases, members, groups, sublabels, parentLabel.
struct NamedId {
  Id id = kNoId;
  Text name;
};

// <artist> inside a record: a main artist or an extra credit, of a master, a release or a track.
struct Credit {
  Id id = kNoId;
  Text name, anv, join, role, tracks;
};

struct Video {
  Text src, duration, embed, title, description;
};

struct Artist {
  Id id = kNoId;
  Text name, realname, profile, data_quality;
  std::vector<Text> urls, namevariations;
  std::vector<NamedId> aliases, members, groups;
  void clear() noexcept;
};

struct Label {
  Id id = kNoId;
  Text name, contactinfo, profile, data_quality;
  NamedId parent;  // absent: no id and no name
  std::vector<NamedId> sublabels;
  std::vector<Text> urls;
  void clear() noexcept;
};

struct Master {
  Id id = kNoId;
  Id main_release = kNoId;
  Text title, year, notes, data_quality;
  std::vector<Credit> artists;
  std::vector<Text> genres, styles;
  std::vector<Video> videos;
  void clear() noexcept;
};

struct LabelCredit {
  Id id = kNoId;
  Text name, catno;
};

struct Format {
  Text name, qty, text;
  std::uint32_t descriptions_begin = 0;  // [begin, end) of Release::descriptions
  std::uint32_t descriptions_end = 0;
};

// Tracks in document order; a sub-track (<sub_tracks>) follows its parent and names it.
struct Track {
  Text position, title, duration;
  std::int32_t parent = -1;  // index of the track that holds it, -1 at the top
};

struct TrackCredit {
  std::uint32_t track = 0;  // index in Release::tracks
  bool extra = false;       // from <extraartists>
  Credit credit;
};

struct Identifier {
  Text type, value, description;
};

struct Company {
  Id id = kNoId;
  Text name, catno, entity_type, entity_type_name;
};

struct Series {
  Id id = kNoId;
  Text name, catno;
};

struct Release {
  Id id = kNoId;
  Id master_id = kNoId;  // 0 is written for "none" since 2024
  Text is_main_release;  // attribute of master_id, "true" or "false"
  Text status, title, country, released, notes, data_quality;
  std::vector<Credit> artists, extra_artists;
  std::vector<LabelCredit> labels;
  std::vector<Format> formats;
  std::vector<Text> descriptions;
  std::vector<Text> genres, styles;
  std::vector<Track> tracks;
  std::vector<TrackCredit> track_credits;  // in document order
  std::vector<Identifier> identifiers;
  std::vector<Video> videos;
  std::vector<Company> companies;
  std::vector<Series> series;
  void clear() noexcept;
};

}  // namespace wirespeed::discogs
