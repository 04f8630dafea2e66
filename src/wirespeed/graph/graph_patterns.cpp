#include "wirespeed/graph/graph_patterns.hpp"

#include <fmt/ranges.h>

namespace wirespeed::graph {
namespace {

void add(std::vector<Way>& ways, std::uint32_t type, Direction direction) {
  for (const Direction way : {Direction::out, Direction::in}) {
    if (direction != Direction::both && direction != way) continue;
    if (std::ranges::find(ways, Way{type, way}) == ways.end()) ways.push_back({type, way});
  }
}

}  // namespace

Result<void> check_types(const EdgeGraph& graph, std::span<const RelationshipStep> steps) {
  for (const RelationshipStep& step : steps) {
    for (const RelationshipAlternative& wanted : step) {
      if (wanted.type.empty()) continue;
      if (std::ranges::count(graph.relationships(), wanted.type, &Relationships::type) > 0) continue;
      std::vector<std::string_view> types;
      types.reserve(graph.relationships().size());
      for (const Relationships& one : graph.relationships()) types.emplace_back(one.type);
      return fail(Errc::not_found, "traversal: relationships: expected one of the types [{}], found \"{}\"",
                  fmt::join(types, ", "), wanted.type);
    }
  }
  return {};
}

Result<void> check_labels(const LabelSets& labels, const LabelFilter& filter) {
  for (const std::string& label : labels_named(filter)) {
    if (std::ranges::count(labels.names, label) > 0) continue;
    return fail(Errc::not_found, "traversal: labels: expected one of [{}], found \"{}\"", fmt::join(labels.names, ", "),
                label);
  }
  return {};
}

std::vector<Way> ways_of(const EdgeGraph& graph, const RelationshipStep& step) {
  std::vector<Way> ways;
  for (const RelationshipAlternative& wanted : step) {
    for (std::uint32_t type = 0; type < graph.relationships().size(); ++type) {
      const bool is_wanted = wanted.type.empty() || graph.relationships()[type].type == wanted.type;
      if (is_wanted) add(ways, type, wanted.direction);
    }
  }
  return ways;
}

bool has_label(const LabelSets& labels, std::uint32_t set, std::string_view label) noexcept {
  return set < labels.sets.size() &&
         std::ranges::any_of(labels.sets[set], [&](std::uint32_t i) { return labels.names[i] == label; });
}

Result<std::vector<std::vector<Way>>> parse_relationships(const EdgeGraph& graph, std::string_view pattern) {
  const auto steps = parse_relationships(pattern);
  if (!steps) return std::unexpected(steps.error());
  if (auto ok = check_types(graph, *steps); !ok) return std::unexpected(std::move(ok).error());
  std::vector<std::vector<Way>> ways;
  ways.reserve(steps->size());
  for (const RelationshipStep& step : *steps) ways.push_back(ways_of(graph, step));
  return ways;
}

Result<std::vector<std::vector<Verdict>>> parse_labels(const LabelSets& labels, std::string_view pattern) {
  const auto filter = LabelFilter::parse(pattern);
  if (!filter) return std::unexpected(filter.error());
  if (auto ok = check_labels(labels, *filter); !ok) return std::unexpected(std::move(ok).error());
  std::vector<std::vector<Verdict>> all;
  all.reserve(filter->steps().size());
  for (const LabelStep& step : filter->steps()) {
    std::vector<Verdict>& verdicts = all.emplace_back();
    verdicts.reserve(labels.sets.size() + 1);
    for (std::uint32_t set = 0; set <= labels.sets.size(); ++set) {
      verdicts.push_back(filter->verdict(step, [&](std::string_view label) { return has_label(labels, set, label); }));
    }
  }
  return all;
}

}  // namespace wirespeed::graph
