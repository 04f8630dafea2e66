// The shape against a reference: the rules of graph_shape.hpp once more, as plainly as maps can say them.
#include "wirespeed/discogs/graph_shape.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>

#include "wirespeed/discogs/shape_reference.hpp"
#include "wirespeed/graph/graph.hpp"
#include "wirespeed/search/index.hpp"

namespace wirespeed::discogs {
namespace {

namespace fs = std::filesystem;
using reference::Dump;
using reference::Picture;

constexpr std::int16_t kLastYear = 2027;

// Feeds records to extractors as a run would, `per_batch` of them at a time.
class Feeder {
 public:
  Feeder(GraphInput& input, std::size_t per_batch) : input_(input), per_batch_(per_batch) {}

  void feed(const Dump& dump) {
    feed(Kind::artists, dump.artists, &GraphExtractor::on_artist);
    feed(Kind::labels, dump.labels, &GraphExtractor::on_label);
    feed(Kind::masters, dump.masters, &GraphExtractor::on_master);
    feed(Kind::releases, dump.releases, &GraphExtractor::on_release);
  }

 private:
  template <typename Record>
  void feed(Kind kind, const std::vector<Record>& records, void (GraphExtractor::*visit)(const Record&)) {
    for (std::size_t at = 0; at < records.size(); at += per_batch_) {
      for (std::size_t i = at; i < std::min(records.size(), at + per_batch_); ++i) (extractor_.*visit)(records[i]);
      GraphBatch batch;
      extractor_.take(kind, batch);
      input_.add(batch);
    }
  }

  GraphInput& input_;
  std::size_t per_batch_;
  GraphExtractor extractor_{kLastYear};
};

std::string to_text(const graph::Value& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  const auto* list = std::get_if<graph::TextList>(&value);
  return list != nullptr ? fmt::format("{}", fmt::join(*list, ",")) : "";
}

std::string node_name(const graph::Graph& graph, graph::NodeId id) {
  const auto node = graph.node(id);
  const auto external = node.external_id();
  return fmt::format("{} {}", node.label_name(), external ? std::to_string(*external) : std::string(node.name()));
}

reference::Facts facts_of(const graph::NodeView& node) {
  reference::Facts facts;
  for (const auto& [name, value] : node.properties()) {
    if (const std::string text = to_text(value); !text.empty()) facts[std::string(name)] = text;
  }
  if (node.is_stub()) facts["stub"] = "yes";
  return facts;
}

void draw_type(const graph::Graph& graph, graph::TypeId type, Picture& picture) {
  const std::string name(graph.type_name(type));
  if (graph.relationship_rows(type) > 0) picture.rows[name] = graph.relationship_rows(type);
  for (graph::NodeId source = graph.sources(type).begin; source < graph.sources(type).end; ++source) {
    const auto neighbors = graph.neighbors(source, type, graph::Direction::out);
    for (std::size_t i = 0; i < neighbors.size(); ++i) {
      picture.edges.insert({name, node_name(graph, source), node_name(graph, neighbors[i]),
                            std::string(graph.value_text(type, neighbors.value(i)))});
    }
  }
}

Picture draw(const graph::Graph& graph) {
  Picture picture;
  for (graph::NodeId id = 0; id < graph.node_count(); ++id) {
    picture.nodes[node_name(graph, id)] = facts_of(graph.node(id));
  }
  for (std::size_t i = 0; i < graph.type_count(); ++i) draw_type(graph, static_cast<graph::TypeId>(i), picture);
  return picture;
}

class GraphShapeTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(directory_); }
  void TearDown() override { fs::remove_all(directory_); }

  fs::path write(const Dump& dump, std::size_t per_batch = 3, unsigned threads = 2) {
    const fs::path path = directory_ / fmt::format("{}-{}.snapshot", per_batch, threads);
    GraphInput input;
    Feeder(input, per_batch).feed(dump);
    auto writer = value_or_throw(SectionWriter::create(path));
    report_ = value_or_throw(write_shape(input, writer, {.threads = threads}));
    value_or_throw(writer.commit());
    return path;
  }
  graph::Graph open(const Dump& dump) { return value_or_throw(graph::Graph::open(write(dump))); }

