// What one call of a walk over a provider may take, and a walk that is gone through bit by bit.
#include <fmt/ranges.h>

#include "wirespeed/graph_remote/memory_twin.hpp"

namespace wirespeed::graph_remote {
namespace {

const RemoteId kRoot = SampleGraph::id(0);

std::shared_ptr<SampleProvider> sample(std::uint32_t seed, std::size_t batch = 3) {
  return std::make_shared<SampleProvider>(random_graph(seed, kNodes, kEdges), batch);
}

// Fails questions by a deadline, one in three, but the first, which is about roots.
class Hasty final : public Provider {
 public:
  explicit Hasty(std::shared_ptr<Provider> whole) : whole_(std::move(whole)) {}

  const Names& names() const noexcept override { return whole_->names(); }
  std::size_t batch() const noexcept override { return whole_->batch(); }
  Result<void> check_property(std::string_view name) const override { return whole_->check_property(name); }
  Result<void> check_relationships(const RelationshipNeeds& needs) const override {
    return whole_->check_relationships(needs);
  }
  Result<std::unique_ptr<ProviderSession>> open(const Stop& stop) override {
    return std::make_unique<Session>(value_or_throw(whole_->open(stop)));
  }

 private:
  class Session final : public ProviderSession {
   public:
    explicit Session(std::unique_ptr<ProviderSession> whole) : whole_(std::move(whole)) {}

    Result<void> read_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                             std::span<LabelMask> masks, const Stop& stop) override {
      return in_time() ? whole_->read_labels(nodes, pages, masks, stop) : late();
    }
    Result<void> read_property(std::string_view name, std::span<const RemoteId> nodes, Values& values,
                               const Stop& stop) override {
      return in_time() ? whole_->read_property(name, nodes, values, stop) : late();
    }
    Result<void> read_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways, Neighbors& neighbors,
                                const Stop& stop) override {
      return in_time() ? whole_->read_neighbors(nodes, ways, neighbors, stop) : late();
    }
    Result<void> read_relationships(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                    const RelationshipNeeds& needs, Neighbors& neighbors, const Stop& stop) override {
      return in_time() ? whole_->read_relationships(nodes, ways, needs, neighbors, stop) : late();
    }

   private:
    bool in_time() { return asked_++ == 0 || random_() % 3 != 0; }
    static Result<void> late() { return fail(Errc::deadline, "late"); }

    std::unique_ptr<ProviderSession> whole_;
    unsigned asked_ = 0;
    Random random_;
  };

  std::shared_ptr<Provider> whole_;
};

// Rows come so many at a time; what ends a run by its deadline is asked again.
Ways ways_bit_by_bit(const RemoteTraversal& walk, std::uint64_t rows) {
  auto going = value_or_throw(walk.open({&kRoot, 1}, nullptr, Wanted::paths, {}));
  Ways ways;
  for (bool more = true; more;) {
    going.allow(rows);
    auto ran = going.run({});
    while (!ran && ran.error().code == Errc::deadline) ran = going.run({});
    more = value_or_throw(std::move(ran));
    for (auto& way : split(going.take_paths())) ways.push_back(std::move(way));
  }
  return ways;
}

TEST(RemoteLimits, bit_by_bit_a_walk_is_the_whole_walk_whatever_ended_a_bit) {
  for (std::uint32_t seed = 0; seed < 40; ++seed) {
    const auto whole = sample(seed);
    const auto hasty = std::make_shared<Hasty>(whole);
    Random random(seed);
    for (int i = 0; i < 15; ++i) {
      TraversalOptions options = random_options(random);
      options.max_depth = std::min(options.max_depth, 4U);
      options = by_ids(options);
      SCOPED_TRACE(fmt::format("seed {}: {}", seed, said(options, 3)));
      const auto walk = value_or_throw(RemoteTraversal::compile(whole, options));
      const Ways expected = split(value_or_throw(walk.paths({&kRoot, 1}, nullptr, {})).paths);
      const auto interrupted = value_or_throw(RemoteTraversal::compile(hasty, options));
      for (const std::uint64_t rows : {1, 3}) {
        ASSERT_EQ(ways_bit_by_bit(walk, rows), expected);
        ASSERT_EQ(ways_bit_by_bit(interrupted, rows), expected);
      }
    }
  }
}

TEST(RemoteLimits, rows_that_are_enough_end_a_walk_and_rows_that_are_too_many_are_an_error) {
  const auto walk = value_or_throw(RemoteTraversal::compile(sample(1), {}));
  const std::uint64_t all = value_or_throw(walk.count({&kRoot, 1}, nullptr, {})).count;
  ASSERT_GT(all, 3U);
  EXPECT_EQ(value_or_throw(walk.count({&kRoot, 1}, nullptr, {.rows = 3})).count, 3U);
  EXPECT_EQ(value_or_throw(walk.nodes({&kRoot, 1}, nullptr, {.rows = 3, .max_rows = 3})).nodes.size(), 3U);
  EXPECT_EQ(value_or_throw(walk.nodes({&kRoot, 1}, nullptr, {.max_rows = all})).nodes.size(), all);
  for (const auto& found : {walk.count({&kRoot, 1}, nullptr, {.max_rows = all - 1}),
                            walk.nodes({&kRoot, 1}, nullptr, {.max_rows = all - 1}),
                            walk.paths({&kRoot, 1}, nullptr, {.max_rows = all - 1})}) {
    ASSERT_FALSE(found.has_value());
    EXPECT_EQ(found.error().code, Errc::limit);
    EXPECT_NE(found.error().message.find(fmt::format("at most {} rows", all - 1)), std::string::npos);
  }
}

TEST(RemoteLimits, whatever_the_order_a_walk_holds_no_more_bytes_than_it_may) {
  const auto whole = std::make_shared<SampleProvider>(random_graph(2, 2000, 20'000), 50);
  for (const Order order : {Order::depth_first, Order::breadth_first, Order::depth_first_post,
                            Order::breadth_first_post, Order::best_first}) {
    SCOPED_TRACE(static_cast<int>(order));
    const auto walk = value_or_throw(RemoteTraversal::compile(whole, {.order = order}));
    EXPECT_EQ(walk.nodes({&kRoot, 1}, nullptr, {.memory = 20'000}).error().code, Errc::limit);
    EXPECT_EQ(walk.count({&kRoot, 1}, nullptr, {.memory = 20'000}).error().code, Errc::limit);
    EXPECT_GT(value_or_throw(walk.nodes({&kRoot, 1}, nullptr, {.memory = 20'000'000})).count, 1000U);
  }
}

TEST(RemoteLimits, a_walk_knows_all_labels_of_what_it_found) {
  const auto whole = sample(3);
  auto walk = value_or_throw(value_or_throw(RemoteTraversal::compile(whole, {.order = Order::breadth_first}))
                                 .open({&kRoot, 1}, nullptr, Wanted::nodes, {}, true));
  value_or_throw(walk.run({}));
  const auto nodes = walk.take_nodes();
  EXPECT_EQ(walk.take_depths().size(), nodes.size());
  const RemoteLabels labels = value_or_throw(walk.labels_of(nodes, {}));
  ASSERT_EQ(labels.of_node.size(), nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const auto& set = whole->graph().labels[SampleGraph::node(nodes[i])];
    EXPECT_EQ(labels.sets[static_cast<std::size_t>(labels.of_node[i])], fmt::format("{}", fmt::join(set, ":")));
  }
}

}  // namespace
}  // namespace wirespeed::graph_remote
