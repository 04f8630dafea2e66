#include "wirespeed/discogs/record_handler.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace wirespeed::discogs {

void RecordHandler::begin() noexcept {
  repairs_ = 0;
  depth_ = 0;
  paired_id_ = kNoId;
  open_tracks_.clear();
  arena_.reset();
  switch (kind_) {
    case Kind::artists:
      return artist_.clear();
    case Kind::labels:
      return label_.clear();
    case Kind::masters:
      return master_.clear();
    case Kind::releases:
      return release_.clear();
  }
}

Id& RecordHandler::own_id() noexcept {
  switch (kind_) {
    case Kind::artists:
      return artist_.id;
    case Kind::labels:
      return label_.id;
    case Kind::masters:
      return master_.id;
    default:
      return release_.id;
  }
}

Id RecordHandler::record_id() const noexcept { return const_cast<RecordHandler*>(this)->own_id(); }

Text& RecordHandler::data_quality() noexcept {
  switch (kind_) {
    case Kind::artists:
      return artist_.data_quality;
    case Kind::labels:
      return label_.data_quality;
    case Kind::masters:
      return master_.data_quality;
    default:
      return release_.data_quality;
  }
}

void RecordHandler::start(std::string_view name, std::span<const xml::Attribute> attributes) {
  const Place place = child_place(places_[depth_], tag_of(name));
  places_[++depth_] = place;
  text_target_ = nullptr;
  id_target_ = nullptr;
  if (place == Place::ignored) return;
  open(place);
  for (const xml::Attribute& attribute : attributes) take_attribute(place, attribute);
}

void RecordHandler::text(std::string_view raw, xml::TextForm form) {
  if (text_target_ != nullptr) {
    *text_target_ = joined(*text_target_, decoded(raw, form));
  } else if (id_target_ != nullptr) {
    id_text_ = joined(id_text_, decoded(raw, form));
  }
}

void RecordHandler::end(std::string_view) {
  if (id_target_ != nullptr) set_id(*id_target_, id_text_);
  close(places_[depth_--]);
  text_target_ = nullptr;
  id_target_ = nullptr;
}

void RecordHandler::open(Place place) {
  switch (place) {
    case Place::record_id:
      id_target_ = &own_id();
      id_text_ = {};
      return;
    case Place::data_quality:
      text_target_ = &data_quality();
      return;
    default:
      break;
  }
  if (kind_ == Kind::artists || kind_ == Kind::labels) return open_in_person(place);
  open_in_work(place);
}

void RecordHandler::open_in_person(Place place) {
  const bool is_artist = kind_ == Kind::artists;
  switch (place) {
    case Place::record_name:
      text_target_ = is_artist ? &artist_.name : &label_.name;
      return;
    case Place::profile:
      text_target_ = is_artist ? &artist_.profile : &label_.profile;
      return;
    case Place::realname:
      text_target_ = &artist_.realname;
      return;
    case Place::contactinfo:
      text_target_ = &label_.contactinfo;
      return;
    case Place::url:
      return open_item(urls());
    case Place::namevariation:
      return open_item(artist_.namevariations);
    case Place::alias:
      return open_named(artist_.aliases);
    case Place::member:
      return open_named(artist_.members);
    case Place::group:
      return open_named(artist_.groups);
    case Place::sublabel:
      return open_named(label_.sublabels);
    case Place::parent_label:
      named_ = &label_.parent;
      text_target_ = &label_.parent.name;
      return;
    case Place::member_id:
    case Place::group_id:
      id_target_ = &paired_id_;
      id_text_ = {};
      return;
    default:
      return;
  }
}

void RecordHandler::open_in_work(Place place) {
  switch (place) {
    case Place::title:
      text_target_ = &title();
      return;
    case Place::notes:
      text_target_ = &notes();
      return;
    case Place::year:
      text_target_ = &master_.year;
      return;
    case Place::genre:
      return open_item(genres());
    case Place::style:
      return open_item(styles());
    case Place::video:
      videos().emplace_back();
      return;
    case Place::video_title:
      text_target_ = &videos().back().title;
      return;
    case Place::video_description:
      text_target_ = &videos().back().description;
      return;
    case Place::credit:
      return open_credit(kind_ == Kind::masters ? master_.artists : release_.artists);
    case Place::extra_credit:
      return open_credit(release_.extra_artists);
    case Place::main_release:
      id_target_ = &master_.main_release;
      id_text_ = {};
      return;
    default:
      return open_in_credit(place);
  }
}

