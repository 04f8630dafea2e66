#include "wirespeed/graph_remote/remote_plan.hpp"

#include <algorithm>

#include <fmt/ranges.h>

namespace wirespeed::graph_remote {
namespace {

constexpr std::uint64_t kMaxSteps = 1 << 16;

constexpr std::uint8_t kEnd = 1;
constexpr std::uint8_t kTerminator = 2;
constexpr std::uint8_t kDenied = 4;
constexpr std::uint8_t kAllowed = 8;

Result<void> check_name(std::span<const std::string> known, const std::string& name, const char* what) {
  if (std::ranges::find(known, name) != known.end()) return {};
  return fail(Errc::not_found, "traversal: {}: expected one of [{}], found \"{}\"", what, fmt::join(known, ", "), name);
}

// One that follows any type follows all others of its direction, too.
bool covers(const RemoteWay& way, const RemoteWay& other) noexcept {
  return way.direction == other.direction && (way.type.empty() || way.type == other.type);
}

Direction turned(Direction way) noexcept { return way == Direction::in ? Direction::out : Direction::in; }

void add(std::vector<RemoteWay>& ways, const graph::RelationshipAlternative& alternative, bool reversed) {
  for (const Direction way : {Direction::out, Direction::in}) {
    if (alternative.direction != Direction::both && alternative.direction != way) continue;
    const RemoteWay one{alternative.type, reversed ? turned(way) : way};
    if (std::ranges::any_of(ways, [&](const RemoteWay& before) { return covers(before, one); })) continue;
    std::erase_if(ways, [&](const RemoteWay& before) { return covers(one, before); });
    ways.push_back(one);
  }
}

// Of a relationship from a node to itself, a step that follows its type both ways takes only one end: the first. Ways
// of any type go before others, so that each way takes all of its loops or none.
void skip_second_ends(std::vector<RemoteWay>& ways) {
  std::ranges::stable_partition(ways, [](const RemoteWay& way) { return way.type.empty(); });
  for (std::size_t i = 0; i < ways.size(); ++i) {
    const RemoteWay against{ways[i].type, turned(ways[i].direction)};
    ways[i].skips_loops = std::any_of(ways.begin(), ways.begin() + static_cast<std::ptrdiff_t>(i),
                                      [&](const RemoteWay& before) { return covers(before, against); });
  }
}

Result<void> narrow_by_test(const RemoteCondition& test, NodeReader& reader, std::span<const RemoteId> nodes,
                            std::span<std::uint8_t> verdicts) {
  std::vector<RemoteId> asked;
  asked.reserve(nodes.size());
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if (verdicts[i] != 0) asked.push_back(nodes[i]);
  }
  std::vector<std::uint8_t> answers(asked.size());
  if (auto ok = reader.verdicts(test, asked, answers); !ok) return ok;
  std::size_t next = 0;
  for (std::uint8_t& verdict : verdicts) verdict = verdict != 0 ? answers[next++] : std::uint8_t{0};
  return {};
}

}  // namespace

// --- predicates ------------------------------------------------------------------------------------------------------

RemotePredicate::RemotePredicate(const graph::Predicate& predicate) : kind_(predicate.kind) {
  if (kind_ == graph::Predicate::Kind::test) test_.emplace(predicate.test);
  parts_.reserve(predicate.parts.size());
  for (const graph::Predicate& part : predicate.parts) parts_.emplace_back(part);
}

Result<void> RemotePredicate::check_properties(const Provider& provider) const {
  if (test_) return provider.check_property(test_->property());
  for (const RemotePredicate& part : parts_) {
    if (auto ok = part.check_properties(provider); !ok) return ok;
  }
  return {};
}

Result<void> RemotePredicate::narrow(NodeReader& reader, std::span<const RemoteId> nodes,
                                     std::span<std::uint8_t> verdicts) const {
  if (test_) return narrow_by_test(*test_, reader, nodes, verdicts);
  if (kind_ == graph::Predicate::Kind::any) return narrow_by_any(reader, nodes, verdicts);
  for (const RemotePredicate& part : parts_) {
    if (auto ok = part.narrow(reader, nodes, verdicts); !ok) return ok;
  }
  return {};
}

