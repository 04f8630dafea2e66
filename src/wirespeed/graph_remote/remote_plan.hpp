// A traversal's description, compiled for a graph that lives elsewhere: what becomes of nodes, many at a time.
#pragma once

#include <algorithm>
#include <map>
#include <unordered_map>

#include "wirespeed/graph/traversal_patterns.hpp"
#include "wirespeed/graph_remote/node_reader.hpp"

namespace wirespeed::graph_remote {

using graph::TraversalOptions;

// What becomes of a node.
inline constexpr std::uint8_t kInclude = 1;
inline constexpr std::uint8_t kWalkOn = 2;
inline constexpr std::uint8_t kOnWay = 4;  // labels, lists and `where` let a way go over it, to whatever end

// A Predicate whose tests can be asked of a store.
class RemotePredicate {
 public:
  explicit RemotePredicate(const graph::Predicate& predicate);

  // Clears the verdicts of nodes that do not fulfil it; those that are 0 already are not looked at.
  Result<void> narrow(NodeReader& reader, std::span<const RemoteId> nodes, std::span<std::uint8_t> verdicts) const;
  Result<void> check_properties(const Provider& provider) const;

 private:
  Result<void> narrow_by_any(NodeReader& reader, std::span<const RemoteId> nodes,
                             std::span<std::uint8_t> verdicts) const;

  graph::Predicate::Kind kind_;
  std::optional<RemoteCondition> test_;
  std::vector<RemotePredicate> parts_;
};

class RemotePlan {
 public:
  // Fails for names that the provider does not have, and for what it does not tell of relationships.
  // `reversed`: relationships are followed the other way.
  static Result<RemotePlan> compile(const Provider& provider, const TraversalOptions& options, bool reversed = false);

  // The same walk, which knows by which relationships it goes. Fails for a provider that does not tell.
  Result<RemotePlan> with_relationships(const Provider& provider) const;

  const TraversalOptions& options() const noexcept { return options_; }
  std::size_t batch() const noexcept { return batch_; }
  std::span<const RemoteWay> ways_at(std::uint32_t depth) const noexcept { return ways_[patterns_.place_of(depth)]; }
  bool follows_alike_at(std::uint32_t depth, std::uint32_t other) const noexcept {
    return std::ranges::equal(ways_at(depth), ways_at(other));
  }
  // Whether what a walk from so many starts counts is the same in whichever order it goes: every walk; or every node
  // once that can be reached, where nothing depends on how far it is.
  bool counts_in_any_order(std::size_t roots) const noexcept;
  // Only nodes of its lists are returned.
  bool lists_ends() const noexcept { return !options_.end_nodes.empty() || !options_.terminator_nodes.empty(); }

  // Of labels: those that have what is named, or the first.
  std::span<const LabelPage> label_pages() const noexcept { return pages_; }
  const RelationshipQuestions& relationships() const noexcept { return relationships_; }

  // Asks the evaluator, where there is one, of a node that everything else lets through.
  template <typename Trail>
  Result<void> evaluate(RemoteId node, const Trail& trail, std::uint8_t& flags) const {
    if (!options_.evaluator || (flags & (kInclude | kWalkOn)) == 0) return {};
    std::vector<std::int64_t> path{node};
    trail.each_back([&](const RemoteStep& before) {
      path.push_back(before.node);
      return true;
    });
    std::ranges::reverse(path);
    const auto said = options_.evaluator(path);
    if (!said) return std::unexpected(said.error());
    if (!said->include) flags &= static_cast<std::uint8_t>(~kInclude);
    if (!said->walk_on) flags &= static_cast<std::uint8_t>(~kWalkOn);
    return {};
  }

 private:
  friend class Judge;
  RemotePlan(const TraversalOptions& options, graph::TraversalPatterns patterns)
      : options_(options), patterns_(std::move(patterns)) {}
  Result<void> check_names(const Provider& provider) const;
  Result<void> compile_predicates(const Provider& provider);
  void compile_ways(bool reversed);
  void compile_labels();
  std::size_t number_of(const std::string& label) const noexcept;
  bool has_label(std::span<const LabelMask> set, const std::string& label) const noexcept;

  TraversalOptions options_;
  graph::TraversalPatterns patterns_;
  std::vector<std::vector<RemoteWay>> ways_;  // by place_of()
  std::vector<std::string> labels_;           // the provider's
  std::vector<LabelPage> pages_;
  bool asks_labels_ = false;
  RelationshipQuestions relationships_;
  std::optional<RemotePredicate> where_;
  std::optional<RemotePredicate> prune_;
  std::optional<RemotePredicate> include_;
  IdTable<std::uint8_t> listed_;  // which lists name a node, as bits
  std::size_t batch_ = 0;
};

// One walk's: remembers what became of which set of labels.
class Judge {
 public:
  // Without `with_ways` no node is kOnWay.
  Judge(const RemotePlan& plan, NodeReader& reader, bool with_ways) noexcept
      : plan_(plan), reader_(reader), all_(kInclude | kWalkOn | (with_ways ? kOnWay : 0)) {}

  // REQUIRES: flags.size() == nodes.size()
  Result<void> judge(std::span<const RemoteId> nodes, std::uint32_t depth, std::span<std::uint8_t> flags);

 private:
  Result<void> by_labels(std::span<const RemoteId> nodes, std::uint32_t depth, std::span<std::uint8_t> flags);
  Result<void> by_predicates(std::span<const RemoteId> nodes, std::uint32_t depth, std::span<std::uint8_t> flags);
  Result<void> by_predicate(const std::optional<RemotePredicate>& predicate, std::span<const RemoteId> nodes,
                            std::span<std::uint8_t> flags, std::uint8_t asked, std::uint8_t if_not, std::uint8_t if_so);
  void by_lists(std::span<const RemoteId> nodes, std::uint32_t depth, std::span<std::uint8_t> flags) const;
  std::uint8_t flags_of(std::span<const LabelMask> set, std::uint32_t depth);
  std::uint8_t decide(std::span<const LabelMask> set, std::uint32_t depth) const;

  // All flags without one.
  std::uint8_t all_but(std::uint8_t flag) const noexcept { return static_cast<std::uint8_t>(all_ & ~flag); }

  const RemotePlan& plan_;
  NodeReader& reader_;
  std::uint8_t all_;  // flags
  // By place_of() and whether below the least depth; sets of several pages stand beside those of one.
  struct Known {
    std::unordered_map<LabelMask, std::uint8_t> of_mask{};
    std::map<std::vector<LabelMask>, std::uint8_t> of_set{};
    // Where the set's flags are, and whether they are still to be found.
    std::pair<std::uint8_t*, bool> flags_of(std::span<const LabelMask> set);
  };
  std::vector<Known> known_;
  std::vector<LabelMask> masks_;
  std::vector<RemoteId> asked_;
  std::vector<std::uint32_t> places_;
  std::vector<std::uint8_t> verdicts_;
};

}  // namespace wirespeed::graph_remote