  // The labels of all hits, as "Artist 5;".
  std::string search(const fs::path& path, std::string_view text) {
    const auto file = std::make_shared<const SectionFile>(value_or_throw(SectionFile::open(path)));
    const auto index = value_or_throw(search::Index::open(*file));
    const auto graph = value_or_throw(graph::Graph::open(file));
    std::string hits;
    for (const auto& hit : value_or_throw(index.search(text)).hits) {
      EXPECT_EQ(graph.node(hit.node).label_name(), kNodeLabelNames[hit.label]);
      hits += fmt::format("{} {};", node_name(graph, hit.node), hit.popularity);
    }
    return hits;
  }

  fs::path directory_ = fs::path(testing::TempDir()) / fmt::format("wirespeed_graph_shape_{}", ::getpid());
  ShapeReport report_;
};

TEST_F(GraphShapeTest, random_dumps_become_what_the_reference_says) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE(fmt::format("seed {}", seed));
    const reference::RandomDump random(seed);
    const Picture expected = reference::draw(random.dump());
    const graph::Graph graph = open(random.dump());
    const Picture found = draw(graph);
    EXPECT_EQ(found.edges, expected.edges);
    EXPECT_EQ(found.rows, expected.rows);
    EXPECT_EQ(found.nodes, expected.nodes);
    value_or_throw(graph.verify());
  }
}

TEST_F(GraphShapeTest, the_bytes_do_not_depend_on_threads_or_batches) {
  const reference::RandomDump random(7);
  const std::string expected = value_or_throw(read_file(write(random.dump(), 1000, 1)));
  EXPECT_EQ(value_or_throw(read_file(write(random.dump(), 1000, 3))), expected);
  EXPECT_EQ(value_or_throw(read_file(write(random.dump(), 1, 2))), expected);
}

// In the order in which one thread makes them. Labels do not wait for one another: all others are there when one ends.
constexpr std::size_t kTypes = 10;
constexpr std::array kParts = {
    "BY",           "ON",           "IS",          "DERIVED_FROM",   "ALIAS_OF",      "MEMBER_OF",     "SUBLABEL_OF",
    "PART_OF",      "SAME_AS",      "CREDITED_ON", "search-Release", "search-Person", "search-Artist", "search-Master",
    "search-Label", "search-Style", "search-Genre"};

class GraphShapePartsTest : public GraphShapeTest {
 protected:
  Result<std::string> write_kept(std::uint64_t of = 1) {
    ShapeParts parts(parts_, of);
    GraphInput input;
    Feeder(input, 3).feed(random_.dump());
    auto writer = value_or_throw(SectionWriter::create(directory_ / "kept"));
    auto report = write_shape(input, writer, {.threads = 1, .parts = &parts});
    if (!report) return std::unexpected(report.error());
    report_ = std::move(*report);
    taken_ = parts.taken();
    value_or_throw(writer.commit());
    return read_file(directory_ / "kept");
  }
  // A run that ends where it begins to make this part, as if it were killed there.
  void end_at(const char* part) {
    const fs::path blocked = parts_ / (std::string(part) + ".tmp");
    fs::create_directories(blocked);
    EXPECT_FALSE(write_kept()) << part;
    fs::remove(blocked);
  }

  fs::path parts_ = directory_ / "parts";
  const reference::RandomDump random_{11};
  std::uint64_t taken_ = 0;
};

TEST_F(GraphShapePartsTest, a_run_that_ended_at_any_part_is_gone_on_with_to_the_same_bytes) {
  const std::string expected = value_or_throw(read_file(write(random_.dump())));
  const ShapeReport whole = report_;
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    fs::remove_all(parts_);
    end_at(kParts[i]);
    EXPECT_TRUE(value_or_throw(write_kept()) == expected) << kParts[i];
    EXPECT_EQ(taken_, i < kTypes ? i : kParts.size() - 1) << kParts[i];
    ASSERT_EQ(report_.types.size(), whole.types.size());
    for (std::size_t type = 0; type < whole.types.size(); ++type) {
      EXPECT_EQ(report_.types[type].rows, whole.types[type].rows);
      EXPECT_EQ(report_.types[type].distinct, whole.types[type].distinct);
    }
  }
  EXPECT_TRUE(value_or_throw(write_kept()) == expected);
  EXPECT_EQ(taken_, kParts.size());
}

