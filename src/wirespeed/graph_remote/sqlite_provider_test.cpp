#include "wirespeed/graph_remote/sqlite_provider.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "wirespeed/graph_remote/sample_store.hpp"

namespace wirespeed::graph_remote {
namespace {

constexpr std::array<LabelPage, 1> kFirst{0};

// A database that is gone after the test.
class SqliteFile : public testing::Test {
 protected:
  void SetUp() override {
    path_ = testing::TempDir() + "graph_remote_" + std::to_string(::getpid()) + ".db";
    std::filesystem::remove(path_);
    ASSERT_EQ(sqlite3_open(path_.c_str(), &database_), SQLITE_OK);
  }
  void TearDown() override {
    sqlite3_close(database_);
    std::filesystem::remove(path_);
  }

  void run(const std::string& sql) {
    char* message = nullptr;
    const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, &message);
    ASSERT_EQ(code, SQLITE_OK) << sql << ": " << (message == nullptr ? "" : message);
  }

  void store(const SampleGraph& graph, bool label_rows) {
    run("BEGIN; CREATE TABLE nodes (id INTEGER PRIMARY KEY, labels TEXT, value INTEGER);"
        "CREATE TABLE node_labels (node INTEGER, label TEXT, PRIMARY KEY (node, label)) WITHOUT ROWID;"
        "CREATE TABLE relationships (source INTEGER, type TEXT, target INTEGER, since INTEGER, weight REAL);");
    for (std::size_t i = 0; i < graph.labels.size(); ++i) {
      const RemoteId id = SampleGraph::id(i);
      std::string labels;
      for (const std::string& label : graph.labels[i]) {
        labels += (labels.empty() ? "" : ",") + label;
        run(fmt::format("INSERT INTO node_labels VALUES ({}, '{}')", id, label));
      }
      run(fmt::format("INSERT INTO nodes VALUES ({}, '{}', {})", id, label_rows ? "" : labels, said(graph.values[i])));
    }
    for (const SampleEdge& edge : graph.edges) {
      run(fmt::format("INSERT INTO relationships VALUES ({}, '{}', {}, {}, {})", edge.source, edge.type, edge.target,
                      said(edge.since), edge.weight.real()));
    }
    run("CREATE INDEX along ON relationships (source); CREATE INDEX against ON relationships (target); COMMIT");
  }

  static std::string said(const Cell& cell) {
    return cell.kind == Cell::Kind::null ? "NULL" : std::to_string(cell.integer());
  }

  SqliteTables tables(bool label_rows = false) const {
    SqliteTables tables{.path = path_};
    tables.batch = 5;
    if (label_rows) tables.label_table = "node_labels";
    return tables;
  }

