// The values that fields take, with their weights as counted in 1,000 real records of each kind (dump of August 2020).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/discogs/generator.hpp"
#include "wirespeed/discogs/generator_counts.hpp"
#include "wirespeed/discogs/generator_random.hpp"

namespace wirespeed::discogs::generator {

struct Phrase {
  std::string_view text;
  double weight;
};

// One of some texts by weight, encoded for the shape.
class Phrases {
 public:
  Phrases(std::span<const Phrase> phrases, DumpShape shape, bool attribute = false);

  std::string_view draw(Random& random) const noexcept { return texts_[picker_.pick(random.next())]; }

 private:
  std::vector<std::string> texts_;
  Picker picker_;
};

inline constexpr std::uint32_t kGenreCount = 16;
inline constexpr std::uint32_t kStyleCount = 757;

struct StyleFact {
  std::uint8_t genre;
  std::string_view name;
  double weight;
};

std::span<const std::string_view> genre_names() noexcept;
std::span<const StyleFact> known_styles() noexcept;

// Constant once built; threads share it.
struct Facts : CountTables {
  explicit Facts(DumpShape shape);

  Phrases join, role, track_role, country, identifier_type, identifier_note, format_text, more_description;
  Phrases release_quality, artist_quality, label_quality, sites;

  struct Company {
    std::string_view entity_type, name;
  };
  std::vector<Company> company_kinds;
  Picker company_kind;

  struct CarrierWords {
    std::string name;
    std::vector<std::string> descriptions;
  };
  std::vector<CarrierWords> carriers;
  Picker carrier[3];  // before 1985, before 2000, since
  std::uint32_t carrier_of(std::uint32_t year, Random& random) const noexcept {
    return carrier[year < 1985 ? 0 : year < 2000 ? 1 : 2].pick(random.next());
  }

  Picker decade, genre;
  std::vector<std::string> genres, styles;
  struct GenreStyles {
    std::vector<std::uint32_t> styles;
    Picker picker;
  };
  std::vector<GenreStyles> styles_of_genre;
};

}  // namespace wirespeed::discogs::generator