// Each part is asked of nodes that none before it has let through.
Result<void> RemotePredicate::narrow_by_any(NodeReader& reader, std::span<const RemoteId> nodes,
                                            std::span<std::uint8_t> verdicts) const {
  std::vector<std::uint8_t> left(verdicts.begin(), verdicts.end());
  std::vector<std::uint8_t> fits;
  for (const RemotePredicate& part : parts_) {
    fits = left;
    if (auto ok = part.narrow(reader, nodes, fits); !ok) return ok;
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (fits[i] != 0) left[i] = 0;
    }
  }
  for (std::size_t i = 0; i < left.size(); ++i) {
    if (left[i] != 0) verdicts[i] = 0;
  }
  return {};
}

// --- the plan --------------------------------------------------------------------------------------------------------

Result<RemotePlan> RemotePlan::compile(const Provider& provider, const TraversalOptions& options, bool reversed) {
  auto patterns = graph::TraversalPatterns::parse(options);
  if (!patterns) return std::unexpected(std::move(patterns).error());
  RemotePlan plan(options, *std::move(patterns));
  plan.labels_ = provider.names().labels;
  plan.batch_ = std::max<std::size_t>(provider.batch(), 1);
  if (auto ok = plan.check_names(provider); !ok) return std::unexpected(std::move(ok).error());
  for (const auto* predicate : {&options.include, &options.where, &options.prune, &options.relationship_where}) {
    if (!*predicate) continue;
    if (auto ok = check_values(**predicate); !ok) return std::unexpected(std::move(ok).error());
  }
  if (auto ok = plan.compile_predicates(provider); !ok) return std::unexpected(std::move(ok).error());
  auto relationships = RelationshipQuestions::compile(provider, options);
  if (!relationships) return std::unexpected(std::move(relationships).error());
  plan.relationships_ = *std::move(relationships);
  if (plan.patterns_.period() > kMaxSteps) {
    return fail(Errc::limit, "traversal: expected patterns that begin anew after at most {} steps, found {}", kMaxSteps,
                plan.patterns_.period());
  }
  plan.compile_ways(reversed);
  plan.compile_labels();
  const auto list = [&](std::span<const RemoteId> nodes, std::uint8_t bit) {
    for (const RemoteId node : nodes) *plan.listed_.insert(node).first |= bit;
  };
  list(options.end_nodes, kEnd);
  list(options.terminator_nodes, kTerminator);
  list(options.deny_nodes, kDenied);
  if (options.allow_nodes) list(*options.allow_nodes, kAllowed);
  return plan;
}

Result<RemotePlan> RemotePlan::with_relationships(const Provider& provider) const {
  auto relationships = relationships_.with_ids(provider);
  if (!relationships) return std::unexpected(std::move(relationships).error());
  RemotePlan plan = *this;
  plan.relationships_ = *std::move(relationships);
  return plan;
}

Result<void> RemotePlan::check_names(const Provider& provider) const {
  for (const graph::RelationshipStep& step : patterns_.relationships()) {
    for (const graph::RelationshipAlternative& one : step) {
      if (one.type.empty()) continue;
      if (auto ok = check_name(provider.names().types, one.type, "relationships"); !ok) return ok;
    }
  }
  for (const std::string& label : graph::labels_named(patterns_.labels())) {
    if (auto ok = check_name(labels_, label, "labels"); !ok) return ok;
  }
  return {};
}

Result<void> RemotePlan::compile_predicates(const Provider& provider) {
  for (const auto& [said, compiled] : {std::pair(&options_.where, &where_), std::pair(&options_.prune, &prune_),
                                       std::pair(&options_.include, &include_)}) {
    if (!said->has_value()) continue;
    const RemotePredicate& made = compiled->emplace(said->value());
    if (auto ok = made.check_properties(provider); !ok) return ok;
  }
  return {};
}

