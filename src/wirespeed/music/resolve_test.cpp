#include "wirespeed/music/resolve.hpp"

#include <gtest/gtest.h>

#include "wirespeed/music/music_fixture.hpp"

namespace wirespeed::music {
namespace {

using graph::NodeId;

NodeId resolved(std::string_view text) { return value_or_throw(resolve(generated_catalog(), text, {})).node; }

NodeId artist_by(std::string_view text) {
  return value_or_throw(resolve(generated_catalog(), generated_catalog().schema().artist, text, {})).node;
}

TEST(Resolve, digits_are_the_id_where_the_label_has_it) {
  const Catalog& catalog = generated_catalog();
  const NodeId artist = catalog.graph().range(catalog.schema().artist).begin;
  EXPECT_EQ(artist_by(catalog.id_text(artist)), artist);
  EXPECT_EQ(resolved("artist:" + catalog.id_text(artist)), artist);
}

TEST(Resolve, a_name_is_found_as_it_is_written_and_folded) {
  const Catalog& catalog = generated_catalog();
  const NodeId rock = resolved("genre:Rock");
  EXPECT_EQ(catalog.name_of(rock), "Rock");
  EXPECT_EQ(resolved("genre:rOCK"), rock);
}

TEST(Resolve, of_several_the_most_popular_is_taken_and_all_are_counted) {
  const Catalog& catalog = generated_catalog();
  const NodeId artist = most_popular(catalog, catalog.schema().artist);
  const auto found = value_or_throw(resolve(catalog, catalog.schema().artist, catalog.name_of(artist), {}));
  EXPECT_EQ(catalog.popularity(found.node), catalog.popularity(artist));
  EXPECT_GE(found.candidates, 1U);
}

TEST(Resolve, what_is_not_there_is_not_found_but_its_beginning_may_be_suggested) {
  EXPECT_EQ(resolved("genre:Roc"), graph::kNoNode);
  const auto near = value_or_throw(suggest(generated_catalog(), "Roc", search::only(0), {}));
  ASSERT_TRUE(near);
  EXPECT_EQ(generated_catalog().name_of(*near), "Rock");
  EXPECT_FALSE(value_or_throw(suggest(generated_catalog(), "no name begins so", search::kAllLabels, {})));
}

TEST(Resolve, a_suggestion_that_was_stopped_is_an_error_and_not_none) {
  CancelToken over;
  over.cancel();
  const auto near = suggest(generated_catalog(), "Roc", search::only(0), {.deadline = std::nullopt, .cancel = &over});
  ASSERT_FALSE(near);
  EXPECT_EQ(near.error().code, Errc::cancelled);
}

TEST(Catalog, labels_and_types_are_found_in_any_case_and_others_are_listed) {
  const Catalog& catalog = generated_catalog();
  EXPECT_EQ(value_or_throw(catalog.label("aRTIST")), catalog.schema().artist);
  EXPECT_EQ(value_or_throw(catalog.type("by")), catalog.schema().by);
  const auto unknown = catalog.label("band");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("Artist"), std::string::npos);
}

TEST(Catalog, what_is_no_snapshot_is_an_error) {
  EXPECT_FALSE(Catalog::open("/nowhere/at/all"));
  EXPECT_FALSE(Catalog::open("/proc/self/cmdline"));
}

}  // namespace
}  // namespace wirespeed::music
