#include "wirespeed/discogs/graph_input.hpp"

#include <gtest/gtest.h>

namespace wirespeed::discogs {
namespace {

using Ids = std::vector<std::uint32_t>;

class GraphInputTest : public testing::Test {
 protected:
  void add_release(Id id, Text title, std::vector<Text> genres) {
    Release record;
    record.id = id;
    record.title = title;
    record.genres = std::move(genres);
    extractor_.on_release(record);
  }
  void add_artist(Id id, std::vector<NamedId> aliases) {
    Artist record;
    record.id = id;
    record.aliases = std::move(aliases);
    extractor_.on_artist(record);
  }
  void end_batch(Kind kind) {
    GraphBatch batch;
    extractor_.take(kind, batch);
    input_.add(batch);
  }
  const RecordBlock& release_block(std::size_t i) const { return input_.of(Kind::releases)[i]; }

  GraphExtractor extractor_{2027};
  GraphInput input_;
};

TEST_F(GraphInputTest, codes_hold_over_all_batches) {
  add_release(1, "a", {"Rock", "Pop"});
  end_batch(Kind::releases);
  add_release(2, "b", {"Jazz", "Rock"});
  end_batch(Kind::releases);
  EXPECT_EQ(input_.genres.texts().size(), 3u);
  EXPECT_EQ(release_block(1).genres.items, Ids({2, 0}));
}

TEST_F(GraphInputTest, of_records_with_one_id_the_last_stays_whole) {
  add_release(1, "old", {"Rock", "Pop"});
  add_release(2, "other", {"Pop"});
  end_batch(Kind::releases);
  add_release(1, "new", {"Jazz"});
  end_batch(Kind::releases);
  EXPECT_EQ(input_.superseded[3], 1u);
  input_.drop_superseded();
  EXPECT_EQ(release_block(0).ids, Ids({2}));
  EXPECT_EQ(release_block(0).names[0], "other");
  EXPECT_EQ(release_block(0).genres.items, Ids({1}));
  EXPECT_EQ(release_block(1).names[0], "new");
}

TEST_F(GraphInputTest, a_name_is_kept_for_what_has_no_record_yet) {
  add_artist(1, {{2, "Two"}, {1, "One"}});
  end_batch(Kind::artists);
  add_artist(3, {{2, "Zwei"}, {1, "Uno"}});
  end_batch(Kind::artists);
  EXPECT_EQ(input_.artist_names.ids, Ids({2}));
  EXPECT_EQ(input_.artist_names.names[0], "Two");
}

TEST(IdSet, members_ascend_however_they_came) {
  IdSet set;
  for (const std::uint32_t id : {70000u, 1u, 4294967295u, 65535u, 1u, 65536u}) set.insert(id);
  EXPECT_EQ(set.members(), Ids({1, 65535, 65536, 70000, 4294967295u}));
  EXPECT_EQ(set.size(), 5u);
  EXPECT_TRUE(set.contains(65536));
  EXPECT_FALSE(set.contains(2));
  EXPECT_FALSE(set.contains(1u << 20));
}

TEST(IdSet, tells_whether_an_id_is_new) {
  IdSet set;
  EXPECT_TRUE(set.insert(5));
  EXPECT_FALSE(set.insert(5));
}

}  // namespace
}  // namespace wirespeed::discogs
