#include "wirespeed/discogs/records.hpp"

namespace wirespeed::discogs {
namespace {

template <typename... Vectors>
void clear_all(Vectors&... vectors) noexcept {
  (vectors.clear(), ...);
}

template <typename... Texts>
void reset_all(Texts&... texts) noexcept {
  ((texts = Text()), ...);
}

}  // namespace

void Artist::clear() noexcept {
  id = kNoId;
  reset_all(name, realname, profile, data_quality);
  clear_all(urls, namevariations, aliases, members, groups);
}

void Label::clear() noexcept {
  id = kNoId;
  parent = {};
  reset_all(name, contactinfo, profile, data_quality);
  clear_all(sublabels, urls);
}

void Master::clear() noexcept {
  id = main_release = kNoId;
  reset_all(title, year, notes, data_quality);
  clear_all(artists, genres, styles, videos);
}

void Release::clear() noexcept {
  id = master_id = kNoId;
  reset_all(is_main_release, status, title, country, released, notes, data_quality);
  clear_all(artists, extra_artists, labels, formats, descriptions, genres, styles, tracks, track_credits, identifiers,
            videos, companies, series);
}

}  // namespace wirespeed::discogs
