// Walks over a provider are those over the same graph in memory: the same nodes, the same ways, in the same order.
#include "wirespeed/graph_remote/remote_walk.hpp"

#include <gtest/gtest.h>

#include "wirespeed/graph/traversal.hpp"
#include "wirespeed/graph_remote/sample_store.hpp"

namespace wirespeed::graph_remote {
namespace {

using graph::Order;
using graph::Uniqueness;
using Random = std::mt19937;
using Ways = std::vector<std::vector<RemoteId>>;

constexpr std::size_t kNodes = 12;
constexpr std::size_t kEdges = 30;

// --- in memory -------------------------------------------------------------------------------------------------------

graph::LabelSets labels_of(const SampleGraph& sample) {
  graph::LabelSets labels{.names = {"A", "B", "C"}};
  for (std::uint32_t node = 0; node < sample.labels.size(); ++node) {
    auto& set = labels.sets.emplace_back();
    for (const std::string& label : sample.labels[node]) set.push_back(static_cast<std::uint32_t>(label[0] - 'A'));
    labels.of_node.push_back(node);
  }
  return labels;
}

double number_of(const Cell& cell) { return cell.kind == Cell::Kind::null ? NAN : static_cast<double>(cell.integer()); }

graph::NodeProperty column_of(std::string name, const std::shared_ptr<std::vector<double>>& values) {
  return {std::move(name),
          {.item = column::Item::float64,
           .length = static_cast<std::int64_t>(values->size()),
           .data = reinterpret_cast<const std::uint8_t*>(values->data()),
           .stride = sizeof(double),
           .width = sizeof(double)},
          values};
}

graph::NodeProperty values_of(const SampleGraph& sample) {
  const auto values = std::make_shared<std::vector<double>>();
  for (const Cell& cell : sample.values) values->push_back(number_of(cell));
  return column_of("value", values);
}

graph::NodeProperty since_of(const SampleGraph& sample) {
  const auto values = std::make_shared<std::vector<double>>();
  for (const SampleEdge& edge : sample.edges) values->push_back(number_of(edge.since));
  return column_of("since", values);
}

// Node i is the integer i.
graph::EdgeGraph in_memory(const SampleGraph& sample) {
  std::vector<graph::NodeId> sources;
  std::vector<graph::NodeId> targets;
  std::vector<std::uint32_t> types;
  std::vector<double> weights;
  for (const SampleEdge& edge : sample.edges) {
    sources.push_back(static_cast<graph::NodeId>(SampleGraph::node(edge.source)));
    targets.push_back(static_cast<graph::NodeId>(SampleGraph::node(edge.target)));
    types.push_back(edge.type == "S" ? 0 : 1);
    weights.push_back(edge.weight.real());
  }
  return value_or_throw(graph::EdgeGraph::from_edges({.nodes = static_cast<graph::NodeId>(sample.labels.size()),
                                                      .edges = {sources, targets, weights},
                                                      .types = types,
                                                      .type_names = {"S", "T"},
                                                      .labels = labels_of(sample),
                                                      .properties = {values_of(sample)},
                                                      .keep_order = true,
                                                      .relationship_properties = {since_of(sample)}}));
}

Ways ways_in_memory(const graph::EdgeGraph& graph, const TraversalOptions& options,
                    const std::vector<graph::NodeId>& starts) {
  const auto paths = value_or_throw(value_or_throw(graph::Traversal::compile(graph, options)).paths(starts));
  Ways ways(paths.size());
  for (std::size_t i = 0; i < ways.size(); ++i) {
    for (auto at = paths.offsets[i]; at < paths.offsets[i + 1]; ++at) {
      ways[i].push_back(SampleGraph::id(paths.nodes[static_cast<std::size_t>(at)]));
    }
  }
  return ways;
}

// --- in a store ------------------------------------------------------------------------------------------------------

void to_ids(std::vector<std::int64_t>& nodes) {
  for (std::int64_t& node : nodes) node = SampleGraph::id(static_cast<std::size_t>(node));
}

// The same options for a graph whose nodes are called otherwise.
TraversalOptions by_ids(TraversalOptions options) {
  for (auto* list : {&options.end_nodes, &options.terminator_nodes, &options.deny_nodes}) to_ids(*list);
  if (options.allow_nodes) to_ids(*options.allow_nodes);
  if (!options.evaluator) return options;
  options.evaluator = [ask = options.evaluator](std::span<const std::int64_t> path) {
    std::vector<std::int64_t> nodes;
    for (const RemoteId id : path) nodes.push_back(static_cast<std::int64_t>(SampleGraph::node(id)));
    return ask(nodes);
  };
  return options;
}

void expect_ways(const std::shared_ptr<SampleProvider>& provider, const TraversalOptions& options,
                 const std::vector<graph::NodeId>& starts, const Ways& expected) {
  std::vector<RemoteId> roots;
  for (const graph::NodeId start : starts) roots.push_back(SampleGraph::id(start));
  const auto walk = value_or_throw(RemoteTraversal::compile(provider, by_ids(options)));
  ASSERT_EQ(split(value_or_throw(walk.paths(roots, nullptr, {})).paths), expected);
  std::vector<RemoteId> ends;
  for (const auto& way : expected) ends.push_back(way.back());
  NodeCache cache({});
  EXPECT_EQ(value_or_throw(walk.nodes(roots, &cache, {})).nodes, ends);
  EXPECT_EQ(value_or_throw(walk.count(roots, &cache, {})).count, expected.size());
}

// --- what is asked ---------------------------------------------------------------------------------------------------

template <typename T>
T pick(Random& random, std::initializer_list<T> of) {
  return *(of.begin() + random() % of.size());
}

bool one_in(Random& random, unsigned n) { return random() % n == 0; }

std::vector<std::int64_t> some_nodes(Random& random) {
  std::vector<std::int64_t> nodes(1 + random() % 4);
  for (std::int64_t& node : nodes) node = static_cast<std::int64_t>(random() % kNodes);
  return nodes;
}

graph::Predicate some_test(Random& random, const char* property = "value") {
  using graph::Comparison;
  const auto comparison = pick(random, {Comparison::less, Comparison::greater_or_equal, Comparison::not_equal});
  return graph::PropertyTest{property, comparison, static_cast<std::int64_t>(random() % 4)};
}

graph::Predicate some_relationships(Random& random) {
  const auto test = [&] { return some_test(random, one_in(random, 4) ? "weight" : "since"); };
  switch (random() % 4) {
    case 0:
      return graph::any_of({test(), graph::all_of({test(), test()})});
    case 1:
      return graph::all_of({test(), test()});
    default:
      return test();
  }
}

void take_patterns(Random& random, TraversalOptions& options) {
  options.filter_start = !one_in(random, 3);
  options.begin_sequence_at_start = !one_in(random, 3);
  options.labels = pick<const char*>(random, {"", "-A", ">B|-C", "-A,/B", "/C|>B,+A|+B"});
  options.relationships = options.begin_sequence_at_start
                              ? pick<const char*>(random, {"S", "S>|<T", "S>,<T", "T|S>,S,<S|T>", "T|S"})
                              : pick<const char*>(random, {"S>,<T", "T|S>,S,<S|T>", "S>,T,S"});
  if (!one_in(random, 3)) return;
  options.sequence = options.begin_sequence_at_start ? pick<const char*>(random, {"*,S>,-A,T", ">B,S|T>,+A|+C|/B,<S"})
                                                     : pick<const char*>(random, {"S>,-A,T>|<S,>B,<T", "T,*,S|T,-C,S"});
}

void take_rules(Random& random, TraversalOptions& options) {
  options.order = pick(random, {Order::depth_first, Order::breadth_first, Order::depth_first_post,
                                Order::breadth_first_post, Order::best_first});
  options.uniqueness =
      pick(random, {Uniqueness::none, Uniqueness::node_global, Uniqueness::node_path, Uniqueness::node_recent,
                    Uniqueness::node_level, Uniqueness::relationship_global, Uniqueness::relationship_path,
                    Uniqueness::relationship_recent, Uniqueness::relationship_level});
  options.recent = static_cast<std::uint32_t>(1 + random() % 6);
  options.min_depth = static_cast<std::uint32_t>(random() % 3);
  const bool ends =
      options.uniqueness == Uniqueness::node_global || options.uniqueness == Uniqueness::relationship_global;
  const bool is_bounded = !ends || one_in(random, 2);
  if (is_bounded) options.max_depth = static_cast<std::uint32_t>(random() % 5);
}

void take_tests(Random& random, TraversalOptions& options) {
  if (one_in(random, 4)) options.include = some_test(random);
  if (one_in(random, 4)) options.where = some_test(random);
  if (one_in(random, 4)) options.prune = some_test(random);
  if (one_in(random, 3)) options.relationship_where = some_relationships(random);
  if (one_in(random, 4)) options.end_nodes = some_nodes(random);
  if (one_in(random, 4)) options.terminator_nodes = some_nodes(random);
  if (one_in(random, 4)) options.deny_nodes = some_nodes(random);
  if (one_in(random, 6)) options.allow_nodes = {0, 1, 2, 3, 4, 5, 6, 7};
  if (!one_in(random, 4)) return;
  options.evaluator = [](std::span<const std::int64_t> path) -> Result<graph::Evaluation> {
    const auto size = static_cast<std::int64_t>(path.size());
    return graph::Evaluation{(path.back() + size) % 3 != 0, (path.front() + path.back() + size) % 4 != 0};
  };
}

TraversalOptions random_options(Random& random) {
  TraversalOptions options;
  take_patterns(random, options);
  take_rules(random, options);
  take_tests(random, options);
  return options;
}

std::string said(const TraversalOptions& options, std::size_t batch) {
  return fmt::format("order {}, uniqueness {} (recent {}), depths {} to {}, [{}] [{}] [{}], start {} {}, batch {}",
                     static_cast<int>(options.order), static_cast<int>(options.uniqueness), options.recent,
                     options.min_depth, options.max_depth, options.relationships, options.labels, options.sequence,
                     options.filter_start, options.begin_sequence_at_start, batch);
}

TEST(RemoteWalk, whatever_it_is_asked_for_it_goes_as_in_memory) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const SampleGraph sample = random_graph(seed, kNodes, kEdges);
    const graph::EdgeGraph here = in_memory(sample);
    Random random(seed);
    for (int i = 0; i < 30; ++i) {
      const TraversalOptions options = random_options(random);
      std::vector<graph::NodeId> starts{static_cast<graph::NodeId>(random() % kNodes)};
      if (one_in(random, 3)) starts.push_back(static_cast<graph::NodeId>(random() % kNodes));
      const Ways expected = ways_in_memory(here, options, starts);
      for (const std::size_t batch : {1, 3, 100}) {
        SCOPED_TRACE(fmt::format("seed {}: {}", seed, said(options, batch)));
        ASSERT_NO_FATAL_FAILURE(
            expect_ways(std::make_shared<SampleProvider>(sample, batch), options, starts, expected));
      }
    }
  }
}

