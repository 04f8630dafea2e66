#include "wirespeed/graph/relationship_pattern.hpp"

#include "wirespeed/graph/pattern_text.hpp"

namespace wirespeed::graph {
namespace {

// REQUIRES: text is not empty
RelationshipAlternative read_alternative(std::string_view text) {
  const bool in = text.starts_with('<');
  if (in) text.remove_prefix(1);
  const bool out = text.ends_with('>');
  if (out) text.remove_suffix(1);
  if (trimmed(text) == "*") text = {};
  return {std::string(trimmed(text)), in == out ? Direction::both : in ? Direction::in : Direction::out};
}

}  // namespace

Result<std::vector<RelationshipStep>> parse_relationships(std::string_view pattern) {
  if (trimmed(pattern).empty()) pattern = "*";
  std::vector<RelationshipStep> steps;
  const bool whole = each_part(pattern, ',', [&](std::string_view step) {
    steps.emplace_back();
    return each_part(step, '|', [&](std::string_view alternative) {
      if (alternative.empty()) return false;
      steps.back().push_back(read_alternative(alternative));
      return true;
    });
  });
  if (whole) return steps;
  return fail(Errc::invalid_argument,
              "traversal: relationships: expected a type, found nothing between two separators; * is any type");
}

}  // namespace wirespeed::graph
