#include "wirespeed/graph_remote/remote_traversal.hpp"

#include <gtest/gtest.h>

#include "wirespeed/graph_remote/sample_store.hpp"

namespace wirespeed::graph_remote {
namespace {

const RemoteId kRoot = SampleGraph::id(0);

// 0 -S-> 1 -S-> 2 -S-> 0, and 1 -T-> 3
SampleGraph circle() {
  return {{{"A"}, {"B"}, {"C"}, {"B"}},
          {number_cell(0), number_cell(1), number_cell(2), Cell()},
          {{SampleGraph::id(0), SampleGraph::id(1), "S"},
           {SampleGraph::id(1), SampleGraph::id(2), "S"},
           {SampleGraph::id(1), SampleGraph::id(3), "T"},
           {SampleGraph::id(2), SampleGraph::id(0), "S"}}};
}

std::shared_ptr<SampleProvider> provider(SampleGraph graph, std::size_t batch = 4) {
  return std::make_shared<SampleProvider>(std::move(graph), batch);
}

RemoteFound nodes_of(const std::shared_ptr<SampleProvider>& from, const TraversalOptions& options,
                     NodeCache* cache = nullptr) {
  return value_or_throw(value_or_throw(RemoteTraversal::compile(from, options)).nodes({&kRoot, 1}, cache, {}));
}

Errc error_of(const TraversalOptions& options, const RemoteLimits& limits = {}, RemoteId root = kRoot) {
  const auto walk = RemoteTraversal::compile(provider(circle()), options);
  if (!walk) return walk.error().code;
  const auto found = walk->nodes({&root, 1}, nullptr, limits);
  EXPECT_FALSE(found.has_value());
  return found ? Errc::io : found.error().code;
}

std::vector<RemoteId> ids(std::initializer_list<std::size_t> nodes) {
  std::vector<RemoteId> all;
  all.reserve(nodes.size());
  for (const std::size_t node : nodes) all.push_back(SampleGraph::id(node));
  return all;
}

TEST(RemoteTraversal, answers_are_those_of_a_walk_that_asks_one_by_one) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    const SampleGraph graph = random_graph(seed, 12, 30);
    for (const std::size_t batch : {1, 3, 100}) {
      const auto from = provider(graph, batch);
      NodeCache shared({});
      for (const Question& question : random_questions(seed, 8)) {
        SCOPED_TRACE(fmt::format("seed {}, batch {}", seed, batch));
        expect_naive(from, graph, question, nullptr);
        expect_naive(from, graph, question, &shared);
      }
    }
  }
}

TEST(RemoteTraversal, the_second_request_reads_neither_labels_nor_properties) {
  const auto from = provider(random_graph(1, 50, 200));
  const TraversalOptions options{.labels = "-A", .include = graph::PropertyTest{"value", graph::Comparison::less, 3}};
  NodeCache cache({});
  const WalkReport first = nodes_of(from, options, &cache).report;
  EXPECT_GT(first.labels_read, 0U);
  EXPECT_GT(first.properties_read, 0U);
  const WalkReport second = nodes_of(from, options, &cache).report;
  EXPECT_EQ(second.labels_read, 0U);
  EXPECT_EQ(second.properties_read, 0U);
  EXPECT_EQ(second.label_hits, first.labels_read + first.label_hits);
  EXPECT_EQ(second.expanded, first.expanded);
}

TEST(RemoteTraversal, a_cache_keeps_what_it_is_switched_on_for) {
  const auto from = provider(random_graph(1, 50, 200));
  const TraversalOptions options{.labels = "-A", .include = graph::PropertyTest{"value", graph::Comparison::less, 3}};
  NodeCache labels({.properties = false});
  NodeCache properties({.labels = false});
  for (NodeCache* cache : {&labels, &properties}) nodes_of(from, options, cache);
  EXPECT_EQ(nodes_of(from, options, &labels).report.labels_read, 0U);
  EXPECT_GT(nodes_of(from, options, &labels).report.properties_read, 0U);
  EXPECT_GT(nodes_of(from, options, &properties).report.labels_read, 0U);
  EXPECT_EQ(nodes_of(from, options, &properties).report.properties_read, 0U);
}

