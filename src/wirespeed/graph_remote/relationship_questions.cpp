#include "wirespeed/graph_remote/relationship_questions.hpp"

#include <algorithm>

namespace wirespeed::graph_remote {
namespace {

std::size_t column_of(const std::string& property, std::vector<std::string>& needed) {
  const auto found = std::ranges::find(needed, property);
  const auto place = static_cast<std::size_t>(found - needed.begin());
  if (found == needed.end()) needed.push_back(property);
  return place;
}

// Keeps those for which keeps(place) says so, in their order.
template <typename Keeps>
void keep_if(Neighbors& neighbors, const Keeps& keeps) {
  std::size_t kept = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i + 1 < neighbors.offsets.size(); ++i) {
    for (const std::size_t end = neighbors.offsets[i + 1]; at < end; ++at) {
      if (!keeps(at)) continue;
      neighbors.targets[kept] = neighbors.targets[at];
      if (!neighbors.relationships.empty()) neighbors.relationships[kept] = neighbors.relationships[at];
      ++kept;
    }
    neighbors.offsets[i + 1] = kept;
  }
  neighbors.targets.resize(kept);
  if (!neighbors.relationships.empty()) neighbors.relationships.resize(kept);
}

}  // namespace

RelationshipPredicate::RelationshipPredicate(const graph::Predicate& predicate, std::vector<std::string>& needed)
    : kind_(predicate.kind) {
  if (kind_ == graph::Predicate::Kind::test) {
    test_.emplace(predicate.test);
    column_ = column_of(predicate.test.property, needed);
  }
  parts_.reserve(predicate.parts.size());
  for (const graph::Predicate& part : predicate.parts) parts_.emplace_back(part, needed);
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the caller joined them
bool RelationshipPredicate::holds(std::span<const Values> properties, std::size_t place) const noexcept {
  if (test_) return test_->holds(properties[column_].cells[place], properties[column_].texts);
  // NOLINTNEXTLINE(misc-no-recursion)
  const auto holds = [&](const RelationshipPredicate& part) { return part.holds(properties, place); };
  return kind_ == graph::Predicate::Kind::any ? std::ranges::any_of(parts_, holds) : std::ranges::all_of(parts_, holds);
}

Result<RelationshipQuestions> RelationshipQuestions::compile(const Provider& provider,
                                                             const graph::TraversalOptions& options) {
  RelationshipQuestions questions;
  questions.needs_.ids = graph::is_of_relationships(options.uniqueness);
  if (options.relationship_where) {
    questions.where_.emplace(*options.relationship_where, questions.needs_.properties);
  }
  if (auto ok = provider.check_relationships(questions.needs_); !ok) return std::unexpected(std::move(ok).error());
  return questions;
}

void RelationshipQuestions::narrow(Neighbors& neighbors) const {
  if (!where_) return;
  keep_if(neighbors, [&](std::size_t place) { return where_->holds(neighbors.properties, place); });
}

}  // namespace wirespeed::graph_remote
