#include "wirespeed/search/index.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "wirespeed/search/fold.hpp"
#include "wirespeed/search/index_test_support.hpp"

namespace wirespeed::search {
namespace {

using Nodes = std::vector<std::uint32_t>;
constexpr std::uint8_t kArtist = 0, kMaster = 2, kGenre = 4;

const std::vector<NamedNode>& music() {
  static const std::vector<NamedNode> kNames = {
      {1, kArtist, "Pink Floyd", 900},
      {2, kArtist, "Floyd Cramer", 40},
      {3, kArtist, "P!nk", 500},
      {4, kArtist, "Björk", 700},
      {5, kArtist, "!!!", 30},
      {6, kArtist, "The The", 60},
      {7, kArtist, "The Pink Fairies", 80},
      {100, kMaster, "The Dark Side Of The Moon", 900},
      {101, kMaster, "Pink Moon", 300},
      {102, kMaster, "Moon", 300},
      {103, kMaster, "Moon", 300},
      {104, kMaster, "The Floyd", 40},
      {200, kGenre, "Rock", 100000},
  };
  return kNames;
}

class NameIndex : public testing::Test {
 protected:
  Nodes complete(std::string_view text, const QueryOptions& options = {}) {
    return nodes_of(value_or_throw(index_->autocomplete(text, options)));
  }
  SearchResult search(std::string_view text, const QueryOptions& options = {}) {
    return value_or_throw(index_->search(text, options));
  }
  std::optional<std::uint32_t> find(std::uint8_t label, std::string_view name) {
    const auto same_name = [&](std::uint32_t node) {
      const auto at =
          std::ranges::find_if(music(), [&](const NamedNode& n) { return n.label == label && n.node == node; });
      return fold_name(at->name) == fold_name(name);
    };
    return value_or_throw(index_->find_exact(label, name, same_name));
  }