TEST(RemoteWalk, every_rule_about_relationships_holds_in_every_order) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const SampleGraph sample = random_graph(seed, 5, 14);  // small: with parallel relationships and loops
    const graph::EdgeGraph here = in_memory(sample);
    for (const Order order : {Order::depth_first, Order::breadth_first, Order::depth_first_post,
                              Order::breadth_first_post, Order::best_first}) {
      for (const auto rule : {Uniqueness::relationship_global, Uniqueness::relationship_path,
                              Uniqueness::relationship_recent, Uniqueness::relationship_level}) {
        for (const char* relationships : {"S|T", "S>|T>", "<S|T", "S>,T"}) {
          for (const bool tests : {false, true}) {
            TraversalOptions options{
                .order = order, .uniqueness = rule, .relationships = relationships, .max_depth = 4};
            options.recent = 4;
            if (tests) {
              options.relationship_where = graph::PropertyTest{"since", graph::Comparison::less, std::int64_t{3}};
            }
            SCOPED_TRACE(fmt::format("seed {}, tests {}: {}", seed, tests, said(options, 3)));
            ASSERT_NO_FATAL_FAILURE(expect_ways(std::make_shared<SampleProvider>(sample, 3), options, {0, 1},
                                                ways_in_memory(here, options, {0, 1})));
          }
        }
      }
    }
  }
}

