// Graphs for tests: at random, as a provider, and walked naively, node by node.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "wirespeed/graph_remote/label_numbers.hpp"
#include "wirespeed/graph_remote/remote_traversal.hpp"

namespace wirespeed::graph_remote {

struct SampleEdge {
  RemoteId source;
  RemoteId target;
  std::string type;
  Cell since{};   // a property
  Cell weight{};  // likewise
};

struct SampleGraph {
  std::vector<std::set<std::string>> labels;  // node i is 10 * i + 3, so that ids are no places
  std::vector<Cell> values;                   // of the property "value"
  std::vector<SampleEdge> edges;

  static RemoteId id(std::size_t node) { return static_cast<RemoteId>(10 * node + 3); }
  static std::size_t node(RemoteId id) { return static_cast<std::size_t>(id - 3) / 10; }

  // A relationship is the place of its edge.
  std::vector<RemoteStep> steps(RemoteId of, const RemoteWay& way) const {
    std::vector<RemoteStep> found;
    for (const SampleEdge& edge : edges) {
      if (!way.type.empty() && edge.type != way.type) continue;
      const bool is_in = way.direction == Direction::in;
      if ((is_in ? edge.target : edge.source) != of) continue;
      if (way.skips_loops && edge.source == edge.target) continue;
      found.push_back({is_in ? edge.source : edge.target, &edge - edges.data()});
    }
    return found;
  }
  std::vector<RemoteId> neighbors(RemoteId of, const RemoteWay& way) const {
    std::vector<RemoteId> found;
    for (const RemoteStep& step : steps(of, way)) found.push_back(step.node);
    return found;
  }
};

inline SampleGraph random_graph(std::uint32_t seed, std::size_t nodes, std::size_t edges) {
  std::mt19937 random(seed);
  SampleGraph graph;
  for (std::size_t i = 0; i < nodes; ++i) {
    std::set<std::string> labels;
    for (const char* label : {"A", "B", "C"}) {
      if (random() % 2 == 0) labels.insert(label);
    }
    graph.labels.push_back(labels);
    graph.values.push_back(random() % 5 == 0 ? Cell() : number_cell(static_cast<std::int64_t>(random() % 4)));
  }
  for (std::size_t i = 0; i < edges; ++i) {
    graph.edges.push_back({SampleGraph::id(random() % nodes), SampleGraph::id(random() % nodes),
                           random() % 2 == 0 ? "S" : "T",
                           random() % 5 == 0 ? Cell() : number_cell(static_cast<std::int64_t>(random() % 4)),
                           real_cell(static_cast<double>(random() % 7) / 4 - 0.25)});
  }
  std::ranges::sort(graph.edges, {}, [](const SampleEdge& edge) { return std::tuple(edge.source, edge.target); });
  return graph;
}

// Knows a SampleGraph. Counts how often it is asked.
class SampleProvider final : public Provider {
 public:
  SampleProvider(SampleGraph graph, std::size_t batch, std::vector<std::string> labels = {"A", "B", "C"})
      : graph_(std::move(graph)), batch_(batch), names_{std::move(labels), {"S", "T"}} {}

  const Names& names() const noexcept override { return names_; }
  std::size_t batch() const noexcept override { return batch_; }
  Result<void> check_property(std::string_view name) const override {
    if (name == "value") return {};
    return fail(Errc::not_found, "no {}", name);
  }
  Result<void> check_relationships(const RelationshipNeeds& needs) const override {
    const bool knows_all = std::ranges::all_of(
        needs.properties, [](const std::string& name) { return name == "since" || name == "weight"; });
    return knows_all ? Result<void>() : fail(Errc::not_found, "no {}", needs.properties[0]);
  }
  Result<std::unique_ptr<ProviderSession>> open(const Stop&) override {
    return std::make_unique<Session>(graph_, names_.labels);
  }

  SampleGraph& graph() noexcept { return graph_; }

 private:
  class Session final : public ProviderSession {
   public:
    Session(const SampleGraph& graph, std::span<const std::string> labels) : graph_(graph), numbers_(labels) {}

