#include "wirespeed/discogs/schema.hpp"

#include <algorithm>

namespace wirespeed::discogs {
namespace {

constexpr auto kTagCount = static_cast<std::size_t>(Tag::count);
constexpr auto kPlaceCount = static_cast<std::size_t>(Place::count);

constexpr std::array<std::string_view, kTagCount> kTagNames = {"",
#define X(name) #name,
                                                               WIRESPEED_DISCOGS_TAGS(X)
#undef X
};

// Length, first and last bytes tell nearly all names apart; the table is probed linearly for the rest.
constexpr std::size_t kSlots = 256;
constexpr std::size_t slot_of(std::string_view name) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(name[i])); };
  return (name.size() * 37 + byte(0) * 5 + byte(name.size() - 1) * 17 + byte(name.size() / 2) * 3) % kSlots;
}

constexpr std::array<Tag, kSlots> make_slots() {
  std::array<Tag, kSlots> slots{};
  for (std::size_t tag = 1; tag < kTagCount; ++tag) {
    std::size_t slot = slot_of(kTagNames[tag]);
    while (slots[slot] != Tag::unknown) slot = (slot + 1) % kSlots;
    slots[slot] = static_cast<Tag>(tag);
  }
  return slots;
}
constexpr std::array<Tag, kSlots> kSlotTags = make_slots();

struct Step {
  Place parent;
  Tag tag;
  Place child;
};

constexpr Step kSteps[] = {
    {Place::dump, Tag::artist, Place::artist},
    {Place::dump, Tag::label, Place::label},
    {Place::dump, Tag::master, Place::master},
    {Place::dump, Tag::release, Place::release},

    {Place::artist, Tag::id, Place::record_id},
    {Place::artist, Tag::name, Place::record_name},
    {Place::artist, Tag::realname, Place::realname},
    {Place::artist, Tag::profile, Place::profile},
    {Place::artist, Tag::data_quality, Place::data_quality},
    {Place::artist, Tag::urls, Place::urls},
    {Place::artist, Tag::namevariations, Place::namevariations},
    {Place::artist, Tag::aliases, Place::aliases},
    {Place::artist, Tag::members, Place::members},
    {Place::artist, Tag::groups, Place::groups},
    {Place::urls, Tag::url, Place::url},
    {Place::namevariations, Tag::name, Place::namevariation},
    {Place::aliases, Tag::name, Place::alias},
    {Place::members, Tag::name, Place::member},
    {Place::members, Tag::id, Place::member_id},
    {Place::groups, Tag::name, Place::group},
    {Place::groups, Tag::id, Place::group_id},

    {Place::label, Tag::id, Place::record_id},
    {Place::label, Tag::name, Place::record_name},
    {Place::label, Tag::contactinfo, Place::contactinfo},
    {Place::label, Tag::profile, Place::profile},
    {Place::label, Tag::data_quality, Place::data_quality},
    {Place::label, Tag::urls, Place::urls},
    {Place::label, Tag::parentLabel, Place::parent_label},
    {Place::label, Tag::sublabels, Place::sublabels},
    {Place::sublabels, Tag::label, Place::sublabel},

    {Place::master, Tag::id, Place::record_id},
    {Place::master, Tag::main_release, Place::main_release},
    {Place::master, Tag::title, Place::title},
    {Place::master, Tag::year, Place::year},
    {Place::master, Tag::notes, Place::notes},
    {Place::master, Tag::data_quality, Place::data_quality},
    {Place::master, Tag::artists, Place::credits},
    {Place::master, Tag::genres, Place::genres},
    {Place::master, Tag::styles, Place::styles},
    {Place::master, Tag::videos, Place::videos},

    {Place::release, Tag::id, Place::record_id},
    {Place::release, Tag::title, Place::title},
    {Place::release, Tag::country, Place::country},
    {Place::release, Tag::released, Place::released},
    {Place::release, Tag::notes, Place::notes},
    {Place::release, Tag::data_quality, Place::data_quality},
    {Place::release, Tag::master_id, Place::master_id},
    {Place::release, Tag::artists, Place::credits},
    {Place::release, Tag::extraartists, Place::extra_credits},
    {Place::release, Tag::labels, Place::labels},
    {Place::release, Tag::formats, Place::formats},
    {Place::release, Tag::genres, Place::genres},
    {Place::release, Tag::styles, Place::styles},
    {Place::release, Tag::tracklist, Place::tracklist},
    {Place::release, Tag::identifiers, Place::identifiers},
    {Place::release, Tag::videos, Place::videos},
    {Place::release, Tag::companies, Place::companies},
    {Place::release, Tag::series, Place::series_list},

    {Place::genres, Tag::genre, Place::genre},
    {Place::styles, Tag::style, Place::style},
    {Place::videos, Tag::video, Place::video},
    {Place::video, Tag::title, Place::video_title},
    {Place::video, Tag::description, Place::video_description},
    {Place::credits, Tag::artist, Place::credit},
    {Place::extra_credits, Tag::artist, Place::extra_credit},
    {Place::labels, Tag::label, Place::label_credit},
    {Place::formats, Tag::format, Place::format},
    {Place::format, Tag::descriptions, Place::descriptions},
    {Place::descriptions, Tag::description, Place::description},
    {Place::tracklist, Tag::track, Place::track},
    {Place::track, Tag::sub_tracks, Place::sub_tracks},
    {Place::sub_tracks, Tag::track, Place::track},
    {Place::track, Tag::position, Place::track_position},
    {Place::track, Tag::title, Place::track_title},
    {Place::track, Tag::duration, Place::track_duration},
    {Place::track, Tag::artists, Place::track_credits},
    {Place::track, Tag::extraartists, Place::track_extra_credits},
    {Place::track_credits, Tag::artist, Place::track_credit},
    {Place::track_extra_credits, Tag::artist, Place::track_extra_credit},
    {Place::identifiers, Tag::identifier, Place::identifier},
    {Place::companies, Tag::company, Place::company},
    {Place::company, Tag::id, Place::company_id},
    {Place::company, Tag::name, Place::company_name},
    {Place::company, Tag::catno, Place::company_catno},
    {Place::company, Tag::entity_type, Place::company_entity_type},
    {Place::company, Tag::entity_type_name, Place::company_entity_type_name},
    {Place::series_list, Tag::series, Place::series},
};

