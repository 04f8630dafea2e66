// Collaborators, label DNA, genre tree and similar artists against what reading every release says.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <variant>

#include "wirespeed/music/collaborators.hpp"
#include "wirespeed/music/genre_tree.hpp"
#include "wirespeed/music/label_dna.hpp"
#include "wirespeed/music/music_fixture.hpp"
#include "wirespeed/music/similar.hpp"

namespace wirespeed::music {
namespace {

using graph::Direction;
using graph::NodeId;

std::vector<NodeId> row(const Catalog& catalog, NodeId node, graph::TypeId type) {
  std::vector<NodeId> nodes;
  const auto neighbors = catalog.graph().neighbors(node, type, Direction::out);
  for (std::size_t i = 0; i < neighbors.size(); ++i) nodes.push_back(neighbors[i]);
  return nodes;
}

bool has(const std::vector<NodeId>& nodes, NodeId node) { return std::ranges::find(nodes, node) != nodes.end(); }

std::int64_t year_of(const Catalog& catalog, NodeId release) {
  const graph::Value value = catalog.graph().node(release).property("year");
  return std::holds_alternative<std::int64_t>(value) ? std::get<std::int64_t>(value) : 0;
}

// Releases that name the node by the type, found by reading all of them.
std::vector<NodeId> releases_naming(const Catalog& catalog, NodeId node, graph::TypeId type) {
  std::vector<NodeId> found;
  const graph::NodeRange releases = catalog.graph().range(catalog.schema().release);
  for (NodeId release = releases.begin; release < releases.end; ++release) {
    if (has(row(catalog, release, type), node)) found.push_back(release);
  }
  return found;
}

Collaborators all_collaborators(NodeId artist) {
  return value_or_throw(collaborators(generated_catalog(), artist, {.offset = 0, .limit = 1'000'000}));
}

std::vector<Collaborator> read_collaborators(NodeId artist) {
  const Catalog& catalog = generated_catalog();
  std::map<NodeId, Collaborator> found;
  for (const NodeId release : releases_naming(catalog, artist, catalog.schema().by)) {
    const std::int64_t year = year_of(catalog, release);
    for (const NodeId other : row(catalog, release, catalog.schema().by)) {
      if (other == artist) continue;
      Collaborator& one = found.try_emplace(other, Collaborator{other, 0, 0, 0}).first->second;
      ++one.releases;
      if (year != 0) one.first_year = one.first_year == 0 ? year : std::min(one.first_year, year);
      one.last_year = std::max(one.last_year, year);
    }
  }
  std::vector<Collaborator> list;
  for (const auto& [node, one] : found) list.push_back(one);
  std::ranges::stable_sort(list, std::ranges::greater(), &Collaborator::releases);
  return list;
}

TEST(Collaborators, are_those_that_reading_every_release_finds) {
  std::size_t found = 0;
  for (const NodeId artist : some_of(generated_catalog(), generated_catalog().schema().artist)) {
    const auto expected = read_collaborators(artist);
    const Collaborators answer = all_collaborators(artist);
    EXPECT_EQ(answer.page, expected) << artist;
    EXPECT_EQ(answer.total, expected.size());
    found += expected.size();
  }
  EXPECT_GT(found, 0U);
}

TEST(Collaborators, pages_follow_each_other) {
  const Catalog& catalog = generated_catalog();
  const NodeId artist = most_popular(catalog, catalog.schema().artist);
  const Collaborators all = all_collaborators(artist);
  std::vector<Collaborator> pieced;
  for (std::size_t offset = 0; offset < all.total + 7; offset += 7) {
    const auto page = value_or_throw(collaborators(catalog, artist, {offset, 7}));
    EXPECT_EQ(page.total, all.total);
    pieced.insert(pieced.end(), page.page.begin(), page.page.end());
  }
  EXPECT_EQ(pieced, all.page);
}

TEST(Collaborators, a_stop_ends_the_question) {
  const Catalog& catalog = generated_catalog();
  CancelToken cancelled;
  cancelled.cancel();
  const NodeId artist = most_popular(catalog, catalog.schema().artist);
  const auto answer = collaborators(catalog, artist, {}, {.deadline = std::nullopt, .cancel = &cancelled});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Errc::cancelled);
}

TEST(LabelDna, counts_each_release_once_for_each_thing_that_it_is) {
  const Catalog& catalog = generated_catalog();
  for (const NodeId label : some_of(catalog, catalog.schema().label)) {
    std::map<NodeId, std::uint32_t> tags;
    std::map<std::int64_t, std::uint32_t> decades;
    std::map<std::string_view, std::uint32_t> formats;
    std::set<NodeId> artists;
    const auto releases = releases_naming(catalog, label, catalog.schema().on);
    for (const NodeId release : releases) {
      for (const NodeId tag : row(catalog, release, catalog.schema().is)) ++tags[tag];
      for (const NodeId artist : row(catalog, release, catalog.schema().by)) artists.insert(artist);
      if (const auto year = year_of(catalog, release); year != 0) ++decades[year - year % 10];
      const graph::Value value = catalog.graph().node(release).property("formats");
      const auto* names = std::get_if<graph::TextList>(&value);
      if (names == nullptr) continue;
      for (const auto name : std::set<std::string_view>(names->begin(), names->end())) ++formats[name];
    }
    const LabelDna dna = value_or_throw(label_dna(catalog, label));
    EXPECT_EQ(dna.releases, releases.size());
    EXPECT_EQ(dna.artists, artists.size());
    EXPECT_EQ(dna.genres.size() + dna.styles.size(), tags.size());
    for (const NodeCount& one : dna.genres) EXPECT_EQ(one.count, tags[one.node]);
    for (const NodeCount& one : dna.styles) EXPECT_EQ(one.count, tags[one.node]);
    EXPECT_EQ(dna.formats.size(), formats.size());
    for (const FormatCount& one : dna.formats) EXPECT_EQ(one.count, formats[one.name]);
    EXPECT_EQ(dna.decades.size(), decades.size());
    for (const Decade& one : dna.decades) EXPECT_EQ(one.count, decades[one.year]);
    EXPECT_TRUE(std::ranges::is_sorted(dna.styles, std::ranges::greater(), &NodeCount::count));
  }
}

TEST(GenreTree, counts_releases_that_are_of_genre_and_style) {
  const Catalog& catalog = generated_catalog();
  const auto tree = value_or_throw(genre_tree(catalog));
  EXPECT_EQ(tree.size(), catalog.graph().range(catalog.schema().genre).size());
  EXPECT_TRUE(std::ranges::is_sorted(tree, std::ranges::greater(), &GenreBranch::releases));
  for (const GenreBranch& branch : tree) {
    const auto releases = releases_naming(catalog, branch.genre, catalog.schema().is);
    EXPECT_EQ(branch.releases, releases.size());
    EXPECT_EQ(branch.styles.size(), catalog.graph().degree(branch.genre, catalog.schema().part_of, Direction::in));
    for (const NodeCount& style : branch.styles) {
      const auto both = std::ranges::count_if(
          releases, [&](NodeId release) { return has(row(catalog, release, catalog.schema().is), style.node); });
      EXPECT_EQ(style.count, both);
    }
  }
}

// --- similar artists -------------------------------------------------------------------------------------------------

using Counts = std::map<NodeId, double>;
using ReadProfile = std::array<Counts, kDimensions>;

std::map<NodeId, ReadProfile> read_profiles(const Catalog& catalog) {
  std::map<NodeId, ReadProfile> profiles;
  const Schema& schema = catalog.schema();
  const graph::NodeRange releases = catalog.graph().range(schema.release);
  const graph::NodeRange genres = catalog.graph().range(schema.genre);
  for (NodeId release = releases.begin; release < releases.end; ++release) {
    const auto artists = row(catalog, release, schema.by);
    for (const NodeId artist : artists) {
      ReadProfile& profile = profiles[artist];
      for (const NodeId tag : row(catalog, release, schema.is)) ++profile[genres.contains(tag) ? 0 : 1][tag];
      for (const NodeId label : row(catalog, release, schema.on)) ++profile[2][label];
      for (const NodeId other : artists) {
        if (other != artist) ++profile[3][other];
      }
    }
  }
  return profiles;
}

double cosine(const Counts& a, const Counts& b) {
  double dot = 0;
  double squares_of_a = 0;
  double squares_of_b = 0;
  for (const auto& [node, count] : a) {
    squares_of_a += count * count;
    if (const auto at = b.find(node); at != b.end()) dot += count * at->second;
  }
  for (const auto& [node, count] : b) squares_of_b += count * count;
  return dot == 0 ? 0 : dot / std::sqrt(squares_of_a * squares_of_b);
}

double score(const ReadProfile& a, const ReadProfile& b) {
  double sum = 0;
  for (std::size_t i = 0; i < kDimensions; ++i) sum += kWeights[i] * cosine(a[i], b[i]);
  return sum;
}

TEST(Similar, scores_are_those_of_every_pair_of_profiles_and_nobody_better_is_left_out) {
  constexpr double kRounding = 1e-5;  // sums of floats
  const Catalog& catalog = generated_catalog();
  const auto profiles = value_or_throw(Profiles::build(catalog));
  const auto read = read_profiles(catalog);
  for (const NodeId artist : some_of(catalog, catalog.schema().artist)) {
    const auto own = read.find(artist);
    const auto alike = value_or_throw(profiles->similar(artist, 15));
    if (own == read.end()) {
      EXPECT_TRUE(alike.empty());
      continue;
    }
    std::vector<double> scores;
    for (const auto& [other, profile] : read) {
      if (other != artist) scores.push_back(score(own->second, profile));
    }
    std::ranges::sort(scores, std::ranges::greater());
    for (std::size_t i = 0; i < alike.size(); ++i) {
      EXPECT_NEAR(alike[i].score, scores[i], kRounding) << i;
      EXPECT_NEAR(alike[i].score, score(own->second, read.at(alike[i].artist)), kRounding);
      EXPECT_NE(alike[i].artist, artist);
      for (std::size_t d = 0; d < kDimensions; ++d) {
        EXPECT_NEAR(alike[i].parts[d], cosine(own->second[d], read.at(alike[i].artist)[d]), kRounding);
      }
    }
    EXPECT_TRUE(alike.size() == 15 || scores[alike.size()] < kRounding);
  }
}

TEST(Similar, a_question_leaves_nothing_behind_for_the_next_one) {
  const Catalog& catalog = generated_catalog();
  const auto profiles = value_or_throw(Profiles::build(catalog));
  const NodeId artist = most_popular(catalog, catalog.schema().artist);
  const auto first = value_or_throw(profiles->similar(artist, 10));
  const auto again = value_or_throw(profiles->similar(artist, 10));
  ASSERT_EQ(first.size(), again.size());
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].artist, again[i].artist);
    EXPECT_EQ(first[i].score, again[i].score);
  }
}

}  // namespace
}  // namespace wirespeed::music
