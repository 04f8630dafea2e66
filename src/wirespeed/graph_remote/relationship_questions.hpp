// What a traversal asks of relationships besides their ends: who they are, where they are entered once, the properties
// that its condition speaks of, and their weights, where it goes by them. In a condition, too, "weight" is whatever
// property the provider weighs by.
#pragma once

#include "wirespeed/graph_remote/condition.hpp"
#include "wirespeed/graph_remote/provider.hpp"

namespace wirespeed::graph_remote {

// A condition on relationships whose properties lie in columns.
class RelationshipPredicate {
 public:
  // Adds the properties that it asks for to those that are needed.
  RelationshipPredicate(const graph::Predicate& predicate, std::string_view weight, std::vector<std::string>& needed);

  bool holds(std::span<const Values> properties, std::size_t place) const noexcept;

 private:
  graph::Predicate::Kind kind_;
  std::optional<RemoteCondition> test_;
  std::size_t column_ = 0;  // of the test
  std::vector<RelationshipPredicate> parts_;
};

class RelationshipQuestions {
 public:
  // Fails for what the provider does not tell.
  static Result<RelationshipQuestions> compile(const Provider& provider, const graph::TraversalOptions& options);

  // The same, which ask who relationships are, too. Fails likewise.
  Result<RelationshipQuestions> with_ids(const Provider& provider) const;

  const RelationshipNeeds& needs() const noexcept { return needs_; }
  // Leaves those that are followed, and weighs them. Fails for a weight that is no number.
  // REQUIRES: what is needed is there of each
  Result<void> narrow(Neighbors& neighbors) const;

 private:
  Result<void> weigh(Neighbors& neighbors, const Values& values) const;

  RelationshipNeeds needs_;
  std::optional<RelationshipPredicate> where_;
  std::optional<std::size_t> weight_;  // which of the properties
};

}  // namespace wirespeed::graph_remote