void RecordHandler::open_in_credit(Place place) {
  switch (place) {
    case Place::credit_id:
      id_target_ = &credit_->id;
      id_text_ = {};
      return;
    case Place::credit_name:
      text_target_ = &credit_->name;
      return;
    case Place::credit_anv:
      text_target_ = &credit_->anv;
      return;
    case Place::credit_join:
      text_target_ = &credit_->join;
      return;
    case Place::credit_role:
      text_target_ = &credit_->role;
      return;
    case Place::credit_tracks:
      text_target_ = &credit_->tracks;
      return;
    default:
      return open_in_track(place);
  }
}

void RecordHandler::open_in_track(Place place) {
  switch (place) {
    case Place::track:
      return open_track();
    case Place::track_position:
      text_target_ = &track().position;
      return;
    case Place::track_title:
      text_target_ = &track().title;
      return;
    case Place::track_duration:
      text_target_ = &track().duration;
      return;
    case Place::track_credit:
      return open_track_credit(false);
    case Place::track_extra_credit:
      return open_track_credit(true);
    default:
      return open_in_release(place);
  }
}

void RecordHandler::open_in_release(Place place) {
  switch (place) {
    case Place::country:
      text_target_ = &release_.country;
      return;
    case Place::released:
      text_target_ = &release_.released;
      return;
    case Place::label_credit:
      release_.labels.emplace_back();
      return;
    case Place::description:
      return open_item(release_.descriptions);
    case Place::identifier:
      release_.identifiers.emplace_back();
      return;
    case Place::series:
      release_.series.emplace_back();
      return;
    case Place::format:
      release_.formats.emplace_back().descriptions_begin = static_cast<std::uint32_t>(release_.descriptions.size());
      return;
    case Place::master_id:
      id_target_ = &release_.master_id;
      id_text_ = {};
      return;
    default:
      return open_in_company(place);
  }
}

void RecordHandler::open_in_company(Place place) {
  if (place == Place::company) {
    release_.companies.emplace_back();
    return;
  }
  if (release_.companies.empty()) return;
  Company& company = release_.companies.back();
  switch (place) {
    case Place::company_id:
      id_target_ = &company.id;
      id_text_ = {};
      return;
    case Place::company_name:
      text_target_ = &company.name;
      return;
    case Place::company_catno:
      text_target_ = &company.catno;
      return;
    case Place::company_entity_type:
      text_target_ = &company.entity_type;
      return;
    case Place::company_entity_type_name:
      text_target_ = &company.entity_type_name;
      return;
    default:
      return;
  }
}

namespace {

// An item that turned out to hold nothing, as <url/>, is no item.
void drop_if_absent(std::vector<Text>& list) {
  if (list.back().data() == nullptr) list.pop_back();
}

}  // namespace

void RecordHandler::close(Place place) {
  switch (place) {
    case Place::url:
      return drop_if_absent(urls());
    case Place::namevariation:
      return drop_if_absent(artist_.namevariations);
    case Place::genre:
      return drop_if_absent(genres());
    case Place::style:
      return drop_if_absent(styles());
    case Place::description:
      return drop_if_absent(release_.descriptions);
    case Place::track:
      open_tracks_.pop_back();
      return;
    case Place::format:
      release_.formats.back().descriptions_end = static_cast<std::uint32_t>(release_.descriptions.size());
      return;
    default:
      return;
  }
}

void RecordHandler::take_attribute(Place place, const xml::Attribute& attribute) {
  const Tag tag = tag_of(attribute.name);
  if (Id* const id = attribute_id(place, tag)) return set_id(*id, decoded_value(attribute));
  if (Text* const text = attribute_text(place, tag)) *text = decoded_value(attribute);
}

Id* RecordHandler::attribute_id(Place place, Tag tag) {
  if (tag != Tag::id) return nullptr;
  switch (place) {
    case Place::artist:
    case Place::label:
    case Place::master:
    case Place::release:
      return &own_id();
    case Place::alias:
    case Place::member:
    case Place::group:
    case Place::sublabel:
    case Place::parent_label:
      return &named_->id;
    case Place::label_credit:
      return &release_.labels.back().id;
    case Place::series:
      return &release_.series.back().id;
    default:
      return nullptr;
  }
}

