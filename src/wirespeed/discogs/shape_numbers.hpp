// Numbers for what has no id in the dump: people, genres, styles and roles.
#pragma once

#include <cstdint>
#include <vector>

#include "wirespeed/discogs/graph_input.hpp"

namespace wirespeed::discogs {

// Codes of a dictionary that some record uses, numbered anew without gaps.
struct Numbers {
  std::vector<std::uint32_t> by_code;
  std::vector<std::uint32_t> codes;  // by number
};

// By first use in the order of the records: people of one release are neighbours.
Numbers number_people(const GraphInput& input);

// In the order of their names, which are few.
Numbers number_genres(const GraphInput& input);
Numbers number_styles(const GraphInput& input);

// In the order of their texts, as a dictionary column stores them.
Numbers number_roles(const GraphInput& input);

// What is stored with a genre or a style, by number.
struct TagFacts {
  std::vector<std::uint32_t> release_counts;
  std::vector<std::int16_t> first_years;  // graph::kNull where no release has a year
};

// REQUIRES: `column` is RecordBlock::genres or styles, and `numbers` are its.
TagFacts gather_tag_facts(const GraphInput& input, Lists RecordBlock::* column, const Numbers& numbers);

}  // namespace wirespeed::discogs
