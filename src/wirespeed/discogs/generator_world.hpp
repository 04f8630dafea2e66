// What all threads of one run share, constant once it is built; and the names and works that follow from it.
#pragma once

#include <array>
#include <cstdint>

#include "wirespeed/discogs/generator.hpp"
#include "wirespeed/discogs/generator_buffer.hpp"
#include "wirespeed/discogs/generator_catalog.hpp"
#include "wirespeed/discogs/generator_facts.hpp"
#include "wirespeed/discogs/generator_words.hpp"

namespace wirespeed::discogs::generator {

struct World {
  explicit World(const GenerateOptions& options)
      : shape(options.shape),
        month(options.month),
        changed(options.changed),
        words(options.seed, shape),
        facts(shape),
        catalog(options.seed, generated_counts(options.releases)) {}

  bool old() const noexcept { return shape != DumpShape::y2026; }  // images, status, empty elements

  // The last month in which the record was written anew; 0 if it is as it was.
  std::uint32_t version(Kind kind, std::uint64_t index) const noexcept {
    for (std::uint32_t m = month; m > 0; --m) {
      if (draws(kChange, m, kind, index, changed)) return m;
    }
    return 0;
  }
  bool removed(Kind kind, std::uint64_t index) const noexcept {
    return month > 0 && draws(kRemoval, month, kind, index, changed / 20);
  }

  DumpShape shape;
  std::uint32_t month;
  double changed;
  Words words;
  Facts facts;
  Catalog catalog;

 private:
  static constexpr std::uint64_t kChange = 110, kRemoval = 111;

  bool draws(std::uint64_t purpose, std::uint32_t of_month, Kind kind, std::uint64_t index,
             double share) const noexcept {
    const std::uint64_t of_kind = seed_of(catalog.seed(), purpose, of_month * kKindCount + static_cast<unsigned>(kind));
    return Random(seed_of(of_kind, purpose, index)).chance(share);
  }
};

// The name of a record, the same wherever it is named.
void artist_name(const World& world, std::uint64_t index, ShortText& out);
void label_name(const World& world, std::uint64_t index, ShortText& out);

// What the releases of one master have in common; a release without one has a work of its own.
struct Work {
  std::uint64_t seed;
  Script script;
  bool various;  // then there are no artists
  bool single;   // no master
  std::uint32_t year;
  std::array<std::uint32_t, 8> genres;
  std::uint32_t genre_count;
  std::array<std::uint32_t, 16> styles;
  std::uint32_t style_count;
  std::array<std::uint64_t, 12> artists;
  std::uint32_t artist_count;
};

Work work_of_master(const World& world, std::uint64_t rank);
Work work_of_single(const World& world, std::uint64_t place);

void work_title(const World& world, const Work& work, ShortText& out);
void track_title(const World& world, const Work& work, std::uint64_t track, ShortText& out);

}  // namespace wirespeed::discogs::generator
