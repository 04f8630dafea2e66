#include "wirespeed/cache/tags.hpp"

#include <gtest/gtest.h>

#include <string>

namespace wirespeed::cache {
namespace {

TagSet set_of(Tags& tags, std::initializer_list<std::string_view> names) {
  return tags.set_of(std::span(names.begin(), names.size()));
}

TEST(Tags, a_set_without_tags_is_always_valid) { EXPECT_TRUE(TagSet().is_valid()); }

TEST(Tags, invalidating_one_ends_all_sets_that_have_it) {
  Tags tags;
  const TagSet both = set_of(tags, {"a", "b"});
  const TagSet other = set_of(tags, {"c"});
  tags.invalidate("b");
  EXPECT_FALSE(both.is_valid());
  EXPECT_TRUE(other.is_valid());
  EXPECT_TRUE(set_of(tags, {"a", "b"}).is_valid());
}

TEST(Tags, invalidating_what_nobody_has_does_nothing) {
  Tags tags;
  tags.invalidate("nobody's");
  EXPECT_EQ(tags.size(), 0U);
}

TEST(Tags, those_that_no_set_has_any_more_are_dropped) {
  Tags tags;
  const TagSet kept = set_of(tags, {"kept"});
  for (int i = 0; i < 10'000; ++i) set_of(tags, {std::to_string(i)});
  EXPECT_LT(tags.size(), 200U);
  tags.invalidate("kept");
  EXPECT_FALSE(kept.is_valid());
}

}  // namespace
}  // namespace wirespeed::cache