constexpr Place kCredits[] = {Place::credit, Place::extra_credit, Place::track_credit, Place::track_extra_credit};
constexpr Step kCreditSteps[] = {
    {Place::credit, Tag::id, Place::credit_id},     {Place::credit, Tag::name, Place::credit_name},
    {Place::credit, Tag::anv, Place::credit_anv},   {Place::credit, Tag::join, Place::credit_join},
    {Place::credit, Tag::role, Place::credit_role}, {Place::credit, Tag::tracks, Place::credit_tracks},
};

using Row = std::array<Place, kTagCount>;
constexpr std::array<Row, kPlaceCount> make_children() {
  std::array<Row, kPlaceCount> children{};  // Place::ignored is 0
  const auto set = [&](Place parent, Tag tag, Place child) {
    children[static_cast<std::size_t>(parent)][static_cast<std::size_t>(tag)] = child;
  };
  for (const Step& step : kSteps) set(step.parent, step.tag, step.child);
  for (const Place credit : kCredits) {
    for (const Step& step : kCreditSteps) set(credit, step.tag, step.child);
  }
  return children;
}
constexpr std::array<Row, kPlaceCount> kChildren = make_children();

}  // namespace

Tag tag_of(std::string_view name) noexcept {
  if (name.empty()) return Tag::unknown;
  for (std::size_t slot = slot_of(name); kSlotTags[slot] != Tag::unknown; slot = (slot + 1) % kSlots) {
    const Tag tag = kSlotTags[slot];
    if (kTagNames[static_cast<std::size_t>(tag)] == name) return tag;
  }
  return Tag::unknown;
}

Place child_place(Place parent, Tag tag) noexcept {
  return kChildren[static_cast<std::size_t>(parent)][static_cast<std::size_t>(tag)];
}

}  // namespace wirespeed::discogs