void RemotePlan::compile_ways(bool reversed) {
  const auto places = static_cast<std::uint32_t>(patterns_.lead() + patterns_.period());  // at most kMaxSteps + 1
  ways_.resize(places);
  for (std::uint32_t depth = 0; depth < places; ++depth) {
    for (const graph::RelationshipAlternative& one : patterns_.relationships_at(depth))
      add(ways_[depth], one, reversed);
    skip_second_ends(ways_[depth]);
  }
}

void RemotePlan::compile_labels() {
  asks_labels_ = std::ranges::any_of(patterns_.labels().steps(), [](const graph::LabelStep& step) {
    return step.deny.given() || step.stop.given() || step.end.given() || step.allow.given();
  });
  for (const std::string& label : graph::labels_named(patterns_.labels())) {
    const auto page = static_cast<LabelPage>(number_of(label) / kLabelsOfPage);
    if (std::ranges::find(pages_, page) == pages_.end()) pages_.push_back(page);
  }
  if (pages_.empty()) pages_.push_back(0);
}

std::size_t RemotePlan::number_of(const std::string& label) const noexcept {
  return static_cast<std::size_t>(std::ranges::find(labels_, label) - labels_.begin());
}

// REQUIRES: the set is of pages_, and the label is named
bool RemotePlan::has_label(std::span<const LabelMask> set, const std::string& label) const noexcept {
  const std::size_t number = number_of(label);
  const auto page = std::ranges::find(pages_, static_cast<LabelPage>(number / kLabelsOfPage));
  return (set[static_cast<std::size_t>(page - pages_.begin())] >> (number % kLabelsOfPage) & 1) != 0;
}

bool RemotePlan::counts_in_any_order(std::size_t roots) const noexcept {
  if (options_.evaluator) return false;
  if (options_.uniqueness == graph::Uniqueness::none) return true;
  if (options_.uniqueness != graph::Uniqueness::node_global) return false;
  const bool is_bounded = options_.max_depth != std::numeric_limits<std::uint32_t>::max();
  const bool is_start_alike = patterns_.lead() == 0 && options_.min_depth == 0 && options_.filter_start;
  const bool are_others_alike = patterns_.lead() <= 1 && patterns_.period() == 1 && options_.min_depth <= 1;
  return !is_bounded && are_others_alike && (roots == 1 || is_start_alike);
}

// --- nodes -----------------------------------------------------------------------------------------------------------

Result<void> Judge::judge(std::span<const RemoteId> nodes, std::uint32_t depth, std::span<std::uint8_t> flags) {
  const TraversalOptions& options = plan_.options_;
  std::uint8_t kept = all_;
  if (auto ok = by_labels(nodes, depth, flags); !ok) return ok;
  if (depth > 0 || options.filter_start) {
    by_lists(nodes, depth, flags);
    if (auto ok = by_predicates(nodes, depth, flags); !ok) return ok;
  } else if (plan_.lists_ends()) {
    kept = all_but(kInclude);
  }
  if (depth < options.min_depth) kept &= static_cast<std::uint8_t>(~kInclude);
  if (depth >= options.max_depth) kept &= static_cast<std::uint8_t>(~kWalkOn);
  for (std::uint8_t& one : flags) one &= kept;
  return {};
}

Result<void> Judge::by_labels(std::span<const RemoteId> nodes, std::uint32_t depth, std::span<std::uint8_t> flags) {
  if (!plan_.asks_labels_) {
    std::ranges::fill(flags, all_);
    return {};
  }
  const std::size_t width = plan_.pages_.size();
  masks_.assign(nodes.size() * width, 0);
  if (auto ok = reader_.labels(nodes, plan_.pages_, masks_); !ok) return ok;
  constexpr LabelMask kNobody = 0;
  const LabelMask* last = &kNobody;
  std::uint8_t of_last = 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const LabelMask* const set = &masks_[i * width];
    if (*set == 0) {
      reader_.count_dangling();
      flags[i] = 0;
      continue;
    }
    if (*set != *last || (width > 1 && !std::equal(set, set + width, last))) {
      of_last = flags_of({set, width}, depth);
      last = set;
    }
    flags[i] = of_last;
  }
  return {};
}

