// Graphs for tests in memory and in a store, and walks at random over both.
#pragma once

#include "wirespeed/graph/traversal.hpp"
#include "wirespeed/graph_remote/sample_store.hpp"

namespace wirespeed::graph_remote {

using graph::Order;
using graph::Uniqueness;
using Random = std::mt19937;
using Ways = std::vector<std::vector<RemoteId>>;

inline constexpr std::size_t kNodes = 12;
inline constexpr std::size_t kEdges = 30;

// --- in memory -------------------------------------------------------------------------------------------------------

inline graph::LabelSets labels_of(const SampleGraph& sample) {
  graph::LabelSets labels{.names = {"A", "B", "C"}};
  for (std::uint32_t node = 0; node < sample.labels.size(); ++node) {
    auto& set = labels.sets.emplace_back();
    for (const std::string& label : sample.labels[node]) set.push_back(static_cast<std::uint32_t>(label[0] - 'A'));
    labels.of_node.push_back(node);
  }
  return labels;
}

inline double number_of(const Cell& cell) {
  return cell.kind == Cell::Kind::null ? NAN : static_cast<double>(cell.integer());
}

inline graph::NodeProperty column_of(std::string name, const std::shared_ptr<std::vector<double>>& values) {
  return {std::move(name),
          {.item = column::Item::float64,
           .length = static_cast<std::int64_t>(values->size()),
           .data = reinterpret_cast<const std::uint8_t*>(values->data()),
           .stride = sizeof(double),
           .width = sizeof(double)},
          values};
}

inline graph::NodeProperty values_of(const SampleGraph& sample) {
  const auto values = std::make_shared<std::vector<double>>();
  for (const Cell& cell : sample.values) values->push_back(number_of(cell));
  return column_of("value", values);
}

inline graph::NodeProperty since_of(const SampleGraph& sample) {
  const auto values = std::make_shared<std::vector<double>>();
  for (const SampleEdge& edge : sample.edges) values->push_back(number_of(edge.since));
  return column_of("since", values);
}

// Node i is the integer i.
inline graph::EdgeGraph in_memory(const SampleGraph& sample) {
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

inline Ways ways_in_memory(const graph::EdgeGraph& graph, const TraversalOptions& options,
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

// Which edge a relationship was.
inline RemoteRelationshipId edge_of(const graph::EdgeGraph& graph, graph::RelationshipId id) {
  const auto behind = std::ranges::upper_bound(graph.relationships(), id, {}, &graph::Relationships::first);
  return (behind - 1)->edge_numbers[id - (behind - 1)->first];
}

// The edges along which all ways go, one way's after another's.
inline std::vector<RemoteRelationshipId> edges_in_memory(const graph::EdgeGraph& graph, const TraversalOptions& options,
                                                         const std::vector<graph::NodeId>& starts) {
  const auto walk = value_or_throw(graph::Traversal::compile(graph, options));
  const auto paths = value_or_throw(walk.paths(starts, {}, true));
  std::vector<RemoteRelationshipId> edges;
  for (const graph::RelationshipId id : paths.relationships) edges.push_back(edge_of(graph, id));
  return edges;
}

// --- in a store ------------------------------------------------------------------------------------------------------

inline void to_ids(std::vector<std::int64_t>& nodes) {
  for (std::int64_t& node : nodes) node = SampleGraph::id(static_cast<std::size_t>(node));
}

// The same options for a graph whose nodes are called otherwise.
inline TraversalOptions by_ids(TraversalOptions options) {
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

// --- what is asked ---------------------------------------------------------------------------------------------------

template <typename T>
inline T pick(Random& random, std::initializer_list<T> of) {
  return *(of.begin() + random() % of.size());
}

inline bool one_in(Random& random, unsigned n) { return random() % n == 0; }

inline std::vector<std::int64_t> some_nodes(Random& random) {
  std::vector<std::int64_t> nodes(1 + random() % 4);
  for (std::int64_t& node : nodes) node = static_cast<std::int64_t>(random() % kNodes);
  return nodes;
}

inline graph::Predicate some_test(Random& random, const char* property = "value") {
  using graph::Comparison;
  const auto comparison = pick(random, {Comparison::less, Comparison::greater_or_equal, Comparison::not_equal});
  return graph::PropertyTest{property, comparison, static_cast<std::int64_t>(random() % 4)};
}

inline graph::Predicate some_relationships(Random& random) {
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

inline void take_patterns(Random& random, TraversalOptions& options) {
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

inline void take_rules(Random& random, TraversalOptions& options) {
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

inline void take_tests(Random& random, TraversalOptions& options) {
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

inline TraversalOptions random_options(Random& random) {
  TraversalOptions options;
  take_patterns(random, options);
  take_rules(random, options);
  take_tests(random, options);
  return options;
}

inline std::string said(const TraversalOptions& options, std::size_t batch) {
  return fmt::format("order {}, uniqueness {} (recent {}), depths {} to {}, [{}] [{}] [{}], start {} {}, batch {}",
                     static_cast<int>(options.order), static_cast<int>(options.uniqueness), options.recent,
                     options.min_depth, options.max_depth, options.relationships, options.labels, options.sequence,
                     options.filter_start, options.begin_sequence_at_start, batch);
}

}  // namespace wirespeed::graph_remote
