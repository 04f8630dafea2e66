#include "wirespeed/discogs/shape_numbers.hpp"

#include <algorithm>
#include <limits>

#include "wirespeed/graph/types.hpp"

namespace wirespeed::discogs {
namespace {

constexpr std::uint32_t kUnused = std::numeric_limits<std::uint32_t>::max();
constexpr std::int16_t kNoYear = graph::kNull<std::int16_t>;

void use(Numbers& numbers, std::uint32_t code) {
  if (numbers.by_code[code] != kUnused) return;
  numbers.by_code[code] = static_cast<std::uint32_t>(numbers.codes.size());
  numbers.codes.push_back(code);
}

template <typename List>
void sort_by_text(Numbers& numbers, const List& texts) {
  std::ranges::sort(numbers.codes, {}, [&](std::uint32_t code) { return texts[code]; });
  for (std::uint32_t i = 0; i < numbers.codes.size(); ++i) numbers.by_code[numbers.codes[i]] = i;
}

Numbers number_tags(const GraphInput& input, Lists RecordBlock::* column, const TextList& texts) {
  Numbers numbers{.by_code = std::vector(texts.size(), kUnused), .codes = {}};
  for (const Kind kind : {Kind::masters, Kind::releases}) {
    for (const RecordBlock& block : input.of(kind)) {
      for (const std::uint32_t code : (block.*column).items) use(numbers, code);
    }
  }
  sort_by_text(numbers, texts);
  return numbers;
}

// `part` of each credit, by first use; `count` different ones there are at most.
Numbers number_credits(const GraphInput& input, std::size_t part, std::size_t count) {
  Numbers numbers{.by_code = std::vector(count, kUnused), .codes = {}};
  for (const RecordBlock& block : input.of(Kind::releases)) {
    const auto& items = block.credits.items;
    for (std::size_t at = part; at < items.size(); at += kCreditWidth) use(numbers, items[at]);
  }
  return numbers;
}

// Whether item i of the list was there before: lists are a handful long.
bool is_repeated(std::span<const std::uint32_t> list, std::size_t i) {
  return std::find(list.begin(), list.begin() + static_cast<std::ptrdiff_t>(i), list[i]) !=
         list.begin() + static_cast<std::ptrdiff_t>(i);
}

}  // namespace

Numbers number_people(const GraphInput& input) { return number_credits(input, 0, input.people.texts().size()); }

Numbers number_roles(const GraphInput& input) {
  Numbers numbers = number_credits(input, 1, input.roles.texts().size());
  sort_by_text(numbers, input.roles.texts());
  return numbers;
}

Numbers number_genres(const GraphInput& input) {
  return number_tags(input, &RecordBlock::genres, input.genres.texts());
}

Numbers number_styles(const GraphInput& input) {
  return number_tags(input, &RecordBlock::styles, input.styles.texts());
}

TagFacts gather_tag_facts(const GraphInput& input, Lists RecordBlock::* column, const Numbers& numbers) {
  TagFacts facts{.release_counts = std::vector<std::uint32_t>(numbers.codes.size()),
                 .first_years = std::vector(numbers.codes.size(), kNoYear)};
  for (const RecordBlock& block : input.of(Kind::releases)) {
    for (std::size_t record = 0; record < block.ids.size(); ++record) {
      const auto list = (block.*column)[record];
      for (std::size_t i = 0; i < list.size(); ++i) {
        if (is_repeated(list, i)) continue;
        const std::uint32_t tag = numbers.by_code[list[i]];
        ++facts.release_counts[tag];
        const std::int16_t year = block.years[record];
        std::int16_t& first = facts.first_years[tag];
        if (year != kNoYear && (first == kNoYear || year < first)) first = year;
      }
    }
  }
  return facts;
}

}  // namespace wirespeed::discogs
