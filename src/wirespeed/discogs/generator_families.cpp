// Aliases, members, groups and sublabels. Artists and labels stand scattered in blocks of 256 places; the first places
// of each block form families by one of a few layouts, whose sizes add up to the published numbers of relationships:
//
//   ALIAS_OF    4.9 M of  9.96 M artists: 126 of 256    MEMBER_OF 2.3 M: 59 of 256
//   SUBLABEL_OF 278 K of  2.35 M labels:   30 of 256
#include <algorithm>

#include "wirespeed/discogs/generator_catalog.hpp"

namespace wirespeed::discogs::generator {
namespace {

constexpr std::uint64_t kBlock = 256;
constexpr std::uint64_t kAliasPlaces = 32;  // alias families lie in [0, 32)
constexpr std::uint64_t kPersons = 28;      // members in [32, 60)
constexpr std::uint64_t kGroupsFrom = kAliasPlaces + kPersons;
constexpr std::uint64_t kLayoutPurpose = 4;
constexpr std::uint64_t kBandPurpose = 5;

// Sizes of families where each is the alias of each: n * (n - 1) rows.
constexpr std::uint8_t kAliasLayouts[][11] = {{10, 5, 3, 2, 2, 2, 2, 2},
                                              {9, 6, 4, 2, 2, 2, 2, 2, 2},
                                              {11, 3, 2, 2, 2, 2, 2},
                                              {8, 7, 4, 3, 2, 2, 2, 2, 2},
                                              {7, 7, 6, 2, 2, 2, 2, 2, 2}};
constexpr std::uint8_t kGroupSizes[] = {12, 5, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2};
constexpr std::uint64_t kGroups = std::size(kGroupSizes);
constexpr std::uint8_t kSublabelCounts[] = {9, 5, 4, 3, 3, 2, 1, 1, 1, 1};
constexpr std::uint64_t kParents = std::size(kSublabelCounts);

constexpr std::uint64_t alias_rows(const std::uint8_t (&layout)[11]) {
  std::uint64_t rows = 0, places = 0;
  for (const std::uint8_t size : layout) {
    rows += size * (size - 1ULL) * (size > 0);
    places += size;
  }
  return places <= kAliasPlaces ? rows : 0;
}
static_assert(std::ranges::all_of(kAliasLayouts, [](const auto& layout) { return alias_rows(layout) == 126; }));

}  // namespace

struct Catalog::Neighbourhood {
  const Permutation& places;
  std::uint64_t first;  // place of the block's begin
  std::uint64_t at;     // place in the block
  bool whole;           // the last block holds no families if it is not half full
  std::uint64_t end;    // places that there are in it
  std::uint64_t hash;

  void add(std::uint64_t place, Kin& out) const noexcept {
    if (whole && place < end) out.add(places.backward(first + place));
  }
};

Catalog::Neighbourhood Catalog::neighbourhood(Kind kind, std::uint64_t index) const noexcept {
  const Permutation& places = family_[at(kind)];
  const std::uint64_t place = places.forward(index);
  const std::uint64_t first = place / kBlock * kBlock;
  const std::uint64_t end = std::min(kBlock, count(kind) - first);
  return {places, first, place - first, end >= kBlock / 2, end, seed_of(seed_, kLayoutPurpose, first)};
}

bool Catalog::is_group(std::uint64_t artist) const noexcept {
  const Neighbourhood here = neighbourhood(Kind::artists, artist);
  return here.whole && here.at >= kGroupsFrom && here.at < kGroupsFrom + kGroups;
}

void Catalog::aliases(std::uint64_t artist, Kin& out) const noexcept {
  const Neighbourhood here = neighbourhood(Kind::artists, artist);
  if (here.at >= kAliasPlaces) return;
  std::uint64_t begin = 0;
  for (const std::uint8_t size : kAliasLayouts[here.hash % std::size(kAliasLayouts)]) {
    if (here.at >= begin && here.at < begin + size) {
      for (std::uint64_t p = begin; p < begin + size; ++p) {
        if (p != here.at) here.add(p, out);
      }
    }
    begin += size;
  }
}

namespace {
std::uint64_t first_member(std::uint64_t hash, std::uint64_t group) noexcept {
  return seed_of(hash, kBandPurpose, group) % kPersons;
}
}  // namespace

void Catalog::members(std::uint64_t artist, Kin& out) const noexcept {
  const Neighbourhood here = neighbourhood(Kind::artists, artist);
  if (here.at < kGroupsFrom || here.at >= kGroupsFrom + kGroups) return;
  const std::uint64_t group = here.at - kGroupsFrom;
  const std::uint64_t from = first_member(here.hash, group);
  for (std::uint64_t i = 0; i < kGroupSizes[group]; ++i) here.add(kAliasPlaces + (from + i) % kPersons, out);
}

void Catalog::groups(std::uint64_t artist, Kin& out) const noexcept {
  const Neighbourhood here = neighbourhood(Kind::artists, artist);
  if (here.at < kAliasPlaces || here.at >= kGroupsFrom) return;
  const std::uint64_t person = here.at - kAliasPlaces;
  for (std::uint64_t group = 0; group < kGroups; ++group) {
    const std::uint64_t distance = (person + kPersons - first_member(here.hash, group)) % kPersons;
    if (distance < kGroupSizes[group]) here.add(kGroupsFrom + group, out);
  }
}

void Catalog::sublabels(std::uint64_t label, Kin& out) const noexcept {
  const Neighbourhood here = neighbourhood(Kind::labels, label);
  if (here.at >= kParents) return;
  std::uint64_t child = kParents;
  for (std::uint64_t parent = 0; parent < here.at; ++parent) child += kSublabelCounts[parent];
  for (std::uint64_t i = 0; i < kSublabelCounts[here.at]; ++i) here.add(child + i, out);
}

void Catalog::parent(std::uint64_t label, Kin& out) const noexcept {
  const Neighbourhood here = neighbourhood(Kind::labels, label);
  if (here.at < kParents) return;
  std::uint64_t begin = kParents;
  for (std::uint64_t parent = 0; parent < kParents; ++parent) {
    if (here.at >= begin && here.at < begin + kSublabelCounts[parent]) here.add(parent, out);
    begin += kSublabelCounts[parent];
  }
}

}  // namespace wirespeed::discogs::generator