TEST(RemoteTraversal, the_second_request_asks_nothing_where_relationships_are_kept_too) {
  const auto from = provider(random_graph(1, 50, 200));
  TraversalOptions options{.labels = "-A", .include = graph::PropertyTest{"value", graph::Comparison::less, 3}};
  options.relationship_where = graph::PropertyTest{"since", graph::Comparison::less, std::int64_t{3}};
  NodeCache cache({.relationships = true});
  const RemoteFound first = nodes_of(from, options, &cache);
  const RemoteFound second = nodes_of(from, options, &cache);
  EXPECT_EQ(second.nodes, first.nodes);
  EXPECT_EQ(second.report.calls, 0U);
  EXPECT_EQ(second.report.relationship_hits, first.report.expanded);
  EXPECT_EQ(cache.report().relationships.misses, first.report.expanded);
}

TEST(RemoteTraversal, a_relationship_that_comes_shows_once_its_ends_were_named) {
  const auto from = provider(circle());
  const TraversalOptions options{.relationships = "S>"};
  NodeCache cache({.relationships = true});
  EXPECT_EQ(nodes_of(from, options, &cache).nodes, ids({0, 1, 2}));
  from->graph().edges.push_back({SampleGraph::id(2), SampleGraph::id(3), "S"});
  EXPECT_EQ(nodes_of(from, options, &cache).nodes, ids({0, 1, 2}));
  cache.invalidate(ids({2, 3}));
  EXPECT_EQ(nodes_of(from, options, &cache).nodes, ids({0, 1, 2, 3}));
}

TEST(RemoteTraversal, a_change_shows_once_it_was_said) {
  const auto from = provider(circle());
  const TraversalOptions options{.relationships = ">", .labels = "-C"};
  NodeCache cache({});
  EXPECT_EQ(nodes_of(from, options, &cache).nodes, ids({0, 1, 3}));
  from->graph().labels[2] = {"B"};
  cache.invalidate(ids({2}));
  EXPECT_EQ(nodes_of(from, options, &cache).nodes, ids({0, 1, 2, 3}));
}

TEST(RemoteTraversal, lists_of_nodes_decide_as_in_memory) {
  const auto from = provider(circle());
  const auto with = [](auto set) {
    TraversalOptions options{.relationships = ">"};
    set(options);
    return options;
  };
  EXPECT_EQ(nodes_of(from, with([](auto& o) { o.end_nodes = ids({3}); })).nodes, ids({3}));
  EXPECT_EQ(nodes_of(from, with([](auto& o) { o.terminator_nodes = ids({1}); })).nodes, ids({1}));
  EXPECT_EQ(nodes_of(from, with([](auto& o) { o.deny_nodes = ids({2}); })).nodes, ids({0, 1, 3}));
  EXPECT_EQ(nodes_of(from, with([](auto& o) { o.allow_nodes = ids({0, 1}); })).nodes, ids({0, 1}));
}

TEST(RemoteTraversal, predicates_are_joined_and_prune) {
  const auto from = provider(circle());
  const graph::Predicate one(graph::PropertyTest{"value", graph::Comparison::equal, 1});
  const graph::Predicate two(graph::PropertyTest{"value", graph::Comparison::equal, 2});
  TraversalOptions options{.relationships = ">"};
  options.include = graph::any_of({one, two});
  EXPECT_EQ(nodes_of(from, options).nodes, ids({1, 2}));
  options.include = graph::all_of({one, two});
  EXPECT_EQ(nodes_of(from, options).nodes, ids({}));
  options.include = std::nullopt;
  options.prune = one;
  EXPECT_EQ(nodes_of(from, options).nodes, ids({0, 1}));
  options.prune = std::nullopt;
  options.where = graph::Predicate(graph::PropertyTest{"value", graph::Comparison::less, 2});
  EXPECT_EQ(nodes_of(from, options).nodes, ids({0, 1}));
}

TEST(RemoteTraversal, an_evaluator_is_asked_of_each_way) {
  TraversalOptions options{.relationships = ">"};
  options.evaluator = [](std::span<const std::int64_t> path) -> Result<graph::Evaluation> {
    return graph::Evaluation{path.size() == 2, path.size() < 2};
  };
  EXPECT_EQ(nodes_of(provider(circle()), options).nodes, ids({1}));
}