namespace {

Text* attribute_of(LabelCredit& label, Tag tag) {
  return tag == Tag::name ? &label.name : tag == Tag::catno ? &label.catno : nullptr;
}

Text* attribute_of(Series& series, Tag tag) {
  return tag == Tag::name ? &series.name : tag == Tag::catno ? &series.catno : nullptr;
}

Text* attribute_of(Format& format, Tag tag) {
  return tag == Tag::name ? &format.name : tag == Tag::qty ? &format.qty : tag == Tag::text ? &format.text : nullptr;
}

Text* attribute_of(Identifier& identifier, Tag tag) {
  return tag == Tag::type          ? &identifier.type
         : tag == Tag::value       ? &identifier.value
         : tag == Tag::description ? &identifier.description
                                   : nullptr;
}

Text* attribute_of(Video& video, Tag tag) {
  return tag == Tag::src        ? &video.src
         : tag == Tag::duration ? &video.duration
         : tag == Tag::embed    ? &video.embed
                                : nullptr;
}

}  // namespace

Text* RecordHandler::attribute_text(Place place, Tag tag) {
  switch (place) {
    case Place::release:
      return tag == Tag::status ? &release_.status : nullptr;
    case Place::master_id:
      return tag == Tag::is_main_release ? &release_.is_main_release : nullptr;
    case Place::label_credit:
      return attribute_of(release_.labels.back(), tag);
    case Place::series:
      return attribute_of(release_.series.back(), tag);
    case Place::format:
      return attribute_of(release_.formats.back(), tag);
    case Place::identifier:
      return attribute_of(release_.identifiers.back(), tag);
    case Place::video:
      return attribute_of(videos().back(), tag);
    default:
      return nullptr;
  }
}

void RecordHandler::open_item(std::vector<Text>& list) { text_target_ = &list.emplace_back(); }

void RecordHandler::open_named(std::vector<NamedId>& list) {
  named_ = &list.emplace_back();
  named_->id = std::exchange(paired_id_, kNoId);
  text_target_ = &named_->name;
}

void RecordHandler::open_credit(std::vector<Credit>& list) { credit_ = &list.emplace_back(); }

void RecordHandler::open_track() {
  const std::int32_t parent = open_tracks_.empty() ? -1 : static_cast<std::int32_t>(open_tracks_.back());
  open_tracks_.push_back(static_cast<std::uint32_t>(release_.tracks.size()));
  release_.tracks.emplace_back().parent = parent;
}

void RecordHandler::open_track_credit(bool extra) {
  credit_ = &release_.track_credits.emplace_back(TrackCredit{open_tracks_.back(), extra, {}}).credit;
}

Text RecordHandler::decoded(std::string_view raw, xml::TextForm form) {
  if (form != xml::TextForm::encoded) return raw;
  const std::size_t bound = xml::decoded_bound(raw);
  char* const out = arena_.allocate(bound);
  const std::size_t size = xml::decode_text(raw, out, repairs_);
  arena_.give_back(bound - size);
  return {out, size};
}

Text RecordHandler::decoded_value(const xml::Attribute& attribute) {
  if (attribute.plain) return attribute.value;
  const std::size_t bound = xml::decoded_bound(attribute.value);
  char* const out = arena_.allocate(bound);
  const std::size_t size = xml::decode_value(attribute.value, out, repairs_);
  arena_.give_back(bound - size);
  return {out, size};
}

Text RecordHandler::joined(Text front, Text back) {
  if (front.data() == nullptr) return back;
  char* const out = arena_.allocate(front.size() + back.size());
  std::memcpy(out, front.data(), front.size());
  std::memcpy(out + front.size(), back.data(), back.size());
  return {out, front.size() + back.size()};
}

void RecordHandler::set_id(Id& target, Text digits) {
  constexpr std::size_t kLongest = 18;  // digits that an Id holds for certain
  target = kNoId;
  if (digits.empty()) return;
  Id value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9' || digits.size() > kLongest) {
      ++repairs_;
      return;
    }
    value = value * 10 + (c - '0');
  }
  target = value;
}

}  // namespace wirespeed::discogs
