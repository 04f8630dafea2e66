// The condition of a traversal on a value that may be of any kind.
#pragma once

#include <string>

#include "wirespeed/graph/traversal_options.hpp"
#include "wirespeed/graph_remote/values.hpp"

namespace wirespeed::graph_remote {

class RemoteCondition {
 public:
  explicit RemoteCondition(const graph::PropertyTest& test);

  const std::string& property() const noexcept { return property_; }
  // Null, NaN, and a value that cannot be compared with the wanted one fulfil nothing.
  bool holds(const Cell& cell, std::string_view texts) const noexcept;

 private:
  template <typename T>
  bool fits(const T& found, const T& wanted) const noexcept {
    return (found < wanted && (accepted_ & 1) != 0) || (found == wanted && (accepted_ & 2) != 0) ||
           (wanted < found && (accepted_ & 4) != 0);
  }

  std::string property_;
  unsigned accepted_;  // bits: less, equal, greater
  Cell wanted_;
  std::string text_;
};

}  // namespace wirespeed::graph_remote