TEST(RemoteTraversal, relationships_to_nodes_that_are_not_there_are_dropped_and_counted) {
  SampleGraph graph = circle();
  graph.edges.push_back({SampleGraph::id(3), 999'999, "S"});
  const RemoteFound found = nodes_of(provider(graph), {.relationships = ">", .labels = "-C"});
  EXPECT_EQ(found.nodes, ids({0, 1, 3}));
  EXPECT_EQ(found.report.dangling, 1U);
}

TEST(RemoteTraversal, what_cannot_be_is_an_error_when_it_is_described) {
  EXPECT_EQ(error_of({.relationships = "X"}), Errc::not_found);
  EXPECT_EQ(error_of({.labels = "X"}), Errc::not_found);
  EXPECT_EQ(error_of({.include = graph::PropertyTest{"x", graph::Comparison::less, 3}}), Errc::not_found);
  TraversalOptions unknown;
  unknown.relationship_where = graph::PropertyTest{"x", graph::Comparison::less, 3};
  EXPECT_EQ(error_of(unknown), Errc::not_found);
}

// Tells what SampleProvider does, but of relationships their ends alone.
class EndsOnly final : public Provider {
 public:
  explicit EndsOnly(SampleGraph graph) : whole_(provider(std::move(graph))) {}

  const Names& names() const noexcept override { return whole_->names(); }
  std::size_t batch() const noexcept override { return whole_->batch(); }
  Result<void> check_property(std::string_view name) const override { return whole_->check_property(name); }
  Result<std::unique_ptr<ProviderSession>> open(const Stop& stop) override { return whole_->open(stop); }

 private:
  std::shared_ptr<SampleProvider> whole_;
};

TEST(RemoteTraversal, a_store_that_knows_relationships_by_their_ends_serves_all_that_asks_no_more) {
  const auto ends_only = std::make_shared<EndsOnly>(circle());
  const auto walk = value_or_throw(RemoteTraversal::compile(ends_only, {.relationships = ">"}));
  EXPECT_EQ(value_or_throw(walk.nodes({&kRoot, 1}, nullptr, {})).nodes, ids({0, 1, 2, 3}));
  TraversalOptions tests;
  tests.relationship_where = graph::PropertyTest{"since", graph::Comparison::less, 3};
  const TraversalOptions best{.order = graph::Order::best_first};
  for (const TraversalOptions& more : {tests, best, {.uniqueness = graph::Uniqueness::relationship_path}}) {
    const auto refused = RemoteTraversal::compile(ends_only, more);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, Errc::unsupported);
  }
  const auto nameless = walk.paths({&kRoot, 1}, nullptr, {}, true);
  ASSERT_FALSE(nameless.has_value());
  EXPECT_EQ(nameless.error().code, Errc::unsupported);
}

TEST(RemoteTraversal, a_count_whose_order_does_not_matter_asks_of_full_batches) {
  const auto from = provider(random_graph(3, 400, 1200), 100);
  const auto walk = value_or_throw(RemoteTraversal::compile(from, {.relationships = ">"}));
  const WalkReport counted = value_or_throw(walk.count({&kRoot, 1}, nullptr, {})).report;
  const WalkReport listed = nodes_of(from, {.relationships = ">"}).report;
  EXPECT_EQ(counted.expanded, listed.expanded);
  EXPECT_EQ(counted.relationships, listed.relationships);
  EXPECT_LT(counted.calls * 4, listed.calls);
}

TEST(RemoteTraversal, a_count_that_depends_on_how_far_nodes_are_goes_in_its_order) {
  // 0 -S-> 1 -S-> 2 -T-> 3, and 0 -S-> 2: depth first comes to 2 by 1.
  const auto id = SampleGraph::id;
  const auto from = provider({{{"A"}, {"B"}, {"B"}, {"B"}},
                              std::vector<Cell>(4),
                              {{id(0), id(1), "S"}, {id(0), id(2), "S"}, {id(1), id(2), "S"}, {id(2), id(3), "T"}}});
  const auto count = [&](const TraversalOptions& options, const std::vector<RemoteId>& roots) {
    return value_or_throw(value_or_throw(RemoteTraversal::compile(from, options)).count(roots, nullptr, {})).count;
  };
  EXPECT_EQ(count({.relationships = ">", .max_depth = 2}, ids({0})), 3U);
  EXPECT_EQ(count({.relationships = "S>,S>|T>", .min_depth = 2}, ids({0})), 1U);
  EXPECT_EQ(count({.relationships = ">", .min_depth = 1}, ids({0})), 3U);
  EXPECT_EQ(count({.relationships = ">", .min_depth = 1}, ids({0, 3})), 3U);
  EXPECT_EQ(count({.relationships = ">", .min_depth = 1}, ids({3, 0})), 2U);
}

TEST(RemoteTraversal, best_first_asks_of_many_nodes_at_a_time) {
  SampleGraph star = random_graph(5, 201, 0);
  for (std::size_t i = 1; i <= 100; ++i) {
    const Cell weight = real_cell(static_cast<double>(i % 7));
    star.edges.push_back({SampleGraph::id(0), SampleGraph::id(i), "S", {}, weight});
    star.edges.push_back({SampleGraph::id(i), SampleGraph::id(i + 100), "S", {}, real_cell(1)});
  }
  const RemoteFound found = nodes_of(provider(star, 50), {.order = graph::Order::best_first, .relationships = ">"});
  EXPECT_EQ(found.count, 201U);
  EXPECT_LE(found.report.calls, 20U);
  EXPECT_EQ(found.report.expanded, 201U);
}

TEST(RemoteTraversal, a_relationship_that_is_followed_by_its_weight_has_to_have_one) {
  for (const Cell& none : {Cell(), real_cell(std::nan("")), Cell{Cell::Kind::text, 0, 0}}) {
    SampleGraph graph = circle();
    for (SampleEdge& edge : graph.edges) edge.weight = edge.since = number_cell(1);
    TraversalOptions best{.order = graph::Order::best_first, .relationships = ">"};
    EXPECT_EQ(nodes_of(provider(graph), best).nodes, ids({0, 1, 2, 3}));
    graph.edges[2].weight = none;  // 1 to 3
    graph.edges[2].since = number_cell(5);
    const auto walk = value_or_throw(RemoteTraversal::compile(provider(graph), best));
    EXPECT_EQ(walk.count({&kRoot, 1}, nullptr, {}).error().code, Errc::malformed);
    best.relationship_where = graph::PropertyTest{"since", graph::Comparison::less, std::int64_t{3}};
    EXPECT_EQ(nodes_of(provider(graph), best).nodes, ids({0, 1, 2}));
  }
}

// 200 labels; node i has every (i + 1)-th of them, and a relationship to the next node.
std::shared_ptr<SampleProvider> many_labels(std::size_t nodes) {
  std::vector<std::string> names;
  for (int i = 0; i < 200; ++i) names.push_back(fmt::format("L{}", i));
  SampleGraph graph;
  graph.values.resize(nodes);
  for (std::size_t node = 0; node < nodes; ++node) {
    std::set<std::string>& labels = graph.labels.emplace_back();
    for (std::size_t i = 0; i < names.size(); i += node + 1) labels.insert(names[i]);
    if (node > 0) graph.edges.push_back({SampleGraph::id(node - 1), SampleGraph::id(node), "S"});
  }
  return std::make_shared<SampleProvider>(std::move(graph), 4, names);
}

TEST(RemoteTraversal, a_walk_may_name_more_labels_than_fit_into_a_word) {
  const auto from = many_labels(12);
  std::string all = "+L0";
  for (int i = 1; i < 200; ++i) all += fmt::format("|>L{}", i);
  const TraversalOptions any{.relationships = ">", .labels = all};
  const TraversalOptions joined{.relationships = ">", .labels = ">L70:L140"};
  NodeCache cache({});
  for (NodeCache* const kept : {static_cast<NodeCache*>(nullptr), &cache, &cache}) {
    EXPECT_EQ(nodes_of(from, any, kept).nodes, ids({0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}));
    EXPECT_EQ(nodes_of(from, joined, kept).nodes, ids({0, 1, 4, 6, 9}));
    EXPECT_EQ(nodes_of(from, {.relationships = ">", .labels = "/L11"}, kept).nodes, ids({0}));
    EXPECT_EQ(nodes_of(from, {.relationships = ">", .labels = "-L198|>L180"}, kept).nodes, ids({}));
  }
  EXPECT_EQ(nodes_of(from, joined, &cache).report.labels_read, 0U);
}

TEST(RemoteTraversal, a_walk_ends_at_its_limits) {
  const TraversalOptions endless{.uniqueness = graph::Uniqueness::none};
  const CancelToken token;
  CancelToken cancelled;
  cancelled.cancel();
  EXPECT_EQ(error_of(endless), Errc::limit);
  EXPECT_EQ(error_of({}, {.stop = {std::nullopt, &cancelled}}), Errc::cancelled);
  EXPECT_EQ(error_of({}, {.stop = Stop::after(std::chrono::seconds(0))}), Errc::deadline);
  EXPECT_EQ(error_of({}, {.memory = 100, .stop = {std::nullopt, &token}}), Errc::limit);
  EXPECT_EQ(error_of({}, {}, 5), Errc::not_found);
}

}  // namespace
}  // namespace wirespeed::graph_remote
