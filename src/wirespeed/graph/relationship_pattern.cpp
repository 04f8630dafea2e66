#include "wirespeed/graph/relationship_pattern.hpp"

#include <algorithm>
#include <optional>

#include <fmt/ranges.h>

#include "wirespeed/graph/pattern_text.hpp"

namespace wirespeed::graph {
namespace {

struct Alternative {
  std::string_view type;  // empty: any
  Direction direction = Direction::both;
};

Alternative read_alternative(std::string_view text) noexcept {
  const bool in = text.starts_with('<');
  if (in) text.remove_prefix(1);
  const bool out = text.ends_with('>');
  if (out) text.remove_suffix(1);
  if (text == "*") text = {};
  return {trimmed(text), in == out ? Direction::both : in ? Direction::in : Direction::out};
}

void add(std::vector<Way>& ways, std::uint32_t type, Direction direction) {
  for (const Direction way : {Direction::out, Direction::in}) {
    if (direction != Direction::both && direction != way) continue;
    if (std::ranges::find(ways, Way{type, way}) == ways.end()) ways.push_back({type, way});
  }
}

std::optional<std::uint32_t> find_type(const EdgeGraph& graph, std::string_view name) {
  const auto found = std::ranges::find(graph.relationships(), name, &Relationships::type);
  if (found == graph.relationships().end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - graph.relationships().begin());
}

Error unknown_type(const EdgeGraph& graph, std::string_view name) {
  std::vector<std::string_view> types;
  for (const Relationships& one : graph.relationships()) types.emplace_back(one.type);
  return fail(Errc::not_found, "traversal: relationships: expected one of the types [{}], found \"{}\"",
              fmt::join(types, ", "), name)
      .error();
}

Result<void> add_alternative(const EdgeGraph& graph, std::string_view text, std::vector<Way>& ways) {
  if (text.empty()) {
    return fail(Errc::invalid_argument,
                "traversal: relationships: expected a type, found nothing between two separators; * is any type");
  }
  const Alternative wanted = read_alternative(text);
  if (wanted.type.empty()) {
    for (std::uint32_t type = 0; type < graph.relationships().size(); ++type) add(ways, type, wanted.direction);
    return {};
  }
  const auto type = find_type(graph, wanted.type);
  if (!type) return std::unexpected(unknown_type(graph, wanted.type));
  add(ways, *type, wanted.direction);
  return {};
}

}  // namespace

Result<std::vector<std::vector<Way>>> parse_relationships(const EdgeGraph& graph, std::string_view pattern) {
  if (trimmed(pattern).empty()) pattern = "*";
  std::vector<std::vector<Way>> turns;
  Result<void> all;
  each_part(pattern, ',', [&](std::string_view turn) {
    turns.emplace_back();
    return each_part(turn, '|', [&](std::string_view alternative) {
      all = add_alternative(graph, alternative, turns.back());
      return all.has_value();
    });
  });
  if (!all) return std::unexpected(std::move(all).error());
  return turns;
}

}  // namespace wirespeed::graph
