#include "wirespeed/graph_algorithms/pagerank.hpp"

#include <numeric>

#include "wirespeed/graph_algorithms/slow_fixture.hpp"

namespace wirespeed::graph_algorithms {
namespace {

TEST(Pagerank, is_where_the_walk_is) {
  for (const SampleEdges& edges : samples()) {
    const auto ranks = value_or_throw(pagerank(edges.graph(), {.tolerance = 1e-14, .max_iterations = 1000}));
    std::vector<double> next(edges.nodes, 0.15 / edges.nodes);
    for (NodeId node = 0; node < edges.nodes; ++node) {
      const auto targets = neighbors_in(edges, node, Direction::out);
      for (const auto& [target, weight] : targets) {
        next[target] += 0.85 * ranks[node] / static_cast<double>(targets.size());
      }
      for (double& rank : next) rank += targets.empty() ? 0.85 * ranks[node] / edges.nodes : 0;
    }
    for (NodeId node = 0; node < edges.nodes; ++node) EXPECT_NEAR(ranks[node], next[node], 1e-12);
    EXPECT_NEAR(std::accumulate(ranks.begin(), ranks.end(), 0.0), 1, 1e-12);
  }
}

// Where the walk is next when it is at `ranks`.
std::vector<double> slow_step(const SampleEdges& edges, Direction direction, const std::vector<double>& ranks,
                              const std::vector<double>& restart, const std::vector<double>& dangling) {
  std::vector<double> next(edges.nodes);
  for (NodeId node = 0; node < edges.nodes; ++node) {
    auto targets = neighbors_in(edges, node, direction);
    if (direction == Direction::both) {  // a loop has come from both its ends
      for (auto [target, weight] : neighbors_in(edges, node, Direction::out)) {
        if (target == node) targets.erase(std::ranges::find(targets, std::pair(target, weight)));
      }
    }
    double all = 0;
    for (const auto& [target, weight] : targets) all += weight;
    for (const auto& [target, weight] : targets) next[target] += all == 0 ? 0 : 0.85 * ranks[node] * weight / all;
    for (NodeId other = 0; other < edges.nodes; ++other) {
      next[other] += 0.15 * ranks[node] * restart[other];
      if (all == 0) next[other] += 0.85 * ranks[node] * dangling[other];
    }
  }
  return next;
}

TEST(Pagerank, follows_weights_and_starts_anew_where_it_is_told_to) {
  for (const SampleEdges& edges : samples()) {
    if (edges.sources.empty()) continue;
    std::vector<double> restart(edges.nodes);
    std::vector<double> dangling(edges.nodes);
    restart[3] = 0.25;
    restart[7] = 0.75;
    dangling[1] = 1;
    const std::vector<double> personalization{[&] {
      std::vector<double> scaled = restart;
      for (double& one : scaled) one *= 8;
      return scaled;
    }()};
    for (const Direction direction : kDirections) {
      PagerankOptions options{.tolerance = 1e-14, .max_iterations = 1000, .scope = {direction}, .weighted = true};
      options.personalization = personalization;
      options.dangling = dangling;
      options.threads = 3;
      const auto ranks = value_or_throw(pagerank(edges.graph(), options));
      const auto next = slow_step(edges, direction, ranks, restart, dangling);
      for (NodeId node = 0; node < edges.nodes; ++node) EXPECT_NEAR(ranks[node], next[node], 1e-12);
    }
  }
}

TEST(Pagerank, begins_where_it_is_told_to) {
  const SampleEdges edges{.nodes = 2, .sources = {0, 1}, .targets = {1, 0}};
  const std::vector<double> start{3, 1};
  const auto ranks = value_or_throw(pagerank(edges.graph(), {.damping = 0.5, .tolerance = 10, .start = start}));
  EXPECT_EQ(ranks, (std::vector<double>{0.375, 0.625}));
}

TEST(Pagerank, refuses_numbers_that_are_no_shares) {
  const EdgeGraph graph = random_edges(1, 3, 4).graph();
  for (const std::vector<double>& wrong :
       {std::vector<double>{0, 0, 0}, std::vector<double>{1, 2}, std::vector<double>{1, -1, 1}}) {
    EXPECT_EQ(pagerank(graph, {.personalization = wrong}).error().code, Errc::invalid_argument);
  }
}

TEST(Pagerank, that_has_not_settled_is_an_error) {
  EXPECT_EQ(pagerank(random_edges(1, 20, 60).graph(), {.tolerance = 0, .max_iterations = 3}).error().code, Errc::limit);
}

// --- of many nodes ---------------------------------------------------------------------------------------------------

// By how much a step of the walk changes all ranks together.
double change_by_a_step(const SampleEdges& edges, const std::vector<double>& ranks) {
  std::vector<double> strengths(edges.nodes);
  for (const NodeId source : edges.sources) strengths[source] += 1;
  double lost = 0;
  for (NodeId node = 0; node < edges.nodes; ++node) lost += strengths[node] == 0 ? ranks[node] : 0;
  std::vector<double> next(edges.nodes, (0.15 + 0.85 * lost) / edges.nodes);
  for (std::size_t i = 0; i < edges.sources.size(); ++i) {
    next[edges.targets[i]] += 0.85 * ranks[edges.sources[i]] / strengths[edges.sources[i]];
  }
  double change = 0;
  for (NodeId node = 0; node < edges.nodes; ++node) change += std::abs(next[node] - ranks[node]);
  return change;
}

// Enough for single floats, and for threads that share a block.
const SampleEdges& many_edges() {
  static const SampleEdges edges = random_edges(11, 300'000, 1'000'000);
  return edges;
}

TEST(PagerankOfManyNodes, settles_as_well_as_it_is_told_to) {
  const SampleEdges& edges = many_edges();
  const EdgeGraph graph = edges.graph();
  for (const double change : {1e-2, 1e-5, 1e-10}) {
    const auto ranks = value_or_throw(pagerank(graph, {.tolerance = change / edges.nodes}));
    EXPECT_LT(change_by_a_step(edges, ranks), change);
    EXPECT_NEAR(std::accumulate(ranks.begin(), ranks.end(), 0.0), 1, 1e-11);
  }
}

TEST(PagerankOfManyNodes, is_the_same_with_any_number_of_threads) {
  const EdgeGraph graph = many_edges().graph();
  const auto alone = value_or_throw(pagerank(graph, {.tolerance = 1e-13}));
  EXPECT_EQ(value_or_throw(pagerank(graph, {.tolerance = 1e-13, .threads = 3})), alone);
}

TEST(PagerankOfManyNodes, starts_anew_where_it_is_told_to) {
  const SampleEdges& edges = many_edges();
  const EdgeGraph graph = edges.graph();
  std::vector<double> restart(edges.nodes);
  for (NodeId node = 0; node < edges.nodes; node += 7) restart[node] = node % 5;
  const std::vector<double> start(edges.nodes, 1);  // by steps of the walk
  const PagerankOptions options{.tolerance = 1e-16, .personalization = restart};
  PagerankOptions by_steps = options;
  by_steps.start = start;
  const auto ranks = value_or_throw(pagerank(graph, options));
  const auto expected = value_or_throw(pagerank(graph, by_steps));
  for (NodeId node = 0; node < edges.nodes; ++node) ASSERT_NEAR(ranks[node], expected[node], 1e-14);
}

TEST(PagerankOfManyNodes, ends_when_it_is_told_to) {
  CancelToken token;
  token.cancel();
  EXPECT_EQ(pagerank(many_edges().graph(), {.threads = 2}, {.cancel = &token}).error().code, Errc::cancelled);
}

// --- of graphs in parts ----------------------------------------------------------------------------------------------

// Both ways: pairs of nodes, and behind them two parts of which one has many more relationships.
SampleEdges parts_without_ways_between() {
  constexpr NodeId kPairs = 2'000, kPart = 3'000;
  SampleEdges edges{.nodes = 2 * kPairs + 2 * kPart};
  const auto add = [&](NodeId a, NodeId b) {
    edges.sources.insert(edges.sources.end(), {a, b});
    edges.targets.insert(edges.targets.end(), {b, a});
  };
  for (NodeId i = 0; i < kPairs; ++i) add(2 * i, 2 * i + 1);
  for (const auto& [first, count] : {std::pair(2 * kPairs, 9'000), std::pair(2 * kPairs + kPart, 60'000)}) {
    const SampleEdges part = random_edges(first, kPart, static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < part.sources.size(); ++i) add(first + part.sources[i], first + part.targets[i]);
  }
  return edges;
}

TEST(Pagerank, settles_soon_in_a_graph_of_parts) {
  const SampleEdges edges = parts_without_ways_between();
  const auto ranks = pagerank(edges.graph(), {.tolerance = 1e-9 / edges.nodes, .max_iterations = 25});
  EXPECT_LT(change_by_a_step(edges, value_or_throw(ranks)), 1e-9);
}

// --- of shares that are given ----------------------------------------------------------------------------------------

constexpr PagerankOptions kExact{.tolerance = 1e-15, .max_iterations = 2000};

TEST(PersonalPagerank, of_nothing_personal_is_pagerank) {
  for (const SampleEdges& edges : samples()) {
    const auto expected = value_or_throw(pagerank(edges.graph(), kExact));
    const auto found = value_or_throw(personal_pagerank(edges.graph(), kExact));
    for (NodeId node = 0; node < edges.nodes; ++node) EXPECT_NEAR(found[node], expected[node], 1e-12);
  }
}

TEST(PersonalPagerank, is_where_such_a_walk_is) {
  const SampleEdges edges = graph::scattered(random_edges(4, 40, 60), 9);
  std::vector<double> restart(40), dangling(40);
  restart[3] = 1;
  dangling[5] = dangling[6] = 0.5;
  PagerankOptions options = kExact;
  options.weighted = true;
  options.personalization = restart;
  options.dangling = dangling;
  const auto ranks = value_or_throw(personal_pagerank(edges.graph(), options));
  std::vector<double> next(40);
  for (NodeId node = 0; node < 40; ++node) next[node] = 0.15 * restart[node];
  for (NodeId node = 0; node < 40; ++node) {
    double strength = 0;
    for (const auto& [target, weight] : neighbors_in(edges, node, Direction::out)) strength += weight;
    for (const auto& [target, weight] : neighbors_in(edges, node, Direction::out)) {
      if (strength != 0) next[target] += 0.85 * ranks[node] * weight / strength;
    }
    for (NodeId i = 0; strength == 0 && i < 40; ++i) next[i] += 0.85 * ranks[node] * dangling[i];
  }
  for (NodeId node = 0; node < 40; ++node) EXPECT_NEAR(ranks[node], next[node], 1e-12);
  EXPECT_NEAR(std::accumulate(ranks.begin(), ranks.end(), 0.0), 1, 1e-12);
}

TEST(PersonalPagerank, begins_where_it_is_told) {
  std::vector<double> first(20);
  first[7] = 1;
  const auto graph = random_edges(1, 20, 60).graph();
  const auto once = personal_pagerank(graph, {.tolerance = 1, .max_iterations = 1, .start = first});
  EXPECT_NE(value_or_throw(once), value_or_throw(personal_pagerank(graph, {.tolerance = 1})));
}

TEST(PersonalPagerank, takes_numbers_as_they_are) {
  const EdgeGraph graph = SampleEdges{.nodes = 2, .sources = {0, 1}, .targets = {1, 0}}.graph();
  const std::vector<double> restart{3, -1};
  const PagerankOptions options{.damping = 0.5, .tolerance = 10, .personalization = restart};
  EXPECT_EQ(value_or_throw(personal_pagerank(graph, options)), (std::vector<double>{1.75, -0.25}));
}

TEST(PersonalPagerank, may_never_start_anew) {
  const EdgeGraph graph = SampleEdges{.nodes = 2, .sources = {0, 1}, .targets = {1, 0}}.graph();
  const std::vector<double> start{1, 0};
  const PagerankOptions options{.damping = 1, .tolerance = 10, .start = start};
  EXPECT_EQ(value_or_throw(personal_pagerank(graph, options)), (std::vector<double>{0, 1}));
}

TEST(PersonalPagerank, wants_a_share_for_each_node) {
  const std::vector<double> few{1};
  EXPECT_EQ(personal_pagerank(random_edges(1, 20, 60).graph(), {.personalization = few}).error().code,
            Errc::invalid_argument);
  EXPECT_EQ(personal_pagerank(random_edges(1, 20, 60).graph(), {.tolerance = 0, .max_iterations = 3}).error().code,
            Errc::limit);
}

}  // namespace
}  // namespace wirespeed::graph_algorithms
