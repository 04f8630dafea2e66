#include "wirespeed/graph/walk_plan.hpp"

#include <algorithm>

#include "wirespeed/graph/graph_patterns.hpp"

namespace wirespeed::graph {
namespace {

constexpr std::uint64_t kMaxPlans = std::uint64_t{1} << 20;

// --- rows ------------------------------------------------------------------------------------------------------------

// Every way of the step, in its order, each once.
std::vector<WalkRows> rows_along(const EdgeGraph& graph, const RelationshipStep& step, bool is_reversed) {
  std::vector<WalkRows> rows;
  for (const Way& way : ways_of(graph, step)) {
    const bool in = (way.direction == Direction::in) != is_reversed;
    const bool skips_loops = std::ranges::count(rows, way.type, &WalkRows::type) > 0;
    const Relationships& relationships = graph.relationships()[way.type];
    rows.push_back({in ? &relationships.in : &relationships.out, way.type, in, skips_loops});
  }
  return rows;
}

std::vector<WalkRows> rows_of_class(const std::vector<WalkRows>& ways, const NodeClass& one) {
  std::vector<WalkRows> rows;
  for (const WalkRows& way : ways) {
    if (one.has_rows[rows_number(way.type, way.in ? Direction::in : Direction::out)]) rows.push_back(way);
  }
  return rows;
}

Verdict verdict_of(const EdgeGraph& graph, const TraversalPatterns& patterns, std::uint32_t depth,
                   const NodeClass& one) {
  return patterns.verdict_at(depth,
                             [&](std::string_view label) { return has_label(graph.labels(), one.labels, label); });
}

// --- properties ------------------------------------------------------------------------------------------------------

// Weights are a property, too, unless there is one of that name.
Result<PropertyColumn> column_of(const EdgeGraph& graph, const Relationships& one, std::string_view name) {
  if (const NodeProperty* found = graph.find_relationship_property(name); found != nullptr) {
    return PropertyColumn{*found, 1};
  }
  if (name == "weight" && graph.has_weights()) {
    const std::span<const double> weights = one.out.weights();
    const column::ArrayView view{.item = column::Item::float64,
                                 .length = static_cast<std::int64_t>(weights.size()),
                                 .data = reinterpret_cast<const std::uint8_t*>(weights.data()),
                                 .stride = sizeof(double),
                                 .width = sizeof(double)};
    return PropertyColumn{{"weight", view, nullptr}, 0};
  }
  return fail(Errc::not_found,
              "traversal: relationship_where: expected a property of the graph's relationships{}, "
              "found \"{}\"",
              graph.has_weights() ? " or \"weight\"" : "", name);
}

// --- lists -----------------------------------------------------------------------------------------------------------

Result<std::optional<NodeSet>> set_of(const EdgeGraph& graph, std::span<const std::int64_t> nodes, const char* what) {
  if (nodes.empty()) return std::nullopt;
  NodeSet set(graph.node_count());
  for (const std::int64_t node : nodes) {
    if (node < 0 || node >= graph.node_count()) {
      return fail(Errc::not_found, "traversal: {}: expected nodes below {}, found {}", what, graph.node_count(), node);
    }
    set.add(graph.numbering().place_of(static_cast<NodeId>(node)));
  }
  return set;
}

}  // namespace

Result<WalkPlan> WalkPlan::compile(const EdgeGraph& graph, const TraversalOptions& options, bool reversed) {
  auto patterns = TraversalPatterns::parse(options);
  if (!patterns) return std::unexpected(std::move(patterns).error());
  if (auto ok = check_types(graph, patterns->relationships()); !ok) return std::unexpected(ok.error());
  if (auto ok = check_labels(graph.labels(), patterns->labels()); !ok) return std::unexpected(ok.error());
  WalkPlan plan(graph);
  plan.min_depth_ = options.min_depth;
  plan.max_depth_ = options.max_depth;
  plan.filter_start_ = options.filter_start;
  if (auto ok = plan.take_patterns(*patterns, reversed); !ok) return std::unexpected(ok.error());
  if (options.max_depth == kNoLongest) plan.longest_ = plan.longest_without_circles(options.uniqueness);
  if (auto ok = plan.take_predicates(options); !ok) return std::unexpected(ok.error());
  if (auto ok = plan.take_lists(options); !ok) return std::unexpected(ok.error());
  const bool lists = plan.ends_ || plan.terminators_ || plan.denied_ || plan.allowed_;
  plan.only_include_ = plan.include_ && options.filter_start && !plan.where_ && !plan.prune_ && !lists;
  plan.make_actions(*patterns);
  return plan;
}

Result<void> WalkPlan::take_patterns(const TraversalPatterns& patterns, bool reversed) {
  const NodeClasses& classes = graph_->classes();
  class_count_ = classes.all.size();
  class_of_ = classes.of_node.data();
  lead_ = patterns.lead();
  const std::uint64_t period = patterns.period();
  if (period > kMaxPlans || (lead_ + period) * std::max<std::size_t>(class_count_, 1) > kMaxPlans) {
    return fail(Errc::limit,
                "traversal: expected steps that begin anew after at most {} of them for {} kinds of nodes, found {}; "
                "make relationships and labels as long as each other",
                kMaxPlans / std::max<std::size_t>(class_count_, 1), class_count_, period);
  }
  period_ = static_cast<std::uint32_t>(period);
  places_ = lead_ + period_;
  rows_.reserve(places_ * class_count_);
  for (std::uint32_t place = 0; place < places_; ++place) {
    const std::vector<WalkRows> ways = rows_along(*graph_, patterns.relationships_at(place), reversed);
    for (const NodeClass& one : classes.all) rows_.push_back(rows_of_class(ways, one));
  }
  return {};
}

// Where a rule forgets, or knows only of one depth, a way may come back for ever to a node by the same step, or to
// something that it has forgotten. Other rules end every way.
std::uint32_t WalkPlan::longest_without_circles(Uniqueness uniqueness) const noexcept {
  switch (uniqueness) {
    case Uniqueness::node_recent:
      return node_count();
    case Uniqueness::relationship_recent:
      return static_cast<std::uint32_t>(graph_->relationship_count());
    case Uniqueness::none:
    case Uniqueness::node_level:
    case Uniqueness::relationship_level:
      break;
    default:
      return kNoLongest;
  }
  const std::uint64_t longest = std::uint64_t{min_depth_} + lead_ + std::uint64_t{period_} * node_count();
  return static_cast<std::uint32_t>(std::min<std::uint64_t>(longest, kNoLongest));
}

Result<void> WalkPlan::take_predicates(const TraversalOptions& options) {
  const auto of_node = [&](std::string_view name) -> Result<PropertyColumn> {
    if (const NodeProperty* found = graph_->find_property(name); found != nullptr) return PropertyColumn{*found, 0};
    return fail(Errc::not_found, "traversal: expected a property of the graph's nodes, found \"{}\"", name);
  };
  for (const auto& [wanted, compiled] : {std::pair(&options.include, &include_), std::pair(&options.where, &where_),
                                         std::pair(&options.prune, &prune_)}) {
    if (!*wanted) continue;
    auto made = CompiledPredicate::make(**wanted, of_node);
    if (!made) return std::unexpected(std::move(made).error());
    *compiled = *std::move(made);
  }
  if (include_ && include_->single() != nullptr) included_by_ = options.include->test.property;
  if (!options.relationship_where) return {};
  relationship_where_.reserve(graph_->relationships().size());
  for (const Relationships& one : graph_->relationships()) {
    auto made = CompiledPredicate::make(*options.relationship_where,
                                        [&](std::string_view name) { return column_of(*graph_, one, name); });
    if (!made) return std::unexpected(std::move(made).error());
    relationship_where_.push_back(*std::move(made));
  }
  return {};
}

Result<void> WalkPlan::take_lists(const TraversalOptions& options) {
  const auto take = [&](std::span<const std::int64_t> nodes, const char* what, std::optional<NodeSet>& into) {
    auto set = set_of(*graph_, nodes, what);
    if (!set) return Result<void>(std::unexpected(std::move(set).error()));
    into = *std::move(set);
    return Result<void>();
  };
  if (auto ok = take(options.end_nodes, "end_nodes", ends_); !ok) return ok;
  if (auto ok = take(options.terminator_nodes, "terminator_nodes", terminators_); !ok) return ok;
  if (auto ok = take(options.deny_nodes, "deny_nodes", denied_); !ok) return ok;
  if (!options.allow_nodes) return {};
  std::vector<std::int64_t> allowed = *options.allow_nodes;
  allowed.insert(allowed.end(), options.end_nodes.begin(), options.end_nodes.end());
  allowed.insert(allowed.end(), options.terminator_nodes.begin(), options.terminator_nodes.end());
  if (auto ok = take(allowed, "allow_nodes", allowed_); !ok) return ok;
  if (!allowed_) allowed_.emplace(node_count());
  return {};
}

void WalkPlan::make_actions(const TraversalPatterns& patterns) {
  const std::vector<NodeClass>& classes = graph_->classes().all;
  const bool tests_all =
      !only_include_ && (include_ || where_ || prune_ || ends_ || terminators_ || denied_ || allowed_);
  actions_.resize(3 * places_ * class_count_);
  denied_by_labels_.resize(places_ * class_count_);
  for (std::size_t i = 0; i < places_ * class_count_; ++i) {
    const Verdict verdict =
        verdict_of(*graph_, patterns, static_cast<std::uint32_t>(i / class_count_), classes[i % class_count_]);
    denied_by_labels_[i] = verdict == Verdict{false, false, false} ? 1 : 0;
    const auto with_test = [&](bool include, bool walk_on) {
      const bool is_tested = (include && only_include_) || ((include || walk_on) && tests_all);
      return static_cast<Actions>((include ? kInclude : 0) | (walk_on ? kWalkOn : 0) | (is_tested ? kTest : 0));
    };
    const bool has_rows = !rows_[i].empty();
    const std::size_t zone = places_ * class_count_;
    actions_[i] = with_test(verdict.include, verdict.walk_on && has_rows);
    actions_[zone + i] = with_test(false, (verdict.walk_on || verdict.stops) && has_rows);
    actions_[2 * zone + i] = with_test(verdict.include && max_depth_ >= min_depth_, false);
  }
}

bool WalkPlan::is_let_through(NodeId node) const noexcept {
  if (denied_ && denied_->contains(node)) return false;
  if (allowed_ && !allowed_->contains(node)) return false;
  return !where_ || where_->holds(item_at(node));
}

Actions WalkPlan::settle_all(Actions actions, NodeId node, std::uint32_t depth) const {
  const bool lists_ends = ends_ || terminators_;
  actions = static_cast<Actions>(actions & ~kTest);
  if (depth == 0 && !filter_start_) return static_cast<Actions>(lists_ends ? actions & kWalkOn : actions);
  if (!is_let_through(node)) return 0;
  const bool terminates = terminators_ && depth >= min_depth_ && terminators_->contains(node);
  const bool ends = !lists_ends || terminates || (ends_ && ends_->contains(node));
  if (terminates || (prune_ && prune_->holds(item_at(node)))) actions = static_cast<Actions>(actions & ~kWalkOn);
  if (!ends || (include_ && !include_->holds(item_at(node)))) actions = static_cast<Actions>(actions & ~kInclude);
  return actions;
}

bool WalkPlan::follows(std::uint32_t type, std::uint32_t place) const noexcept {
  if (relationship_where_.empty()) return true;
  const std::span<const std::uint32_t> numbers = graph_->relationships()[type].edge_numbers;
  return relationship_where_[type].holds({place, numbers.empty() ? 0 : numbers[place]});
}

}  // namespace wirespeed::graph