// Many labels that no node has stand between A, B and C.
std::vector<std::string> labels_far_apart(std::size_t between) {
  std::vector<std::string> labels;
  for (const char* label : {"A", "B", "C"}) {
    labels.emplace_back(label);
    for (std::size_t i = 0; i < between; ++i) labels.push_back(fmt::format("{}{}", label, i));
  }
  return labels;
}

TEST(RemoteWalk, labels_may_be_many) {
  for (std::uint32_t seed = 0; seed < 10; ++seed) {
    const SampleGraph sample = random_graph(seed, kNodes, kEdges);
    const graph::EdgeGraph here = in_memory(sample);
    Random random(seed);
    for (int i = 0; i < 30; ++i) {
      const TraversalOptions options = random_options(random);
      const Ways expected = ways_in_memory(here, options, {0});
      for (const std::size_t between : {30, 61, 62, 100}) {
        SCOPED_TRACE(fmt::format("seed {}, {} labels between: {}", seed, between, said(options, 3)));
        ASSERT_NO_FATAL_FAILURE(expect_ways(std::make_shared<SampleProvider>(sample, 3, labels_far_apart(between)),
                                            options, {0}, expected));
      }
    }
  }
}

TEST(RemoteWalk, types_that_several_alternatives_name_are_followed_once_and_loops_from_one_end) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    const SampleGraph sample = random_graph(seed, kNodes, kEdges);
    const graph::EdgeGraph here = in_memory(sample);
    const auto provider = std::make_shared<SampleProvider>(sample, 4);
    for (const char* relationships : {"", ">", "T>|>", "T>|<", "S|>", "S|T|*", "<,S|<"}) {
      SCOPED_TRACE(fmt::format("seed {}: {}", seed, relationships));
      const TraversalOptions options{.uniqueness = Uniqueness::none, .relationships = relationships, .max_depth = 3};
      Ways expected = ways_in_memory(here, options, {0});
      const RemoteId root = SampleGraph::id(0);
      const auto walk = value_or_throw(RemoteTraversal::compile(provider, options));
      Ways found = split(value_or_throw(walk.paths({&root, 1}, nullptr, {})).paths);
      std::ranges::sort(expected);
      std::ranges::sort(found);
      EXPECT_EQ(found, expected);
    }
  }
}

