#include "wirespeed/graph/traversal_patterns.hpp"

#include <numeric>

#include <fmt/ranges.h>

#include "wirespeed/graph/pattern_text.hpp"

namespace wirespeed::graph {
namespace {

struct Texts {
  std::string relationships;
  std::string labels;
};

// The steps of a sequence, given to one of the two by turns.
Result<Texts> split(std::string_view sequence, bool begins_at_start) {
  std::vector<std::string> of_labels;
  std::vector<std::string> of_relationships;
  bool is_label = begins_at_start;
  const bool whole = each_part(sequence, ',', [&](std::string_view step) {
    (is_label ? of_labels : of_relationships).emplace_back(step);
    is_label = !is_label;
    return !step.empty();
  });
  if (!whole) {
    return fail(Errc::invalid_argument, "traversal: sequence: expected a step, found nothing between two commas");
  }
  if (of_labels.empty() || of_relationships.empty()) {
    return fail(Errc::invalid_argument,
                "traversal: sequence: expected labels and relationships by turns, found one step: \"{}\"", sequence);
  }
  return Texts{fmt::format("{}", fmt::join(of_relationships, ",")), fmt::format("{}", fmt::join(of_labels, ","))};
}

}  // namespace

Result<TraversalPatterns> TraversalPatterns::parse(const TraversalOptions& options) {
  if (options.recent == 0) {
    return fail(Errc::invalid_argument, "traversal: recent: expected at least 1 to remember, found 0");
  }
  Texts texts{options.relationships, options.labels};
  if (!trimmed(options.sequence).empty()) {
    auto both = split(options.sequence, options.begin_sequence_at_start);
    if (!both) return std::unexpected(std::move(both).error());
    texts = *std::move(both);
  }
  auto relationships = parse_relationships(texts.relationships);
  if (!relationships) return std::unexpected(std::move(relationships).error());
  auto labels = LabelFilter::parse(texts.labels);
  if (!labels) return std::unexpected(std::move(labels).error());
  TraversalPatterns patterns;
  patterns.relationships_ = *std::move(relationships);
  patterns.labels_ = *std::move(labels);
  patterns.lead_ = options.filter_start && options.begin_sequence_at_start ? 0 : 1;
  patterns.first_label_ = options.begin_sequence_at_start ? 0 : 1;
  patterns.first_relationship_ = options.begin_sequence_at_start || trimmed(texts.relationships).empty() ? 0 : 1;
  const std::size_t repeated = patterns.relationships_.size() - patterns.first_relationship_;
  if (repeated == 0) {
    return fail(Errc::invalid_argument,
                "traversal: relationships: expected a step to repeat after the first one, which is followed once where "
                "the sequence does not begin at the start; found \"{}\"",
                texts.relationships);
  }
  patterns.period_ = std::lcm(std::uint64_t{repeated}, std::uint64_t{patterns.labels_.steps().size()});
  return patterns;
}

const RelationshipStep& TraversalPatterns::relationships_at(std::uint32_t depth) const noexcept {
  if (depth < first_relationship_) return relationships_[depth];
  const std::size_t repeated = relationships_.size() - first_relationship_;
  return relationships_[first_relationship_ + (depth - first_relationship_) % repeated];
}

}  // namespace wirespeed::graph
