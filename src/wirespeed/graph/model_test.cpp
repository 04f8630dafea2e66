// Random small graphs, and the obvious way to answer: a list of triples, and a breadth-first search over all of them.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "wirespeed/graph/toy_graph.hpp"

namespace wirespeed::graph {
namespace {

using Random = std::mt19937;

std::uint32_t below(Random& random, std::uint32_t bound) {
  return std::uniform_int_distribution<std::uint32_t>(0, bound - 1)(random);
}

struct Triple {
  std::uint32_t source, target, value;
  auto operator<=>(const Triple&) const = default;
};

// Two labels with random ids, three types: A -> B with values, B -> B, A+B -> A+B; some nodes are hubs.
class Reference {
 public:
  explicit Reference(std::uint32_t seed) : random_(seed) {
    for (auto& ids : ids_) {
      const std::uint32_t spread = below(random_, 2) == 0 ? 100 : 4'000'000'000;
      for (std::uint32_t i = 1 + below(random_, 60); i > 0; --i) ids.insert(below(random_, spread));
    }
    const std::uint32_t a = count(0), all = count(0) + count(1);
    ranges_ = {{{0, a}, {a, all}}, {{a, all}, {a, all}}, {{0, all}, {0, all}}};
    for (std::size_t type = 0; type < 3; ++type) draw(type);
    for (std::uint32_t i = 0; i < all; ++i) {
      years_.push_back(below(random_, 4) == 0 ? kNull<std::int16_t>
                                              : static_cast<std::int16_t>(1990 + below(random_, 9)));
    }
  }

  std::uint32_t count(std::size_t label) const { return static_cast<std::uint32_t>(ids_[label].size()); }
  std::uint32_t node_count() const { return count(0) + count(1); }
  const std::set<std::uint32_t>& ids(std::size_t label) const { return ids_[label]; }
  const std::set<Triple>& distinct(std::size_t type) const { return distinct_[type]; }
  Random& random() { return random_; }

  void fill(Builder& builder) const {
    for (std::size_t label = 0; label < 2; ++label) {
      const std::vector<std::uint32_t> ids(ids_[label].begin(), ids_[label].end());
      value_or_throw(builder.add_label(label == 0 ? "A" : "B", ids));
    }
    const auto years = std::span(years_);
    value_or_throw(builder.add_i16(LabelId{0}, "year", {}, years.first(count(0))));
    value_or_throw(builder.add_i16(LabelId{1}, "year", {}, years.subspan(count(0))));
    Dictionary dictionary;
    for (const char* text : {"a", "b", "c"}) dictionary.intern(text);
    for (std::size_t type = 0; type < 3; ++type) add(builder, type, dictionary);
  }

  // Neighbours with values, as the engine orders them.
  std::vector<std::pair<NodeId, std::uint32_t>> row(NodeId node, std::size_t type, Direction direction) const {
    std::vector<std::pair<NodeId, std::uint32_t>> row;
    for (const auto& [source, target, value] : distinct_[type]) {
      if (direction == Direction::out && source == node) row.emplace_back(target, value);
      if (direction == Direction::in && target == node) row.emplace_back(source, value);
    }
    std::ranges::sort(row);
    return row;
  }

  std::vector<NodeId> neighbors(NodeId node, const PathOptions& options, bool backwards) const {
    std::set<NodeId> all;
    const bool out = options.direction == Direction::both || (options.direction == Direction::out) != backwards;
    const bool in = options.direction == Direction::both || (options.direction == Direction::in) != backwards;
    for (const TypeId type : options.types) {
      for (const auto& [source, target, value] : distinct_[index_of(type)]) {
        if (out && source == node) all.insert(target);
        if (in && target == node) all.insert(source);
      }
    }
    return {all.begin(), all.end()};
  }

  // Distances to b, then the smallest neighbour that is nearer, step by step. Empty: none.
  std::vector<NodeId> shortest_path(NodeId a, NodeId b, const PathOptions& options) const {
    std::map<NodeId, std::uint32_t> distance{{b, 0}};
    for (std::vector<NodeId> queue{b}; !queue.empty();) {
      std::vector<NodeId> next;
      for (const NodeId node : queue) {
        for (const NodeId other : neighbors(node, options, true)) {
          if (distance.try_emplace(other, distance[node] + 1).second) next.push_back(other);
        }
      }
      queue = next;
    }
    if (!distance.contains(a) || distance[a] > options.max_depth) return {};
    std::vector<NodeId> path{a};
    while (path.back() != b) {
      const auto nearer = [&](NodeId node) {
        return distance.contains(node) && distance[node] + 1 == distance[path.back()];
      };
      const auto next = neighbors(path.back(), options, false);
      path.push_back(*std::ranges::find_if(next, nearer));
    }
    return path;
  }

  Trend trend(NodeId node) const {
    std::map<std::int16_t, std::set<NodeId>> by_year;
    for (const auto& [source, target, value] : distinct_[2]) {
      if (target != node || source < count(0) || years_[source] == kNull<std::int16_t>) continue;
      by_year[years_[source]].insert(source);
    }
    Trend trend;
    for (const auto& [year, nodes] : by_year) {
      trend.years.push_back(year);
      trend.counts.push_back(static_cast<std::uint32_t>(nodes.size()));
    }
    return trend;
  }

 private:
  void draw(std::size_t type) {
    const auto& [sources, targets] = ranges_[type];
    const bool hubs = below(random_, 2) == 0;
    for (std::uint32_t i = below(random_, 120); i > 0; --i) {
      const NodeId source = sources.begin + below(random_, sources.size());
      const NodeId target = targets.begin + (hubs && i % 2 == 0 ? 0 : below(random_, targets.size()));
      rows_[type].push_back({source, target, type == 0 ? below(random_, 3) : 0});
    }
    distinct_[type] = {rows_[type].begin(), rows_[type].end()};
  }

