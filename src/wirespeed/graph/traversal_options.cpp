#include "wirespeed/graph/traversal_options.hpp"

#include <array>
#include <utility>

#include <fmt/ranges.h>

namespace wirespeed::graph {
namespace {

template <typename T>
using Named = std::pair<std::string_view, T>;

constexpr std::array<Named<Order>, 5> kOrders{{
    {"depth_first", Order::depth_first},
    {"breadth_first", Order::breadth_first},
    {"depth_first_post", Order::depth_first_post},
    {"breadth_first_post", Order::breadth_first_post},
    {"best_first", Order::best_first},
}};

constexpr std::array<Named<Uniqueness>, 9> kUniqueness{{
    {"none", Uniqueness::none},
    {"node_global", Uniqueness::node_global},
    {"node_path", Uniqueness::node_path},
    {"node_recent", Uniqueness::node_recent},
    {"node_level", Uniqueness::node_level},
    {"relationship_global", Uniqueness::relationship_global},
    {"relationship_path", Uniqueness::relationship_path},
    {"relationship_recent", Uniqueness::relationship_recent},
    {"relationship_level", Uniqueness::relationship_level},
}};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

template <typename T, std::size_t n>
Result<T> parse_name(const std::array<Named<T>, n>& all, std::string_view text, const char* what) {
  const std::string lower = lower_case(text);
  std::vector<std::string_view> names;
  names.reserve(n);
  for (const auto& [name, value] : all) {
    if (name == lower) return value;
    names.push_back(name);
  }
  return fail(Errc::invalid_argument, "traversal: {}: expected one of {}; found \"{}\"", what, fmt::join(names, ", "),
              text);
}

}  // namespace

Result<Order> parse_order(std::string_view name) { return parse_name(kOrders, name, "order"); }

Result<Uniqueness> parse_uniqueness(std::string_view name) { return parse_name(kUniqueness, name, "uniqueness"); }

Predicate is_in(const std::string& property, const std::vector<ConditionValue>& values) {
  std::vector<Predicate> parts;
  parts.reserve(values.size());
  for (const ConditionValue& value : values) parts.emplace_back(PropertyTest{property, Comparison::equal, value});
  return any_of(std::move(parts));
}

Predicate between(const std::string& property, ConditionValue least, ConditionValue most) {
  return all_of({PropertyTest{property, Comparison::greater_or_equal, std::move(least)},
                 PropertyTest{property, Comparison::less_or_equal, std::move(most)}});
}

Predicate all_of(std::vector<Predicate> parts) { return {Predicate::Kind::all, std::move(parts)}; }

Predicate any_of(std::vector<Predicate> parts) { return {Predicate::Kind::any, std::move(parts)}; }

}  // namespace wirespeed::graph