  std::string path_;
  sqlite3* database_ = nullptr;
};

class Layouts : public SqliteFile, public testing::WithParamInterface<bool> {};

TEST_P(Layouts, walks_over_tables_are_walks_over_the_graph) {
  const SampleGraph graph = random_graph(7, 30, 90);
  store(graph, GetParam());
  const auto provider = value_or_throw(SqliteProvider::make(tables(GetParam())));
  EXPECT_EQ(provider->names().labels, (std::vector<std::string>{"A", "B", "C"}));
  EXPECT_EQ(provider->names().types, (std::vector<std::string>{"S", "T"}));
  NodeCache shared({});
  for (const Question& question : random_questions(7, 40)) {
    expect_naive(provider, graph, question, nullptr);
    expect_naive(provider, graph, question, &shared);
  }
}

TEST_F(SqliteFile, a_table_whose_rows_come_in_no_order_is_read_like_any_other) {
  const SampleGraph graph = random_graph(9, 30, 90);
  store(graph, false);
  run("DROP INDEX along; DROP INDEX against;"
      "CREATE TABLE shuffled (id INTEGER, labels TEXT, value INTEGER, \"first\", last);"
      "INSERT INTO shuffled SELECT id, labels, value, 1, 2 FROM nodes ORDER BY random()");
  SqliteTables other = tables();
  other.nodes = "shuffled";
  other.batch = 50;
  const auto provider = value_or_throw(SqliteProvider::make(other));
  EXPECT_TRUE(provider->check_property("first").has_value());
  for (const Question& question : random_questions(9, 20)) expect_naive(provider, graph, question, nullptr);
}

TEST_F(SqliteFile, relationships_of_types_that_come_later_are_not_followed_unasked) {
  const SampleGraph graph = random_graph(7, 30, 90);
  store(graph, false);
  const auto provider = value_or_throw(SqliteProvider::make(tables()));
  run("INSERT INTO relationships SELECT source, 'U', target, since, weight FROM relationships WHERE type = 'S'");
  for (const Question& question : random_questions(7, 40)) {
    if (!question.options.relationships.empty()) expect_naive(provider, graph, question, nullptr);
  }
}

INSTANTIATE_TEST_SUITE_P(SqliteProvider, Layouts, testing::Bool(),
                         [](const auto& layout) { return layout.param ? "labels_in_rows" : "labels_in_a_column"; });

using Ways = std::vector<std::vector<RemoteId>>;

Ways ways_over(const std::shared_ptr<Provider>& provider, const TraversalOptions& options) {
  const RemoteId root = SampleGraph::id(0);
  const auto walk = value_or_throw(RemoteTraversal::compile(provider, options));
  return split(value_or_throw(walk.paths({&root, 1}, nullptr, {})).paths);
}

std::vector<TraversalOptions> about_relationships() {
  std::vector<TraversalOptions> all;
  for (const auto order : {graph::Order::depth_first, graph::Order::breadth_first, graph::Order::best_first}) {
    for (const auto rule : {graph::Uniqueness::relationship_global, graph::Uniqueness::relationship_path,
                            graph::Uniqueness::relationship_recent, graph::Uniqueness::relationship_level,
                            graph::Uniqueness::node_path}) {
      for (const char* relationships : {"T|S", "T>|<S|S>", "", "<"}) {
        TraversalOptions& one = all.emplace_back(
            TraversalOptions{.order = order, .uniqueness = rule, .relationships = relationships, .max_depth = 3});
        one.recent = 3;
        all.emplace_back(one).relationship_where =
            graph::PropertyTest{"since", graph::Comparison::greater_or_equal, std::int64_t{1}};
      }
    }
  }
  return all;
}

TEST_F(SqliteFile, relationships_are_known_by_their_rowid_and_have_their_columns) {
  const SampleGraph graph = random_graph(11, 8, 30);
  store(graph, false);
  const auto tables_of = value_or_throw(SqliteProvider::make(tables()));
  const auto sample = std::make_shared<SampleProvider>(graph, 4);
  for (const TraversalOptions& options : about_relationships()) {
    SCOPED_TRACE(fmt::format("{} uniqueness {}, order {}, where {}", options.relationships,
                             static_cast<int>(options.uniqueness), static_cast<int>(options.order),
                             options.relationship_where.has_value()));
    EXPECT_EQ(ways_over(tables_of, options), ways_over(sample, options));
  }
}

TEST_F(SqliteFile, weights_are_a_column_or_all_the_same) {
  run("CREATE TABLE nodes (id INTEGER PRIMARY KEY, labels TEXT); INSERT INTO nodes VALUES (3, ''), (4, ''), (5, '');"
      "CREATE TABLE relationships (source, type, target, cost);"
      "INSERT INTO relationships VALUES (3, 'T', 4, 5), (3, 'T', 5, 1), (5, 'T', 4, 1.5)");
  TraversalOptions best{.order = graph::Order::best_first, .relationships = ">"};
  const auto unknown = RemoteTraversal::compile(value_or_throw(SqliteProvider::make(tables())), best);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, Errc::not_found);
  SqliteTables weighed = tables();
  weighed.weight = "cost";
  EXPECT_EQ(ways_over(value_or_throw(SqliteProvider::make(weighed)), best), (Ways{{3}, {3, 5}, {3, 5, 4}}));
  best.relationship_where = graph::PropertyTest{"weight", graph::Comparison::not_equal, 1.5};
  EXPECT_EQ(ways_over(value_or_throw(SqliteProvider::make(weighed)), best), (Ways{{3}, {3, 5}, {3, 4}}));
  best.relationship_where.reset();
  weighed.weight = "";
  EXPECT_EQ(ways_over(value_or_throw(SqliteProvider::make(weighed)), best), (Ways{{3}, {3, 4}, {3, 5}}));
}