std::uint8_t Judge::flags_of(std::span<const LabelMask> set, std::uint32_t depth) {
  const bool is_early = depth < plan_.options_.min_depth;
  const std::size_t place = 2 * plan_.patterns_.place_of(depth) + (is_early ? 1 : 0);
  if (known_.size() <= place) known_.resize(place + 1);
  const auto [flags, is_new] = known_[place].flags_of(set);
  if (is_new) *flags = decide(set, depth);
  return *flags;
}

std::pair<std::uint8_t*, bool> Judge::Known::flags_of(std::span<const LabelMask> set) {
  if (set.size() == 1) {
    const auto [it, is_new] = of_mask.try_emplace(set[0]);
    return {&it->second, is_new};
  }
  const auto [it, is_new] = of_set.try_emplace({set.begin(), set.end()});
  return {&it->second, is_new};
}

std::uint8_t Judge::decide(std::span<const LabelMask> set, std::uint32_t depth) const {
  const auto has = [&](const std::string& label) { return plan_.has_label(set, label); };
  const graph::Verdict verdict = plan_.patterns_.verdict_at(depth, has);
  const bool walks_on = verdict.walk_on || (verdict.stops && depth < plan_.options_.min_depth);
  const bool is_denied = verdict == graph::Verdict{false, false, false};
  return static_cast<std::uint8_t>((verdict.include ? kInclude : 0) | (walks_on ? kWalkOn : 0) |
                                   (is_denied ? 0 : all_ & kOnWay));
}

void Judge::by_lists(std::span<const RemoteId> nodes, std::uint32_t depth, std::span<std::uint8_t> flags) const {
  const TraversalOptions& options = plan_.options_;
  if (plan_.listed_.size() == 0 && !options.allow_nodes) return;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::uint8_t* found = plan_.listed_.find(nodes[i]);
    const std::uint8_t lists = found == nullptr ? std::uint8_t{0} : *found;
    const bool is_end = (lists & (kEnd | kTerminator)) != 0;
    const bool is_allowed = !options.allow_nodes || is_end || (lists & kAllowed) != 0;
    if ((lists & kDenied) != 0 || !is_allowed) flags[i] = 0;
    if (plan_.lists_ends() && !is_end) flags[i] &= static_cast<std::uint8_t>(~kInclude);
    if ((lists & kTerminator) != 0 && depth >= options.min_depth) flags[i] &= static_cast<std::uint8_t>(~kWalkOn);
  }
}

Result<void> Judge::by_predicates(std::span<const RemoteId> nodes, std::uint32_t depth, std::span<std::uint8_t> flags) {
  const TraversalOptions& options = plan_.options_;
  if (auto ok = by_predicate(plan_.where_, nodes, flags, all_, 0, all_); !ok) return ok;
  if (depth < options.max_depth) {
    if (auto ok = by_predicate(plan_.prune_, nodes, flags, kWalkOn, all_, all_but(kWalkOn)); !ok) return ok;
  }
  if (depth < options.min_depth) return {};
  return by_predicate(plan_.include_, nodes, flags, kInclude, all_but(kInclude), all_);
}

// Nodes with one of the flags `asked` keep `if_so` of theirs where they fulfil it, `if_not` where they do not.
Result<void> Judge::by_predicate(const std::optional<RemotePredicate>& predicate, std::span<const RemoteId> nodes,
                                 std::span<std::uint8_t> flags, std::uint8_t asked, std::uint8_t if_not,
                                 std::uint8_t if_so) {
  if (!predicate) return {};
  asked_.clear();
  places_.clear();
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    if ((flags[i] & asked) == 0) continue;
    asked_.push_back(nodes[i]);
    places_.push_back(static_cast<std::uint32_t>(i));
  }
  if (asked_.empty()) return {};
  verdicts_.assign(asked_.size(), 1);
  if (auto ok = predicate->narrow(reader_, asked_, verdicts_); !ok) return ok;
  for (std::size_t i = 0; i < places_.size(); ++i) flags[places_[i]] &= verdicts_[i] != 0 ? if_so : if_not;
  return {};
}

}  // namespace wirespeed::graph_remote
