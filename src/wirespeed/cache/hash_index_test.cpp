#include "wirespeed/cache/hash_index.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace wirespeed::cache {
namespace {

std::uint32_t found(const HashIndex& index, std::uint64_t hash, std::uint32_t wanted) {
  return index.find(hash, [&](std::uint32_t place) { return place == wanted; });
}

std::uint64_t with_tag(std::uint64_t tag) { return tag << 32; }

TEST(HashIndex, an_empty_one_finds_nothing) { EXPECT_EQ(found(HashIndex(), 7, 0), kNowhere); }

TEST(HashIndex, places_of_one_hash_are_told_apart_by_the_caller) {
  HashIndex index;
  index.insert(with_tag(5), 1);
  index.insert(with_tag(5), 2);
  EXPECT_EQ(found(index, with_tag(5), 2), 2U);
  index.erase(with_tag(5), 1);
  EXPECT_EQ(found(index, with_tag(5), 2), 2U);
  EXPECT_EQ(found(index, with_tag(5), 1), kNowhere);
}

// Few tags, so that they crowd together and wrap around the table's end.
TEST(HashIndex, does_what_a_map_does) {
  HashIndex index;
  std::map<std::uint32_t, std::uint64_t> model;  // place -> hash
  std::mt19937_64 random(1);
  for (std::uint32_t step = 0; step < 20'000; ++step) {
    const auto place = static_cast<std::uint32_t>(random() % 300);
    const std::uint64_t hash = with_tag(random() % 16 == 0 ? random() : 0xfffffff0 + random() % 32);
    if (const auto known = model.find(place); known != model.end()) {
      ASSERT_EQ(found(index, known->second, place), place) << step;
      index.erase(known->second, place);
      ASSERT_EQ(found(index, known->second, place), kNowhere) << step;
      model.erase(known);
    } else {
      index.insert(hash, place);
      model.emplace(place, hash);
    }
    ASSERT_EQ(index.size(), model.size());
  }
  for (const auto& [place, hash] : model) EXPECT_EQ(found(index, hash, place), place);
}

TEST(HashIndex, one_that_was_cleared_can_be_filled_again) {
  HashIndex index;
  for (std::uint32_t i = 0; i < 100; ++i) index.insert(with_tag(i), i);
  index.clear();
  EXPECT_EQ(found(index, with_tag(7), 7), kNowhere);
  index.insert(with_tag(7), 7);
  EXPECT_EQ(found(index, with_tag(7), 7), 7U);
}

}  // namespace
}  // namespace wirespeed::cache