TEST_F(SqliteFile, relationships_without_a_rowid_need_a_column_that_says_who_they_are) {
  run("CREATE TABLE nodes (id INTEGER PRIMARY KEY, labels TEXT); INSERT INTO nodes VALUES (3, 'A'), (13, 'A');"
      "CREATE TABLE relationships (source, type, target, number, word, PRIMARY KEY (source, number)) WITHOUT ROWID;"
      "INSERT INTO relationships VALUES (3, 'T', 13, 7, 'x'), (3, 'T', 13, 8, 'y'), (3, 'T', 13, 9, NULL)");
  TraversalOptions once{.uniqueness = graph::Uniqueness::relationship_path, .relationships = "T>"};
  const auto unknown = RemoteTraversal::compile(value_or_throw(SqliteProvider::make(tables())), once);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().code, Errc::unsupported);
  SqliteTables numbered = tables();
  numbered.relationship_id = "number";
  EXPECT_EQ(ways_over(value_or_throw(SqliteProvider::make(numbered)), once), (Ways{{3}, {3, 13}, {3, 13}, {3, 13}}));
  once.uniqueness = graph::Uniqueness::none;
  once.relationship_where = graph::PropertyTest{"word", graph::Comparison::not_equal, std::string("x")};
  EXPECT_EQ(ways_over(value_or_throw(SqliteProvider::make(tables())), once), (Ways{{3}, {3, 13}}));
  numbered.relationship_id = "word";
  once.uniqueness = graph::Uniqueness::relationship_path;
  const auto walk = value_or_throw(RemoteTraversal::compile(value_or_throw(SqliteProvider::make(numbered)), once));
  const RemoteId root = 3;
  EXPECT_EQ(walk.count({&root, 1}, nullptr, {}).error().code, Errc::malformed);
  numbered.relationship_id = "none";
  EXPECT_EQ(SqliteProvider::make(numbered).error().code, Errc::not_found);
}

TEST_F(SqliteFile, a_walk_sees_one_state_while_others_write) {
  run("PRAGMA journal_mode = WAL");
  store(random_graph(1, 5, 10), false);
  const auto provider = value_or_throw(SqliteProvider::make(tables()));
  const auto session = value_or_throw(provider->open({}));
  const std::vector<RemoteId> nodes{3, 13, 1003};
  std::vector<LabelMask> before(3);
  value_or_throw(session->read_labels(nodes, kFirst, before, {}));
  run("DELETE FROM nodes; INSERT INTO nodes VALUES (1003, 'A', 1)");
  std::vector<LabelMask> within(3);
  value_or_throw(session->read_labels(nodes, kFirst, within, {}));
  EXPECT_EQ(within, before);
  std::vector<LabelMask> after(3);
  value_or_throw(value_or_throw(provider->open({}))->read_labels(nodes, kFirst, after, {}));
  EXPECT_EQ(after, (std::vector<LabelMask>{0, 0, kPresent | 1}));
}

TEST_F(SqliteFile, values_come_as_they_were_stored) {
  run("CREATE TABLE nodes (id INTEGER PRIMARY KEY, labels TEXT, \"a \"\"b\"\"\");"
      "CREATE TABLE relationships (source, type, target);"
      "INSERT INTO nodes VALUES (1, '', 1.5), (2, '', 'it''s'), (3, '', NULL), (4, '', 9)");
  const auto provider = value_or_throw(SqliteProvider::make(tables()));
  const auto session = value_or_throw(provider->open({}));
  Values values;
  value_or_throw(session->read_property("a \"b\"", std::vector<RemoteId>{4, 2, 2, 7, 3, 1}, values, {}));
  ASSERT_EQ(values.cells.size(), 6U);
  EXPECT_EQ(values.cells[0].integer(), 9);
  EXPECT_EQ(values.cells[1].text(values.texts), "it's");
  EXPECT_EQ(values.cells[2].text(values.texts), "it's");
  EXPECT_EQ(values.cells[3].kind, Cell::Kind::null);
  EXPECT_EQ(values.cells[4].kind, Cell::Kind::null);
  EXPECT_EQ(values.cells[5].real(), 1.5);
}

TEST_F(SqliteFile, texts_are_the_same_however_the_file_has_them) {
  run("PRAGMA encoding = 'UTF-16'");
  const SampleGraph graph = random_graph(7, 30, 90);
  store(graph, false);
  run("ALTER TABLE nodes ADD COLUMN name TEXT; UPDATE nodes SET name = 'Zoë ' || id");
  const auto provider = value_or_throw(SqliteProvider::make(tables()));
  EXPECT_EQ(provider->names().labels, (std::vector<std::string>{"A", "B", "C"}));
  EXPECT_EQ(provider->names().types, (std::vector<std::string>{"S", "T"}));
  for (const Question& question : random_questions(7, 10)) expect_naive(provider, graph, question, nullptr);
  Values values;
  const auto session = value_or_throw(provider->open({}));
  value_or_throw(session->read_property("name", std::vector<RemoteId>{3}, values, {}));
  EXPECT_EQ(values.cells[0].text(values.texts), "Zoë 3");
}