// --- long walks ------------------------------------------------------------------------------------------------------

constexpr RemoteId kLine = kLongest + 500;

// 0 -> 1 -> 2 and so on; the last one leads to the first, or nowhere.
class Line final : public Provider {
 public:
  explicit Line(bool is_circle) : is_circle_(is_circle) {}

  const Names& names() const noexcept override { return names_; }
  std::size_t batch() const noexcept override { return 100; }
  Result<void> check_property(std::string_view) const override { return {}; }
  Result<void> check_relationships(const RelationshipNeeds&) const override { return {}; }
  Result<std::unique_ptr<ProviderSession>> open(const Stop&) override { return std::make_unique<Session>(is_circle_); }

 private:
  class Session final : public ProviderSession {
   public:
    explicit Session(bool is_circle) : is_circle_(is_circle) {}
    Result<void> read_labels(std::span<const RemoteId>, std::span<const LabelPage>, std::span<LabelMask> masks,
                             const Stop&) override {
      std::ranges::fill(masks, kPresent);
      return {};
    }
    Result<void> read_property(std::string_view, std::span<const RemoteId> nodes, Values& values,
                               const Stop&) override {
      values.cells.resize(nodes.size());
      return {};
    }
    Result<void> read_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay>, Neighbors& neighbors,
                                const Stop&) override {
      for (const RemoteId node : nodes) {
        if (is_circle_ || node + 1 < kLine) neighbors.targets.push_back((node + 1) % kLine);
        neighbors.offsets.push_back(neighbors.targets.size());
      }
      return {};
    }
    // Known by the node that it leads to.
    Result<void> read_relationships(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                    const RelationshipNeeds& needs, Neighbors& neighbors, const Stop& stop) override {
      auto ok = read_neighbors(nodes, ways, neighbors, stop);
      if (needs.ids) neighbors.relationships = neighbors.targets;
      for (Values& values : neighbors.properties) values.cells.assign(neighbors.targets.size(), real_cell(0.5));
      return ok;
    }