  void add(Builder& builder, std::size_t type, const Dictionary& dictionary) const {
    EdgeList edges;
    for (const auto& [source, target, value] : rows_[type]) {
      type == 0 ? edges.add(source, target, value) : edges.add(source, target);
    }
    RelationshipSpec spec{
        .name = fmt::format("T{}", type), .sources = ranges_[type].first, .targets = ranges_[type].second};
    if (type == 0) spec.value_name = "value", spec.dictionary = &dictionary;
    if (type == 2) spec.trend = TrendSpec{LabelId{1}, "year", Direction::in, 5};
    const auto counts = value_or_throw(builder.add_relationships(std::move(spec), std::move(edges)));
    ASSERT_EQ(counts.rows, rows_[type].size());
    ASSERT_EQ(counts.distinct, distinct_[type].size());
  }

  Random random_;
  std::array<std::set<std::uint32_t>, 2> ids_;
  std::vector<std::pair<NodeRange, NodeRange>> ranges_;  // of each type
  std::array<std::vector<Triple>, 3> rows_;
  std::array<std::set<Triple>, 3> distinct_;
  std::vector<std::int16_t> years_;
};

class AgainstReference : public testing::TestWithParam<std::uint32_t> {
 protected:
  void SetUp() override { RecordProperty("seed", std::to_string(GetParam())); }

  PathOptions draw_options() {
    PathOptions options;
    options.types.clear();
    for (std::uint16_t type = 0; type < 3; ++type) {
      if (below(reference_.random(), 3) > 0) options.types.push_back(static_cast<TypeId>(type));
    }
    if (options.types.empty()) options.types.push_back(TypeId{2});
    options.max_depth = below(reference_.random(), 8);
    options.hub_degree = below(reference_.random(), 6);
    options.direction = static_cast<Direction>(below(reference_.random(), 3));
    return options;
  }

  // Every step is a relationship of its type and direction.
  void expect_steps(const Path& path) {
    ASSERT_EQ(path.steps.size() + 1, path.nodes.size());
    for (std::size_t i = 0; i < path.steps.size(); ++i) {
      const auto row = reference_.row(path.nodes[i], index_of(path.steps[i].type), path.steps[i].direction);
      EXPECT_TRUE(std::ranges::any_of(row, [&](const auto& entry) { return entry.first == path.nodes[i + 1]; }));
    }
  }

  Reference reference_{GetParam()};
  ToyDirectory directory_{fmt::format("reference_{}", GetParam())};
  Graph graph_ = directory_.build([&](Builder& builder) { reference_.fill(builder); }, 1 + GetParam() % 3);
};

TEST_P(AgainstReference, ids_lead_to_nodes_and_back) {
  NodeId expected = 0;
  for (const std::size_t label : {0u, 1u}) {
    for (const std::uint32_t id : reference_.ids(label)) {
      const auto found = graph_.find_node(static_cast<LabelId>(label), id);
      ASSERT_EQ(found, expected) << "seed " << GetParam();
      EXPECT_EQ(graph_.node(*found).external_id(), id);
      EXPECT_EQ(graph_.find_node(static_cast<LabelId>(label), id + 1).has_value(),
                reference_.ids(label).contains(id + 1));
      ++expected;
    }
  }
}

TEST_P(AgainstReference, rows_and_degrees_are_the_distinct_edges) {
  for (NodeId node = 0; node < reference_.node_count(); ++node) {
    for (std::uint16_t type = 0; type < 3; ++type) {
      for (const Direction direction : {Direction::out, Direction::in}) {
        const auto expected = reference_.row(node, type, direction);
        const Neighbors row = graph_.neighbors(node, TypeId{type}, direction);
        ASSERT_EQ(row.size(), expected.size()) << "seed " << GetParam() << " node " << node << " type " << type;
        EXPECT_EQ(graph_.degree(node, TypeId{type}, direction), expected.size());
        for (std::size_t i = 0; i < row.size(); ++i) {
          EXPECT_EQ(row[i], expected[i].first);
          EXPECT_EQ(row.value(i), type == 0 ? expected[i].second : kNoCode);
        }
      }
    }
  }
}

TEST_P(AgainstReference, shortest_paths_are_the_smallest_of_the_shortest) {
  for (int i = 0; i < 200; ++i) {
    const NodeId a = below(reference_.random(), reference_.node_count());
    const NodeId b = below(reference_.random(), reference_.node_count());
    const PathOptions options = draw_options();
    const auto found = value_or_throw(graph_.shortest_path(a, b, options));
    EXPECT_EQ(found ? found->nodes : std::vector<NodeId>(), reference_.shortest_path(a, b, options))
        << "seed " << GetParam() << " from " << a << " to " << b << " depth " << options.max_depth << " hubs above "
        << options.hub_degree;
    if (found) expect_steps(*found);
  }
}

TEST_P(AgainstReference, trends_are_the_same_stored_or_counted) {
  for (NodeId node = 0; node < reference_.node_count(); ++node) {
    EXPECT_EQ(graph_.trends(node), reference_.trend(node)) << "seed " << GetParam() << " node " << node;
  }
}

TEST_P(AgainstReference, what_was_built_verifies) { EXPECT_TRUE(graph_.verify()) << "seed " << GetParam(); }

INSTANTIATE_TEST_SUITE_P(Graph, AgainstReference, testing::Range(1u, 21u));

}  // namespace
}  // namespace wirespeed::graph
