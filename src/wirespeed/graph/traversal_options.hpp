// What a walk is asked for, in words: nothing here knows where the graph is. Traversal (traversal.hpp) compiles it for
// an EdgeGraph; other graphs may walk by the same words (traversal_patterns.hpp reads the texts).
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/graph/condition.hpp"

namespace wirespeed::graph {

enum class Order : std::uint8_t {
  depth_first,         // a node, then all behind its first neighbour
  breadth_first,       // depth by depth
  depth_first_post,    // a node after those behind it
  breadth_first_post,  // the deepest first, each depth in the order of breadth_first
  best_first,          // whoever is reached by the smallest sum of weights; of equal ones who was seen first
};

// A node or a relationship is entered once ...
enum class Uniqueness : std::uint8_t {
  none,                 // no rule: every walk; in a graph with circles it needs a max_depth
  node_global,          // in all
  node_path,            // on each path
  node_recent,          // among the `recent` different ones that were met last
  node_level,           // at each depth
  relationship_global,  // the same of relationships; starts are entered without any
  relationship_path,
  relationship_recent,
  relationship_level,
};

constexpr bool is_of_relationships(Uniqueness uniqueness) noexcept {
  return uniqueness >= Uniqueness::relationship_global;
}

Result<Order> parse_order(std::string_view name);            // as above, in small or capital letters
Result<Uniqueness> parse_uniqueness(std::string_view name);  // likewise

// A property against a value. Null fulfils nothing.
struct PropertyTest {
  std::string property;
  Comparison comparison = Comparison::equal;
  ConditionValue value;
};

// One test, or several joined: all of them (none: always true), or any of them (none: never).
struct Predicate {
  enum class Kind : std::uint8_t { test, all, any };

  Predicate(PropertyTest one) : kind(Kind::test), test(std::move(one)) {}
  Predicate(Kind joined, std::vector<Predicate> several) : kind(joined), parts(std::move(several)) {}

  Kind kind;
  PropertyTest test{};
  std::vector<Predicate> parts{};
};

// Equal to any of them; from the one to the other, both counted in.
Predicate is_in(const std::string& property, const std::vector<ConditionValue>& values);
Predicate between(const std::string& property, ConditionValue least, ConditionValue most);

Predicate all_of(std::vector<Predicate> parts);
Predicate any_of(std::vector<Predicate> parts);

// What a walk does at a node: whether it is returned, and whether those behind it are looked at.
struct Evaluation {
  bool include = true;
  bool walk_on = true;

  friend bool operator==(const Evaluation&, const Evaluation&) = default;
};

// Asked of each way that everything else lets through, from the start to the node. What it fails with ends the walk.
using Evaluator = std::function<Result<Evaluation>(std::span<const std::int64_t> path)>;

struct TraversalOptions {
  Order order = Order::depth_first;
  Uniqueness uniqueness = Uniqueness::node_global;
  std::string relationships{};         // relationship_pattern.hpp; empty: all, both ways
  std::string labels{};                // label_filter.hpp; empty: all
  std::optional<Predicate> include{};  // of nodes: others are walked, but not returned
  std::uint32_t min_depth = 0;         // above it nothing is returned
  std::uint32_t max_depth = std::numeric_limits<std::uint32_t>::max();

  std::uint32_t recent = 10'000;        // what node_recent and relationship_recent remember
  std::string sequence{};               // labels and relationships by turns, in place of both: traversal_patterns.hpp
  bool begin_sequence_at_start = true;  // false: the start's own step is no part of what is repeated
  bool filter_start = true;             // false: labels, predicates and lists do not ask the start
  std::optional<Predicate> where{};     // of nodes: others are neither returned nor walked on from
  std::optional<Predicate> prune{};     // of nodes: the walk ends there
  std::optional<Predicate> relationship_where{};           // others are not followed
  std::vector<std::int64_t> end_nodes{};                   // where given: only these (and terminators) are returned
  std::vector<std::int64_t> terminator_nodes{};            // likewise, and the walk ends there, from min_depth on
  std::vector<std::int64_t> deny_nodes{};                  // neither returned nor walked on from
  std::optional<std::vector<std::int64_t>> allow_nodes{};  // others, ends and terminators aside, are as if denied
  Evaluator evaluator{};
};

}  // namespace wirespeed::graph