   private:
    bool is_circle_;
  };

  bool is_circle_;
  Names names_{{}, {"S"}};
};

Result<RemoteFound> walked(bool is_circle, TraversalOptions options, bool counts = false) {
  options.relationships = ">";
  const RemoteId root = 0;
  const auto walk = value_or_throw(RemoteTraversal::compile(std::make_shared<Line>(is_circle), options));
  return counts ? walk.count({&root, 1}, nullptr, {}) : walk.nodes({&root, 1}, nullptr, {});
}

TEST(RemoteWalk, may_be_long_while_it_enters_nothing_twice) {
  for (const Order order : {Order::depth_first, Order::breadth_first, Order::best_first}) {
    for (const auto uniqueness : {Uniqueness::none, Uniqueness::node_global, Uniqueness::node_path,
                                  Uniqueness::node_recent, Uniqueness::node_level, Uniqueness::relationship_path,
                                  Uniqueness::relationship_recent, Uniqueness::relationship_level}) {
      SCOPED_TRACE(static_cast<int>(uniqueness));
      EXPECT_EQ(value_or_throw(walked(false, {.order = order, .uniqueness = uniqueness})).count, kLine);
    }
  }
  EXPECT_EQ(value_or_throw(walked(false, {.uniqueness = Uniqueness::none}, true)).count, kLine);
}

TEST(RemoteWalk, in_a_circle_is_an_error_unless_it_is_said_how_far) {
  constexpr std::uint32_t kFar = 2 * kLine;
  for (const Order order : {Order::depth_first, Order::breadth_first, Order::best_first}) {
    for (const bool counts : {false, true}) {
      const auto endless = walked(true, {.order = order, .uniqueness = Uniqueness::none}, counts);
      ASSERT_FALSE(endless.has_value());
      EXPECT_EQ(endless.error().code, Errc::limit);
      const TraversalOptions far{.order = order, .uniqueness = Uniqueness::none, .max_depth = kFar};
      EXPECT_EQ(value_or_throw(walked(true, far, counts)).count, kFar + 1);
    }
    EXPECT_EQ(value_or_throw(walked(true, {.order = order})).count, kLine);
    EXPECT_EQ(value_or_throw(walked(true, {.order = order, .uniqueness = Uniqueness::relationship_path})).count,
              kLine + 1);
    const auto forgets = walked(true, {.order = order, .uniqueness = Uniqueness::relationship_level});
    ASSERT_FALSE(forgets.has_value());
    EXPECT_EQ(forgets.error().code, Errc::limit);
  }
}

}  // namespace
}  // namespace wirespeed::graph_remote
