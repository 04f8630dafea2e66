// The tables: name, columns, and how a record becomes rows. Each is said here once; schemas and builders follow from
// it.
#pragma once

#include "wirespeed/discogs/tables_define.hpp"

namespace wirespeed::discogs {

// ---- rows that several tables share ----

// | parent id | id | name |: aliases, members, groups, sublabels.
template <Name kTable, Name kParent, Name kId, auto kMember>
struct NamedIdTable : DumpTable<kTable, IdColumn<kParent>, IdColumn<kId>, TextColumn<"name">> {
  void add(const auto& record) {
    for (const NamedId& named : record.*kMember) this->row(id_or_null(record.id), id_or_null(named.id), named.name);
  }
};

// | parent id | text |: urls, name variations, genres, styles.
template <Name kTable, Name kParent, Name kText, auto kMember>
struct TextTable : DumpTable<kTable, IdColumn<kParent>, TextColumn<kText>> {
  void add(const auto& record) {
    for (const Text text : record.*kMember) this->row(id_or_null(record.id), text);
  }
};

template <Name kTable, Name kParent>
struct VideoTable : DumpTable<kTable, IdColumn<kParent>, TextColumn<"src">, NumberColumn<"duration">,
                              FlagColumn<"embed">, TextColumn<"title">, TextColumn<"description">> {
  void add(const auto& record) {
    for (const Video& video : record.videos) {
      this->row(id_or_null(record.id), video.src, number_or_null(video.duration), flag_or_null(video.embed),
                video.title, video.description);
    }
  }
};

// ---- artists ----

struct ArtistTable : DumpTable<"artists", IdColumn<"id">, TextColumn<"name">, TextColumn<"realname">,
                               TextColumn<"profile">, TextColumn<"data_quality">> {
  void add(const Artist& a) { row(id_or_null(a.id), a.name, a.realname, a.profile, a.data_quality); }
};

using ArtistTables = TableSet<Artist, Kind::artists, ArtistTable,  //
                              NamedIdTable<"artist_aliases", "artist_id", "alias_id", &Artist::aliases>,
                              NamedIdTable<"artist_members", "artist_id", "member_id", &Artist::members>,
                              NamedIdTable<"artist_groups", "artist_id", "group_id", &Artist::groups>,
                              TextTable<"artist_namevariations", "artist_id", "name", &Artist::namevariations>,
                              TextTable<"artist_urls", "artist_id", "url", &Artist::urls>>;

// ---- labels ----

struct LabelTable
    : DumpTable<"labels", IdColumn<"id">, TextColumn<"name">, TextColumn<"contactinfo">, TextColumn<"profile">,
                TextColumn<"data_quality">, IdColumn<"parent_id">, TextColumn<"parent_name">> {
  void add(const Label& l) {
    row(id_or_null(l.id), l.name, l.contactinfo, l.profile, l.data_quality, id_or_null(l.parent.id), l.parent.name);
  }
};

using LabelTables = TableSet<Label, Kind::labels, LabelTable,
                             NamedIdTable<"label_sublabels", "label_id", "sublabel_id", &Label::sublabels>,
                             TextTable<"label_urls", "label_id", "url", &Label::urls>>;

// ---- masters ----

struct MasterTable : DumpTable<"masters", IdColumn<"id">, TextColumn<"title">, NumberColumn<"year">,
                               IdColumn<"main_release">, TextColumn<"notes">, TextColumn<"data_quality">> {
  void add(const Master& m) {
    row(id_or_null(m.id), m.title, number_or_null(m.year), id_or_null(m.main_release), m.notes, m.data_quality);
  }
};

struct MasterArtistTable : DumpTable<"master_artists", IdColumn<"master_id">, IdColumn<"artist_id">, TextColumn<"name">,
                                     TextColumn<"anv">, TextColumn<"join">, TextColumn<"role">, TextColumn<"tracks">> {
  void add(const Master& m) {
    for (const Credit& c : m.artists) {
      row(id_or_null(m.id), id_or_null(c.id), c.name, c.anv, c.join, c.role, c.tracks);
    }
  }
};

using MasterTables = TableSet<Master, Kind::masters, MasterTable, MasterArtistTable,
                              TextTable<"master_genres", "master_id", "genre", &Master::genres>,
                              TextTable<"master_styles", "master_id", "style", &Master::styles>,
                              VideoTable<"master_videos", "master_id">>;

// ---- releases ----

struct ReleaseTable : DumpTable<"releases", IdColumn<"id">, TextColumn<"title">, TextColumn<"country">,
                                TextColumn<"released">, TextColumn<"notes">, TextColumn<"data_quality">,
                                IdColumn<"master_id">, FlagColumn<"is_main_release">, TextColumn<"status">> {
  void add(const Release& r) {
    row(id_or_null(r.id), r.title, r.country, r.released, r.notes, r.data_quality, id_or_null(r.master_id),
        flag_or_null(r.is_main_release), r.status);
  }
};

struct ReleaseArtistTable
    : DumpTable<"release_artists", IdColumn<"release_id">, IdColumn<"artist_id">, TextColumn<"name">, TextColumn<"anv">,
                TextColumn<"join">, TextColumn<"role">, TextColumn<"tracks">, SureFlagColumn<"extra">> {
  void add(const Release& r) {
    add(r, r.artists, false);
    add(r, r.extra_artists, true);
  }

 private:
  void add(const Release& r, const std::vector<Credit>& credits, bool extra) {
    for (const Credit& c : credits) {
      row(id_or_null(r.id), id_or_null(c.id), c.name, c.anv, c.join, c.role, c.tracks, extra);
    }
  }
};

struct ReleaseLabelTable : DumpTable<"release_labels", IdColumn<"release_id">, IdColumn<"label_id">, TextColumn<"name">,
                                     TextColumn<"catno">> {
  void add(const Release& r) {
    for (const LabelCredit& l : r.labels) row(id_or_null(r.id), id_or_null(l.id), l.name, l.catno);
  }
};

struct ReleaseFormatTable : DumpTable<"release_formats", IdColumn<"release_id">, TextColumn<"name">, TextColumn<"qty">,
                                      TextColumn<"text">, ListColumn<"descriptions">> {
  void add(const Release& r) {
    for (const Format& f : r.formats) row(id_or_null(r.id), f.name, f.qty, f.text, descriptions(r, f));
  }

 private:
  // A list without items, not a missing one, for a format that has none.
  static std::span<const Text> descriptions(const Release& r, const Format& f) noexcept {
    static constexpr Text kNone[1] = {};
    if (f.descriptions_begin == f.descriptions_end) return std::span(kNone).first(0);
    return std::span(r.descriptions).subspan(f.descriptions_begin, f.descriptions_end - f.descriptions_begin);
  }
};

// A track's number in document order, from 1: a sub-track follows its parent and counts too.
inline std::int32_t sequence_of(std::size_t track_index) noexcept { return static_cast<std::int32_t>(track_index) + 1; }

struct ReleaseTrackTable
    : DumpTable<"release_tracks", IdColumn<"release_id">, SequenceColumn<"sequence">, NumberColumn<"parent">,
                TextColumn<"position">, TextColumn<"title">, TextColumn<"duration">> {
  void add(const Release& r) {
    for (std::size_t i = 0; i < r.tracks.size(); ++i) {
      const Track& t = r.tracks[i];
      row(id_or_null(r.id), sequence_of(i), t.parent < 0 ? std::nullopt : std::optional(t.parent + 1), t.position,
          t.title, t.duration);
    }
  }
};

struct ReleaseTrackArtistTable
    : DumpTable<"release_track_artists", IdColumn<"release_id">, SequenceColumn<"track">, IdColumn<"artist_id">,
                TextColumn<"name">, TextColumn<"anv">, TextColumn<"join">, TextColumn<"role">, TextColumn<"tracks">,
                SureFlagColumn<"extra">> {
  void add(const Release& r) {
    for (const TrackCredit& t : r.track_credits) {
      const Credit& c = t.credit;
      row(id_or_null(r.id), sequence_of(t.track), id_or_null(c.id), c.name, c.anv, c.join, c.role, c.tracks, t.extra);
    }
  }
};

struct ReleaseCompanyTable
    : DumpTable<"release_companies", IdColumn<"release_id">, IdColumn<"company_id">, TextColumn<"name">,
                TextColumn<"catno">, TextColumn<"entity_type">, TextColumn<"entity_type_name">> {
  void add(const Release& r) {
    for (const Company& c : r.companies) {
      row(id_or_null(r.id), id_or_null(c.id), c.name, c.catno, c.entity_type, c.entity_type_name);
    }
  }
};

struct ReleaseIdentifierTable : DumpTable<"release_identifiers", IdColumn<"release_id">, TextColumn<"type">,
                                          TextColumn<"value">, TextColumn<"description">> {
  void add(const Release& r) {
    for (const Identifier& i : r.identifiers) row(id_or_null(r.id), i.type, i.value, i.description);
  }
};

struct ReleaseSeriesTable : DumpTable<"release_series", IdColumn<"release_id">, IdColumn<"series_id">,
                                      TextColumn<"name">, TextColumn<"catno">> {
  void add(const Release& r) {
    for (const Series& s : r.series) row(id_or_null(r.id), id_or_null(s.id), s.name, s.catno);
  }
};

using ReleaseTables = TableSet<Release, Kind::releases, ReleaseTable, ReleaseArtistTable, ReleaseLabelTable,
                               TextTable<"release_genres", "release_id", "genre", &Release::genres>,
                               TextTable<"release_styles", "release_id", "style", &Release::styles>, ReleaseFormatTable,
                               ReleaseTrackTable, ReleaseTrackArtistTable, ReleaseCompanyTable, ReleaseIdentifierTable,
                               VideoTable<"release_videos", "release_id">, ReleaseSeriesTable>;

}  // namespace wirespeed::discogs
