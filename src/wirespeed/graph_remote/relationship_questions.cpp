#include "wirespeed/graph_remote/relationship_questions.hpp"

#include <algorithm>
#include <cmath>

namespace wirespeed::graph_remote {
namespace {

std::size_t column_of(const std::string& property, std::vector<std::string>& needed) {
  const auto found = std::ranges::find(needed, property);
  const auto place = static_cast<std::size_t>(found - needed.begin());
  if (found == needed.end()) needed.push_back(property);
  return place;
}

// NaN where it is none.
double number_of(const Cell& cell) noexcept {
  if (cell.is_number()) return static_cast<double>(cell.integer());
  return cell.kind == Cell::Kind::real ? cell.real() : std::nan("");
}

// Keeps those for which keeps(place) says so, in their order, with their ids and the property.
template <typename Keeps>
void keep_if(Neighbors& neighbors, std::optional<std::size_t> property, const Keeps& keeps) {
  std::vector<Cell>* const cells = property ? &neighbors.properties[*property].cells : nullptr;
  std::size_t kept = 0;
  std::size_t at = 0;
  for (std::size_t i = 0; i + 1 < neighbors.offsets.size(); ++i) {
    for (const std::size_t end = neighbors.offsets[i + 1]; at < end; ++at) {
      if (!keeps(at)) continue;
      neighbors.targets[kept] = neighbors.targets[at];
      if (!neighbors.relationships.empty()) neighbors.relationships[kept] = neighbors.relationships[at];
      if (cells != nullptr) (*cells)[kept] = (*cells)[at];
      ++kept;
    }
    neighbors.offsets[i + 1] = kept;
  }
  neighbors.targets.resize(kept);
  if (!neighbors.relationships.empty()) neighbors.relationships.resize(kept);
}

}  // namespace

RelationshipPredicate::RelationshipPredicate(const graph::Predicate& predicate, std::string_view weight,
                                             std::vector<std::string>& needed)
    : kind_(predicate.kind) {
  if (kind_ == graph::Predicate::Kind::test) {
    test_.emplace(predicate.test);
    const bool is_weight = predicate.test.property == "weight" && !weight.empty();
    column_ = column_of(is_weight ? std::string(weight) : predicate.test.property, needed);
  }
  parts_.reserve(predicate.parts.size());
  for (const graph::Predicate& part : predicate.parts) parts_.emplace_back(part, weight, needed);
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
    questions.where_.emplace(*options.relationship_where, provider.weight(), questions.needs_.properties);
  }
  if (options.order == graph::Order::best_first && !provider.weight().empty()) {
    questions.weight_ = column_of(std::string(provider.weight()), questions.needs_.properties);
  }
  if (auto ok = provider.check_relationships(questions.needs_); !ok) return std::unexpected(std::move(ok).error());
  return questions;
}

Result<RelationshipQuestions> RelationshipQuestions::with_ids(const Provider& provider) const {
  RelationshipQuestions questions = *this;
  questions.needs_.ids = true;
  if (auto ok = provider.check_relationships(questions.needs_); !ok) return std::unexpected(std::move(ok).error());
  return questions;
}

Result<void> RelationshipQuestions::narrow(Neighbors& neighbors) const {
  if (where_) {
    keep_if(neighbors, weight_, [&](std::size_t place) { return where_->holds(neighbors.properties, place); });
  }
  return weight_ ? weigh(neighbors, neighbors.properties[*weight_]) : Result<void>();
}

Result<void> RelationshipQuestions::weigh(Neighbors& neighbors, const Values& values) const {
  neighbors.weights.reserve(neighbors.targets.size());
  for (std::size_t i = 0; i < neighbors.targets.size(); ++i) {
    const double weight = number_of(values.cells[i]);
    if (std::isnan(weight)) {
      return fail(
          Errc::malformed,
          "traversal: best_first: expected a number as \"{}\" of each relationship that is followed, found none "
          "of one to {}; give it one, or let a condition leave it out",
          needs_.properties[*weight_], neighbors.targets[i]);
    }
    neighbors.weights.push_back(weight);
  }
  return {};
}

}  // namespace wirespeed::graph_remote