  BuiltIndex index_{music()};
};

TEST_F(NameIndex, one_that_is_joined_of_indexes_of_a_label_each_has_the_same_bytes) {
  std::vector<SectionFile> parts;
  const auto path = new_index_path();
  for (const std::uint8_t label : {kArtist, kMaster, std::uint8_t{3}, kGenre}) {
    IndexBuilder builder;
    for (const NamedNode& name : music()) {
      if (name.label == label) value_or_throw(builder.add(name.node, label, name.name, name.popularity));
    }
    auto writer = value_or_throw(SectionWriter::create(path));
    value_or_throw(builder.write(writer));
    value_or_throw(writer.commit());
    parts.push_back(value_or_throw(SectionFile::open(path)));
  }
  auto writer = value_or_throw(SectionWriter::create(path));
  value_or_throw(join_indexes(parts, writer));
  value_or_throw(writer.commit());
  EXPECT_TRUE(value_or_throw(read_file(path)) == index_.bytes());
  std::filesystem::remove(path);
}

TEST_F(NameIndex, a_word_prefix_finds_names_in_rank_order) {
  EXPECT_EQ(complete("pi"), (Nodes{1, 101, 7}));
  EXPECT_EQ(complete("moo"), (Nodes{100, 102, 103, 101}));
}

TEST_F(NameIndex, the_words_before_the_last_must_be_whole) {
  EXPECT_EQ(complete("pink fl"), (Nodes{1}));
  EXPECT_EQ(complete("pi floyd"), Nodes{});
  EXPECT_EQ(complete("floyd pin"), (Nodes{1}));
}

TEST_F(NameIndex, search_takes_whole_words_and_counts_the_names) {
  EXPECT_EQ(search("moon").total, 4u);
  EXPECT_EQ(search("moo").total, 0u);
  EXPECT_EQ(search("moo", {.last_word_is_prefix = true}).total, 4u);
  EXPECT_EQ(nodes_of(search("the moon").hits), (Nodes{100}));
}

TEST_F(NameIndex, of_equal_popularity_the_shorter_name_and_then_the_smaller_node_comes_first) {
  EXPECT_EQ(nodes_of(search("moon").hits), (Nodes{100, 102, 103, 101}));
  EXPECT_EQ(nodes_of(search("floyd").hits), (Nodes{1, 104, 2}));
}

TEST_F(NameIndex, a_hit_tells_node_popularity_and_label) {
  EXPECT_EQ(search("rock").hits.front(), (Hit{200, 100000, kGenre}));
}

TEST_F(NameIndex, a_label_filter_leaves_the_other_labels_out_of_hits_total_and_facets) {
  const auto found = search("pink", {.labels = only(kMaster)});
  EXPECT_EQ(nodes_of(found.hits), (Nodes{101}));
  EXPECT_EQ(found.total, 1u);
  EXPECT_EQ(found.facets[kArtist], 0u);
  EXPECT_EQ(complete("p", {.labels = only(kGenre)}), Nodes{});
}

TEST_F(NameIndex, labels_that_are_only_counted_have_facets_and_neither_hits_nor_a_part_of_the_total) {
  const auto found = search("moon", {.labels = only(kArtist), .counted = only(kMaster)});
  EXPECT_TRUE(found.hits.empty());
  EXPECT_EQ(found.total, 0u);
  EXPECT_EQ(found.facets[kMaster], 4u);
}

TEST_F(NameIndex, facets_count_by_label) {
  const auto found = search("floyd");
  EXPECT_EQ(found.facets[kArtist], 2u);
  EXPECT_EQ(found.facets[kMaster], 1u);
}

TEST_F(NameIndex, pages_follow_each_other) {
  EXPECT_EQ(nodes_of(search("moon", {.limit = 2}).hits), (Nodes{100, 102}));
  EXPECT_EQ(nodes_of(search("moon", {.limit = 2, .offset = 2}).hits), (Nodes{103, 101}));
  EXPECT_EQ(nodes_of(search("moon", {.limit = 2, .offset = 4}).hits), Nodes{});
  EXPECT_EQ(search("moon", {.limit = 0}).total, 4u);
}

TEST_F(NameIndex, case_and_accents_do_not_count) {
  EXPECT_EQ(complete("BJÖ"), (Nodes{4}));
  EXPECT_EQ(complete("bjork"), (Nodes{4}));
}

TEST_F(NameIndex, a_word_that_a_name_holds_twice_counts_once) {
  EXPECT_EQ(search("the").total, 4u);
  EXPECT_EQ(nodes_of(search("the the", {.labels = only(kArtist)}).hits), (Nodes{7, 6}));
}

TEST_F(NameIndex, a_name_without_words_is_found_as_it_is_written) {
  EXPECT_EQ(complete("!!"), (Nodes{5}));
  EXPECT_EQ(nodes_of(search(" !!! ").hits), (Nodes{5}));
}

TEST_F(NameIndex, no_words_find_nothing) {
  EXPECT_EQ(complete(""), Nodes{});
  EXPECT_EQ(search(" \t ").total, 0u);
}

TEST_F(NameIndex, find_exact_gives_the_smallest_node_whose_folded_name_is_equal) {
  EXPECT_EQ(find(kMaster, "moon"), 102u);
  EXPECT_EQ(find(kArtist, "the  THE"), 6u);
  EXPECT_EQ(find(kArtist, "Pink"), std::nullopt);
  EXPECT_EQ(find(kArtist, "moon"), std::nullopt);
}

TEST_F(NameIndex, says_how_many_names_each_label_has) {
  EXPECT_EQ(index_->name_count(), music().size());
  EXPECT_EQ(index_->name_count(kMaster), 5u);
  EXPECT_EQ(index_->name_count(9), 0u);
  EXPECT_EQ(index_->labels(), only(kArtist) | only(kMaster) | only(kGenre));
}

TEST_F(NameIndex, a_query_that_was_cancelled_is_an_error) {
  CancelToken cancel;
  cancel.cancel();
  const QueryOptions options{.stop = {.cancel = &cancel}};
  EXPECT_EQ(index_->search("moon", options).error().code, Errc::cancelled);
  EXPECT_EQ(index_->autocomplete("moon", options).error().code, Errc::cancelled);
}

TEST(NameIndexBuilder, refuses_a_label_that_does_not_exist) {
  IndexBuilder builder;
  const auto added = builder.add(1, kMaxLabels, "name", 1);
  EXPECT_EQ(added.error().code, Errc::invalid_argument);
  EXPECT_EQ(builder.name_count(), 0u);
}

TEST(NameIndexBuilder, writes_an_index_without_names) {
  const BuiltIndex index({});
  EXPECT_EQ(index->name_count(), 0u);
  EXPECT_TRUE(value_or_throw(index->autocomplete("a")).empty());
}

TEST(NameIndexBuilder, takes_names_that_are_long_or_broken) {
  const std::string long_word(1000, 'x');
  std::string many_words;
  for (int i = 0; i < 1000; ++i) many_words += fmt::format("w{} ", i % 700);
  const BuiltIndex index({{1, 0, long_word, 1}, {2, 0, many_words, 2}, {3, 0, "abc\xFF\xC3", 3}, {4, 0, "", 4}});
  EXPECT_EQ(nodes_of(value_or_throw(index->search(long_word)).hits), (Nodes{1}));
  EXPECT_EQ(nodes_of(value_or_throw(index->search("w699 w0")).hits), (Nodes{2}));
  EXPECT_EQ(nodes_of(value_or_throw(index->search("abc")).hits), (Nodes{3}));
  EXPECT_EQ(index->name_count(), 4u);
}

TEST(NameIndexBytes, are_those_of_the_worked_example_in_the_documentation) {
  const BuiltIndex index({{7, 0, "Pink Floyd", 900}, {8, 0, "Pink", 20}, {9, 0, "Floyd!", 20}});
  const auto section = [&](std::string_view name) {
    return std::string(text_of(value_or_throw(index.file().section(name))));
  };
  EXPECT_EQ(section("search/0/words"),
            "\x50"
            "floyd"
            "\x40pink");
  EXPECT_EQ(section("search/0/blocks"), std::string("\0\0\0\0\0\0\0\0\x0B\0\0\0\x07\0\0\0", 16));
  EXPECT_EQ(section("search/0/best"), std::string(4, '\0'));
  EXPECT_EQ(section("search/0/minima"), "");
  EXPECT_EQ(section("search/0/postings"), std::string("\x04\0\0\x2B\x20\x04\0", 7) + std::string(8, '\0'));
  EXPECT_EQ(nodes_of(value_or_throw(index->autocomplete("fl"))), (Nodes{7, 9}));
}

}  // namespace
}  // namespace wirespeed::search
