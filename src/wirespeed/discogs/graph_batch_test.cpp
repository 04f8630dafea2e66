#include "wirespeed/discogs/graph_batch.hpp"

#include <gtest/gtest.h>

#include "wirespeed/graph/types.hpp"

namespace wirespeed::discogs {
namespace {

using Ids = std::vector<std::uint32_t>;
constexpr std::int16_t kLastYear = 2027;
constexpr std::int16_t kNoYear = graph::kNull<std::int16_t>;

class GraphBatchTest : public testing::Test {
 protected:
  GraphBatch take(Kind kind) {
    GraphBatch batch;
    extractor_.take(kind, batch);
    return batch;
  }
  GraphBatch take(const Artist& artist) {
    extractor_.on_artist(artist);
    return take(Kind::artists);
  }
  GraphBatch take(const Label& label) {
    extractor_.on_label(label);
    return take(Kind::labels);
  }
  GraphBatch take(const Release& release) {
    extractor_.on_release(release);
    return take(Kind::releases);
  }

  GraphExtractor extractor_{kLastYear};
};

Release release(Id id) {
  Release record;
  record.id = id;
  return record;
}

TEST(ParseYear, a_date_counts_by_its_first_four_digits) {
  EXPECT_EQ(parse_year("1999", kLastYear), 1999);
  EXPECT_EQ(parse_year("1999-03-00", kLastYear), 1999);
  EXPECT_EQ(parse_year("19990312", kLastYear), 1999);
}

TEST(ParseYear, what_does_not_begin_with_a_year_is_none) {
  for (const Text date : {"", "199", "?", "19x9", " 1999", "0", "-199"})
    EXPECT_EQ(parse_year(date, kLastYear), kNoYear);
}

TEST(ParseYear, years_before_records_and_in_the_future_are_none) {
  EXPECT_EQ(parse_year("1859", kLastYear), kNoYear);
  EXPECT_EQ(parse_year("1860", kLastYear), 1860);
  EXPECT_EQ(parse_year("2027", kLastYear), 2027);
  EXPECT_EQ(parse_year("2028", kLastYear), kNoYear);
}

TEST_F(GraphBatchTest, a_release_gives_a_row_in_each_column) {
  Release record = release(7);
  record.title = "Stockholm";
  record.released = "1999-03-00";
  record.master_id = 5427;
  record.labels = {{5, "Svek", "SK032"}, {6, "Other", "X1"}};
  record.formats = {{"Vinyl", "2", {}, 0, 0}, {"CD", "1", {}, 0, 0}};
  const GraphBatch batch = take(record);
  EXPECT_EQ(batch.block.ids, Ids({7}));
  EXPECT_EQ(batch.block.names[0], "Stockholm");
  EXPECT_EQ(batch.block.years[0], 1999);
  EXPECT_EQ(batch.block.parents, Ids({5427}));
  EXPECT_EQ(batch.block.labels.items, Ids({5, 6}));
  EXPECT_EQ(batch.block.catalog_numbers[0], "SK032");
  EXPECT_EQ(batch.formats[batch.block.formats.items[1]], "CD");
}

TEST_F(GraphBatchTest, a_text_has_one_code_within_a_batch) {
  Release record = release(1);
  record.genres = {"Rock", "Pop"};
  extractor_.on_release(record);
  record.id = 2;
  record.genres = {"Pop"};
  const GraphBatch batch = take(record);
  EXPECT_EQ(batch.genres.size(), 2u);
  EXPECT_EQ(batch.block.genres.items, Ids({0, 1, 1}));
  EXPECT_EQ(batch.block.genres.ends, Ids({2, 3}));
}

TEST_F(GraphBatchTest, a_credit_is_its_person_its_role_and_its_artist) {
  Release record = release(1);
  record.extra_artists = {{9, "Ann", {}, {}, "Mixed By", {}}, {kNoId, "Bob", {}, {}, "Mixed By", {}}};
  const GraphBatch batch = take(record);
  EXPECT_EQ(batch.block.credits.items, Ids({0, 0, 9, 1, 0, kNoReference}));
  EXPECT_EQ(batch.people[1], "Bob");
  EXPECT_EQ(batch.artist_names.ids, Ids({9}));
}

TEST_F(GraphBatchTest, master_0_is_none_and_nothing_is_ignored) {
  Release record = release(1);
  record.master_id = 0;
  const GraphBatch batch = take(record);
  EXPECT_EQ(batch.block.parents, Ids({kNoReference}));
  EXPECT_EQ(batch.ignored.no_id, 0u);
}

TEST_F(GraphBatchTest, references_that_can_be_none_are_counted) {
  Artist artist;
  artist.id = 1;
  artist.aliases = {{0, "zero"}, {kNoId, "none"}, {Id{1} << 32, "large"}, {4, "good"}};
  const GraphBatch batch = take(artist);
  EXPECT_EQ(batch.block.aliases.items, Ids({4}));
  EXPECT_EQ(batch.ignored.no_id, 2u);
  EXPECT_EQ(batch.ignored.id_too_large, 1u);
}

TEST_F(GraphBatchTest, texts_without_a_name_are_counted) {
  Release record = release(1);
  record.genres = {Text()};
  record.formats = {{}};
  record.extra_artists = {{3, Text(), {}, {}, "Producer", {}}};
  const GraphBatch batch = take(record);
  EXPECT_EQ(batch.ignored.no_name, 3u);
  EXPECT_TRUE(batch.block.credits.items.empty());
}

TEST_F(GraphBatchTest, a_reference_keeps_its_first_name) {
  Label label;
  label.id = 1;
  label.sublabels = {{2, Text()}, {2, "First"}, {2, "Second"}};
  label.parent = {3, "Parent"};
  const GraphBatch batch = take(label);
  EXPECT_EQ(batch.label_names.ids, Ids({2, 3}));
  EXPECT_EQ(batch.label_names.names[0], "First");
}

TEST_F(GraphBatchTest, a_record_whose_id_no_node_can_have_is_refused) {
  for (const Id id : {Id{0}, Id{1} << 32}) {
    EXPECT_TRUE(take(release(id)).block.ids.empty());
    EXPECT_STREQ(extractor_.refusal(), "expected a record id from 1 to 4294967295");
  }
  EXPECT_EQ(take(release((Id{1} << 32) - 1)).block.ids.size(), 1u);
  EXPECT_EQ(extractor_.refusal(), nullptr);
}

TEST_F(GraphBatchTest, take_leaves_nothing_behind) {
  Release record = release(1);
  record.genres = {"Rock"};
  record.artists = {{4, "Four", {}, {}, {}, {}}, {0, "Zero", {}, {}, {}, {}}};
  take(record);
  const GraphBatch batch = take(Kind::releases);
  EXPECT_TRUE(batch.block.ids.empty());
  EXPECT_EQ(batch.genres.size() + batch.block.artists.items.size() + batch.artist_names.ids.size(), 0u);
  EXPECT_EQ(batch.ignored.no_id, 0u);
}

TEST_F(GraphBatchTest, many_ids_and_texts_are_told_apart) {
  Release record = release(1);
  std::vector<std::string> names;
  for (int i = 0; i < 2000; ++i) names.push_back("Person " + std::to_string(i));
  for (int i = 0; i < 2000; ++i)
    record.extra_artists.push_back({i * 65536 + 1, names[static_cast<std::size_t>(i)], {}, {}, {}, {}});
  const GraphBatch batch = take(record);
  EXPECT_EQ(batch.people.size(), 2000u);
  EXPECT_EQ(batch.people[1234], "Person 1234");
  EXPECT_EQ(batch.artist_names.ids.size(), 2000u);
}

}  // namespace
}  // namespace wirespeed::discogs