    Result<void> read_labels(std::span<const RemoteId> nodes, std::span<const LabelPage> pages,
                             std::span<LabelMask> masks, const Stop&) override {
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        const std::size_t node = SampleGraph::node(nodes[i]);
        const auto set = masks.subspan(i * pages.size(), pages.size());
        const bool is_there = node < graph_.labels.size() && SampleGraph::id(node) == nodes[i];
        std::ranges::fill(set, is_there ? kPresent : 0);
        if (!is_there) continue;
        for (const std::string& label : graph_.labels[node]) numbers_.add(label, pages, set);
      }
      return {};
    }
    Result<void> read_property(std::string_view, std::span<const RemoteId> nodes, Values& values,
                               const Stop&) override {
      for (const RemoteId node : nodes) values.cells.push_back(graph_.values[SampleGraph::node(node)]);
      return {};
    }
    Result<void> read_neighbors(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways, Neighbors& neighbors,
                                const Stop&) override {
      for (const RemoteId node : nodes) {
        for (const RemoteWay& way : ways) {
          const auto found = graph_.neighbors(node, way);
          neighbors.targets.insert(neighbors.targets.end(), found.begin(), found.end());
        }
        neighbors.offsets.push_back(neighbors.targets.size());
      }
      return {};
    }
    Result<void> read_relationships(std::span<const RemoteId> nodes, std::span<const RemoteWay> ways,
                                    const RelationshipNeeds& needs, Neighbors& neighbors, const Stop&) override {
      for (const RemoteId node : nodes) {
        for (const RemoteWay& way : ways) {
          for (const RemoteStep& step : graph_.steps(node, way)) {
            neighbors.targets.push_back(step.node);
            if (needs.ids) neighbors.relationships.push_back(step.by);
            const SampleEdge& edge = graph_.edges[static_cast<std::size_t>(step.by)];
            for (std::size_t i = 0; i < needs.properties.size(); ++i) {
              neighbors.properties[i].cells.push_back(needs.properties[i] == "since" ? edge.since : edge.weight);
            }
          }
        }
        neighbors.offsets.push_back(neighbors.targets.size());
      }
      return {};
    }

   private:
    const SampleGraph& graph_;
    LabelNumbers numbers_;
  };

  SampleGraph graph_;
  std::size_t batch_;
  Names names_;
};

// What the tests ask: "labels" of one sign each, and which node is returned.
struct Question {
  TraversalOptions options;
  std::vector<RemoteWay> ways;
  std::set<std::string> denied;
  std::set<std::string> ends;
  std::optional<std::int64_t> least;  // of "value"
};

// One node at a time, as the definitions have it.
class NaiveWalk {
 public:
  NaiveWalk(const SampleGraph& graph, const Question& question) : graph_(graph), question_(question) {}

  std::vector<std::vector<RemoteId>> paths(RemoteId root) {
    if (question_.options.order == graph::Order::depth_first) {
      dive({root});
    } else {
      std::vector<std::vector<RemoteId>> level{{root}};
      while (!level.empty()) level = next_level(level);
    }
    return std::move(found_);
  }

 private:
  using Path = std::vector<RemoteId>;

  std::vector<Path> next_level(const std::vector<Path>& level) {
    std::vector<Path> next;
    for (const Path& path : level) {
      if (path.size() == 1 && (!may_enter(path) || !look_at(path))) continue;
      for (const Path& longer : behind(path)) {
        if (may_enter(longer) && look_at(longer)) next.push_back(longer);
      }
    }
    return next;
  }
  void dive(const Path& path) {
    if (!may_enter(path) || !look_at(path)) return;
    for (const Path& longer : behind(path)) dive(longer);
  }
  std::vector<Path> behind(const Path& path) const {
    std::vector<Path> longer;
    for (const RemoteWay& way : question_.ways) {
      for (const RemoteId node : graph_.neighbors(path.back(), way)) {
        longer.push_back(path);
        longer.back().push_back(node);
      }
    }
    return longer;
  }
  bool may_enter(const Path& path) {
    switch (question_.options.uniqueness) {
      case graph::Uniqueness::node_global:
        return seen_.insert({0, path.back()}).second;
      case graph::Uniqueness::node_level:
        return seen_.insert({path.size(), path.back()}).second;
      case graph::Uniqueness::node_path:
        return std::find(path.begin(), path.end() - 1, path.back()) == path.end() - 1;
      default:
        return true;
    }
  }
  // Returns it where it is to be; whether it is walked on from.
  bool look_at(const Path& path) {
    const std::size_t node = SampleGraph::node(path.back());
    const auto has = [&](const std::string& label) { return graph_.labels[node].contains(label); };
    if (std::ranges::any_of(question_.denied, has)) return false;
    const auto depth = static_cast<std::uint32_t>(path.size() - 1);
    const Cell& value = graph_.values[node];
    const bool fits = !question_.least || (value.kind != Cell::Kind::null && value.integer() >= *question_.least);
    const bool is_end = question_.ends.empty() || std::ranges::any_of(question_.ends, has);
    if (fits && is_end && depth >= question_.options.min_depth) found_.push_back(path);
    return depth < question_.options.max_depth;
  }

