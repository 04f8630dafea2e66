#include "wirespeed/graph/traversal.hpp"

#include <algorithm>
#include <numeric>

#include "wirespeed/graph/walk.hpp"

namespace wirespeed::graph {
namespace {

struct CountSink {
  std::uint64_t limit;
  std::uint64_t count = 0;

  template <typename Trail>
  bool returned(NodeId, const Trail&) noexcept {
    return ++count < limit;
  }
};

struct NodeSink {
  std::uint64_t limit;
  std::vector<NodeId> nodes{};

  template <typename Trail>
  bool returned(NodeId node, const Trail&) {
    nodes.push_back(node);
    return nodes.size() < limit;
  }
};

struct PathSink {
  std::uint64_t limit;
  Paths paths{};

  template <typename Trail>
  bool returned(NodeId node, const Trail& trail) {
    const auto begin = static_cast<std::ptrdiff_t>(paths.nodes.size());
    paths.nodes.push_back(node);
    trail.each_back([&](NodeId before) {
      paths.nodes.push_back(before);
      return true;
    });
    std::reverse(paths.nodes.begin() + begin, paths.nodes.end());
    paths.offsets.push_back(static_cast<std::int64_t>(paths.nodes.size()));
    return paths.offsets.size() <= limit;
  }
};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

std::vector<const Rows*> rows_of_class(const EdgeGraph& graph, const NodeClass& one, std::span<const Way> ways) {
  std::vector<const Rows*> rows;
  for (const Way& way : ways) {
    if (!one.has_rows[rows_number(way.type, way.direction)]) continue;
    rows.push_back(&graph.relationships()[way.type].rows(way.direction));
  }
  return rows;
}

Result<Condition> compile_include(const EdgeGraph& graph, const Include& include) {
  if (const NodeProperty* property = graph.find_property(include.property); property != nullptr) {
    return Condition::make(include.property, property->values, include.comparison, include.value);
  }
  return fail(Errc::not_found, "traversal: include: expected a property of the graph's nodes, found \"{}\"",
              include.property);
}

}  // namespace

Result<Order> parse_order(std::string_view name) {
  if (name == "depth_first") return Order::depth_first;
  if (name == "breadth_first") return Order::breadth_first;
  return fail(Errc::invalid_argument, "traversal: expected the order depth_first or breadth_first, found \"{}\"", name);
}

Result<Uniqueness> parse_uniqueness(std::string_view name) {
  const std::string lower = lower_case(name);
  if (lower == "none") return Uniqueness::none;
  if (lower == "node_global") return Uniqueness::node_global;
  if (lower == "node_path") return Uniqueness::node_path;
  if (lower == "node_level") return Uniqueness::node_level;
  return fail(Errc::invalid_argument,
              "traversal: expected the uniqueness none, node_global, node_path or node_level, found \"{}\"", name);
}

Result<Traversal> Traversal::compile(const EdgeGraph& graph, const TraversalOptions& options) {
  auto pattern = parse_relationships(graph, options.relationships);
  if (!pattern) return std::unexpected(std::move(pattern).error());
  auto labels = LabelFilter::parse(graph.labels(), options.labels);
  if (!labels) return std::unexpected(std::move(labels).error());
  Traversal traversal;
  if (options.include) {
    auto include = compile_include(graph, *options.include);
    if (!include) return std::unexpected(std::move(include).error());
    traversal.include_ = *std::move(include);
  }
  traversal.graph_ = &graph;
  traversal.order_ = options.order;
  traversal.uniqueness_ = options.uniqueness;
  traversal.min_depth_ = options.min_depth;
  traversal.max_depth_ = options.max_depth;
  traversal.make_plans(*pattern, *labels);
  return traversal;
}

void Traversal::make_plans(const std::vector<std::vector<Way>>& pattern, const LabelFilter& labels) {
  const NodeClasses& classes = graph_->classes();
  turns_ = std::lcm(pattern.size(), labels.turns());
  class_count_ = classes.all.size();
  class_of_ = classes.of_node.data();
  plans_.reserve(turns_ * class_count_);
  for (std::size_t turn = 0; turn < turns_; ++turn) {
    for (const NodeClass& one : classes.all) {
      plans_.push_back({labels.verdict(one.labels, turn % labels.turns()),
                        rows_of_class(*graph_, one, pattern[turn % pattern.size()])});
    }
  }
}

template <typename Sink>
Result<void> Traversal::walk(NodeId root, const WalkLimits& limits, Sink& sink) const {
  if (auto ok = check_node(*graph_, root, "traversal"); !ok) return ok;
  if (sink.limit == 0) return {};
  const auto with = [&](auto seen) {
    return order_ == Order::depth_first ? DepthFirst(*this, limits, seen, sink).run(root)
                                        : BreadthFirst(*this, limits, seen, sink).run(root);
  };
  switch (uniqueness_) {
    case Uniqueness::node_global:
      return with(OnceInAll(graph_->node_count()));
    case Uniqueness::node_path:
      return with(OnceOnPath());
    case Uniqueness::node_level:
      return with(OnceAtLevel(graph_->node_count()));
    case Uniqueness::none:
      break;
  }
  return with(AllSeenAgain());
}

Result<std::uint64_t> Traversal::count(NodeId root, const WalkLimits& limits) const {
  const bool all = limits.rows == std::numeric_limits<std::uint64_t>::max();
  if (uniqueness_ == Uniqueness::none && all && root < graph_->node_count()) return CountAll(*this, limits).run(root);
  CountSink sink{limits.rows};
  if (auto ok = walk(root, limits, sink); !ok) return std::unexpected(std::move(ok).error());
  return sink.count;
}

Result<std::vector<NodeId>> Traversal::nodes(NodeId root, const WalkLimits& limits) const {
  NodeSink sink{limits.rows};
  if (auto ok = walk(root, limits, sink); !ok) return std::unexpected(std::move(ok).error());
  return std::move(sink.nodes);
}

Result<Paths> Traversal::paths(NodeId root, const WalkLimits& limits) const {
  PathSink sink{limits.rows};
  if (auto ok = walk(root, limits, sink); !ok) return std::unexpected(std::move(ok).error());
  return std::move(sink.paths);
}

}  // namespace wirespeed::graph
