// Walks over a provider are those over the same graph in memory: the same nodes, the same ways, in the same order.
#include "wirespeed/graph_remote/remote_walk.hpp"

#include <gtest/gtest.h>

#include "wirespeed/graph_remote/memory_twin.hpp"

namespace wirespeed::graph_remote {
namespace {

void expect_ways(const std::shared_ptr<SampleProvider>& provider, const TraversalOptions& options,
                 const std::vector<graph::NodeId>& starts, const Ways& expected) {
  std::vector<RemoteId> roots;
  for (const graph::NodeId start : starts) roots.push_back(SampleGraph::id(start));
  const auto walk = value_or_throw(RemoteTraversal::compile(provider, by_ids(options)));
  ASSERT_EQ(split(value_or_throw(walk.paths(roots, nullptr, {})).paths), expected);
  NodeCache small({.relationships = true, .max_bytes = 3000});
  NodeCache large({.relationships = true});
  for (NodeCache* const kept : {&small, &large, &large}) {
    ASSERT_EQ(split(value_or_throw(walk.paths(roots, kept, {})).paths), expected);
  }
  ASSERT_EQ(value_or_throw(walk.count(roots, &large, {})).report.expanded, 0U);
  std::vector<RemoteId> ends;
  for (const auto& way : expected) ends.push_back(way.back());
  NodeCache cache({});
  EXPECT_EQ(value_or_throw(walk.nodes(roots, &cache, {})).nodes, ends);
  EXPECT_EQ(value_or_throw(walk.count(roots, &cache, {})).count, expected.size());
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

TEST(RemoteWalk, paths_name_the_relationships_by_which_they_go_as_in_memory) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    const SampleGraph sample = random_graph(seed, kNodes, kEdges);
    const graph::EdgeGraph here = in_memory(sample);
    const auto provider = std::make_shared<SampleProvider>(sample, 3);
    NodeCache cache({.relationships = true});
    Random random(seed);
    for (int i = 0; i < 20; ++i) {
      TraversalOptions options = random_options(random);
      options.max_depth = std::min(options.max_depth, 4U);
      SCOPED_TRACE(fmt::format("seed {}: {}", seed, said(options, 3)));
      const auto walk = value_or_throw(RemoteTraversal::compile(provider, by_ids(options)));
      const std::vector<RemoteId> roots{SampleGraph::id(0), SampleGraph::id(1)};
      for (NodeCache* const kept : {static_cast<NodeCache*>(nullptr), &cache, &cache}) {
        const RemotePaths paths = value_or_throw(walk.paths(roots, kept, {}, true)).paths;
        ASSERT_EQ(paths.relationships, edges_in_memory(here, options, {0, 1}));
        ASSERT_EQ(paths.relationships.size() + paths.offsets.size() - 1, paths.nodes.size());
        ASSERT_EQ(split(paths), ways_in_memory(here, options, {0, 1}));
        ASSERT_TRUE(value_or_throw(walk.paths(roots, kept, {})).paths.relationships.empty());
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