TEST_F(GraphShapePartsTest, parts_of_another_input_are_not_taken) {
  const std::string expected = value_or_throw(write_kept(1));
  EXPECT_TRUE(value_or_throw(write_kept(2)) == expected);
  EXPECT_EQ(taken_, 0u);
}

TEST_F(GraphShapePartsTest, a_damaged_part_is_made_anew) {
  const std::string expected = value_or_throw(write_kept());
  std::string part = value_or_throw(read_file(parts_ / "BY"));
  part[part.size() / 3] = static_cast<char>(part[part.size() / 3] ^ 1);
  std::ofstream(parts_ / "BY", std::ios::binary) << part;
  EXPECT_TRUE(value_or_throw(write_kept()) == expected);
  EXPECT_EQ(taken_, kParts.size() - 1);
}

TEST_F(GraphShapeTest, nothing_at_all_is_a_graph_too) {
  const graph::Graph graph = open({});
  EXPECT_EQ(graph.node_count(), 0u);
  EXPECT_EQ(graph.label_count(), kNodeLabelCount);
  EXPECT_EQ(graph.type_count(), 10u);
}

TEST_F(GraphShapeTest, the_report_counts_what_the_graph_has) {
  const reference::RandomDump random(3);
  const graph::Graph graph = open(random.dump());
  for (const auto& label : report_.labels) {
    const auto id = value_or_throw(graph.label(label.name));
    EXPECT_EQ(label.nodes, graph.count(id)) << label.name;
    EXPECT_EQ(label.stubs, graph.stub_count(id)) << label.name;
  }
  for (const auto& type : report_.types) {
    const auto id = value_or_throw(graph.type(type.name));
    EXPECT_EQ(type.rows, graph.relationship_rows(id)) << type.name;
    EXPECT_EQ(type.distinct, graph.relationship_count(id)) << type.name;
  }
}

Release release(Id id, Text title) {
  Release record;
  record.id = id;
  record.title = title;
  return record;
}

TEST_F(GraphShapeTest, names_are_found_the_most_popular_first_and_stubs_too) {
  Dump dump;
  dump.artists.resize(1);
  dump.artists[0].id = 5;
  dump.artists[0].name = "Blue Note Band";
  for (const Id id : {1, 2, 3}) dump.releases.push_back(release(id, "Something"));
  dump.releases[0].title = "Kind of Blue";
  for (Release& record : dump.releases) record.labels = {{9, "Blue Note", "X"}};
  dump.releases[1].artists = {{5, {}, {}, {}, {}, {}}};
  dump.releases[2].artists = {{5, {}, {}, {}, {}, {}}};
  EXPECT_EQ(search(write(dump), "blue"), "Label 9 3;Artist 5 2;Release 1 1;");
}

TEST_F(GraphShapeTest, releases_per_year_are_told_for_artists_and_genres) {
  Dump dump;
  for (const Id id : {1, 2, 3}) dump.releases.push_back(release(id, "Title"));
  for (Release& record : dump.releases) {
    record.artists = {{4, "Ann", {}, {}, {}, {}}};
    record.genres = {"Rock"};
    record.released = "1999";
  }
  dump.releases[2].released = "2001-01-01";
  const graph::Graph graph = open(dump);
  for (const char* label : {"Artist", "Genre"}) {
    const graph::Trend trend = graph.trends(graph.range(value_or_throw(graph.label(label))).begin);
    EXPECT_EQ(trend.years, std::vector<std::int16_t>({1999, 2001})) << label;
    EXPECT_EQ(trend.counts, std::vector<std::uint32_t>({2, 1})) << label;
  }
}

TEST_F(GraphShapeTest, a_stop_ends_it) {
  CancelToken token;
  token.cancel();
  GraphInput input;
  auto writer = value_or_throw(SectionWriter::create(directory_ / "stopped"));
  const auto report = write_shape(input, writer, {.threads = 1, .stop = {.deadline = {}, .cancel = &token}});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Errc::cancelled);
}

}  // namespace
}  // namespace wirespeed::discogs