  const SampleGraph& graph_;
  const Question& question_;
  std::set<std::pair<std::size_t, RemoteId>> seen_;
  std::vector<Path> found_;
};

inline std::vector<Question> random_questions(std::uint32_t seed, std::size_t count) {
  using graph::Order;
  using graph::Uniqueness;
  std::mt19937 random(seed);
  std::vector<Question> questions;
  questions.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    Question one;
    one.options.order = random() % 2 == 0 ? Order::depth_first : Order::breadth_first;
    one.options.uniqueness = std::array{Uniqueness::none, Uniqueness::node_global, Uniqueness::node_path,
                                        Uniqueness::node_level}[random() % 4];
    one.options.max_depth = 1 + static_cast<std::uint32_t>(random() % 4);
    one.options.min_depth = static_cast<std::uint32_t>(random() % 3);
    if (random() % 2 == 0) one.denied = {"A"};
    if (random() % 2 == 0) one.ends = {"B"};
    if (random() % 2 == 0) one.least = 2;
    const bool any = random() % 3 == 0;
    one.ways = any ? std::vector<RemoteWay>{{"", Direction::out}, {"", Direction::in, true}}
                   : std::vector<RemoteWay>{{"T", Direction::out}, {"S", Direction::in}, {"S", Direction::out, true}};
    one.options.relationships = any ? "" : "T>|<S|S>";
    one.options.labels = std::string(one.denied.empty() ? "" : "-A") +
                         (one.denied.empty() || one.ends.empty() ? "" : "|") + (one.ends.empty() ? "" : ">B");
    if (one.least) {
      one.options.include = graph::PropertyTest{"value", graph::Comparison::greater_or_equal, *one.least};
    }
    questions.push_back(std::move(one));
  }
  return questions;
}

inline std::vector<std::vector<RemoteId>> split(const RemotePaths& paths) {
  std::vector<std::vector<RemoteId>> all;
  all.reserve(paths.offsets.size());
  for (std::size_t i = 0; i + 1 < paths.offsets.size(); ++i) {
    all.emplace_back(paths.nodes.begin() + paths.offsets[i], paths.nodes.begin() + paths.offsets[i + 1]);
  }
  return all;
}

// All three calls over the provider, with a cache and without, against the naive walk. REQUIRES: it has the graph
inline void expect_naive(const std::shared_ptr<Provider>& provider, const SampleGraph& graph, const Question& question,
                         NodeCache* cache) {
  const RemoteId root = SampleGraph::id(0);
  const auto expected = NaiveWalk(graph, question).paths(root);
  const auto walk = value_or_throw(RemoteTraversal::compile(provider, question.options));
  ASSERT_EQ(split(value_or_throw(walk.paths({&root, 1}, cache, {})).paths), expected)
      << question.options.relationships << " " << question.options.labels;
  std::vector<RemoteId> ends;
  ends.reserve(expected.size());
  for (const auto& path : expected) ends.push_back(path.back());
  EXPECT_EQ(value_or_throw(walk.nodes({&root, 1}, cache, {})).nodes, ends);
  EXPECT_EQ(value_or_throw(walk.count({&root, 1}, cache, {})).count, expected.size());
  const std::size_t some = expected.size() / 2;
  EXPECT_EQ(split(value_or_throw(walk.paths({&root, 1}, cache, {.rows = some})).paths),
            std::vector(expected.begin(), expected.begin() + static_cast<std::ptrdiff_t>(some)));
}

}  // namespace wirespeed::graph_remote