TEST_F(SqliteFile, what_is_not_there_is_said) {
  const auto code = [&](const SqliteTables& wanted) {
    const auto provider = SqliteProvider::make(wanted);
    return provider ? std::optional<Errc>() : provider.error().code;
  };
  EXPECT_EQ(code({.path = path_ + ".none"}), Errc::io);
  EXPECT_EQ(code(tables()), Errc::invalid_argument);
  store(random_graph(3, 3, 3), false);
  EXPECT_EQ(code(tables()), std::nullopt);
  std::string labels;
  for (int i = 0; i < 70; ++i) labels += fmt::format("L{},", i);
  run(fmt::format("UPDATE nodes SET labels = '{}'", labels));
  EXPECT_EQ(value_or_throw(SqliteProvider::make(tables()))->names().labels.size(), 70U);
}

TEST_F(SqliteFile, labels_may_be_more_than_fit_into_a_word) {
  run("CREATE TABLE nodes (id INTEGER PRIMARY KEY, labels TEXT); CREATE TABLE relationships (source, type, target);"
      "CREATE TABLE node_labels (node INTEGER, label TEXT);"
      "INSERT INTO relationships VALUES (3, 'T', 4), (3, 'T', 5), (3, 'T', 6);"
      "INSERT INTO node_labels VALUES (4, 'L120'), (4, 'L250'), (5, 'L120')");
  std::string all;
  for (int i = 100; i < 300; ++i) {
    all += fmt::format("L{},", i);
    run(fmt::format("INSERT INTO node_labels VALUES (3, 'L{}')", i));
  }
  run(fmt::format("INSERT INTO nodes VALUES (3, '{}'), (4, 'L120,L250'), (5, 'L120'), (6, NULL)", all));
  for (const bool label_rows : {false, true}) {
    const auto provider = value_or_throw(SqliteProvider::make(tables(label_rows)));
    EXPECT_EQ(provider->names().labels.size(), 200U);
    const auto found = [&](const char* labels) {
      return ways_over(provider, {.uniqueness = graph::Uniqueness::none, .relationships = ">", .labels = labels});
    };
    EXPECT_EQ(found(">L250"), (Ways{{SampleGraph::id(0)}, {3, 4}}));
    EXPECT_EQ(found(">L120|-L250"), Ways{});
    EXPECT_EQ(found(">L299|>L250:L120"), (Ways{{3}, {3, 4}}));
    EXPECT_EQ(found(">L120,>L120|-L250"), (Ways{{3}, {3, 5}}));
  }
}

// A table of 10^8 relationships that takes no room.
constexpr const char* kHuge =
    "CREATE TABLE nodes (id INTEGER PRIMARY KEY, labels TEXT); INSERT INTO nodes VALUES (1, 'A');"
    "CREATE TABLE some (x); INSERT INTO some VALUES (1), (2), (3), (4), (5), (6), (7), (8), (9), (10);"
    "CREATE VIEW relationships (source, type, target) AS SELECT a.x, 'T', b.x FROM some a, some b, some c, some d,"
    " some e, some f, some g, some h";

TEST_F(SqliteFile, a_statement_that_runs_for_long_is_stopped) {
  run(kHuge);
  SqliteTables slow = tables();
  slow.type_names = {"T"};
  const auto provider = value_or_throw(SqliteProvider::make(slow));
  const auto session = value_or_throw(provider->open({}));
  Neighbors neighbors;
  const auto ok = session->read_neighbors(std::vector<RemoteId>{1}, std::vector<RemoteWay>{{"T", Direction::out}},
                                          neighbors, Stop::after(std::chrono::milliseconds(20)));
  ASSERT_FALSE(ok.has_value());
  EXPECT_EQ(ok.error().code, Errc::deadline);
}

TEST_F(SqliteFile, a_search_for_names_is_stopped) {
  run(kHuge);
  const auto provider = SqliteProvider::make(tables(), Stop::after(std::chrono::milliseconds(20)));
  ASSERT_FALSE(provider.has_value());
  EXPECT_EQ(provider.error().code, Errc::deadline);
}

TEST_F(SqliteFile, a_wait_for_a_writer_ends_with_its_call) {
  store(random_graph(3, 3, 3), false);
  const auto provider = value_or_throw(SqliteProvider::make(tables()));
  run("BEGIN EXCLUSIVE");
  const auto session = value_or_throw(provider->open({}));
  std::vector<LabelMask> masks(1);
  const auto ok =
      session->read_labels(std::vector<RemoteId>{3}, kFirst, masks, Stop::after(std::chrono::milliseconds(20)));
  ASSERT_FALSE(ok.has_value());
  EXPECT_EQ(ok.error().code, Errc::deadline);
}

}  // namespace
}  // namespace wirespeed::graph_remote
