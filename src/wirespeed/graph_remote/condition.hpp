// The condition of a traversal on a value that may be of any kind.
#pragma once

#include <string>

#include "wirespeed/graph/traversal_options.hpp"
#include "wirespeed/graph_remote/values.hpp"

namespace wirespeed::graph_remote {

// Fails for what stores are not asked: times, lists, and nothing.
Result<void> check_values(const graph::Predicate& predicate);

class RemoteCondition {
 public:
  // REQUIRES: check_values()
  explicit RemoteCondition(const graph::PropertyTest& test);

  const std::string& property() const noexcept { return property_; }
  // Null, NaN, and a value that cannot be compared with the wanted one fulfil nothing.
  bool holds(const Cell& cell, std::string_view texts) const noexcept;

 private:
  std::string property_;
  unsigned accepted_;  // graph::accepted_by()
  Cell wanted_;
  std::string text_;
};

}  // namespace wirespeed::graph_remote
