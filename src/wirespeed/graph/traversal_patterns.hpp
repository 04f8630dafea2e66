// The texts of a traversal, read: what holds at which depth. Nothing here knows where the graph is.
//
// A sequence is both texts in one, steps by turns: "Person, KNOWS>, +City|-Town, <IN" is the labels of the start, the
// relationships from there, the labels behind them and so on, from the beginning again after the last one.
// Where it does not begin at the start, its first step is the start's relationships, followed once.
#pragma once

#include "wirespeed/graph/label_filter.hpp"
#include "wirespeed/graph/relationship_pattern.hpp"
#include "wirespeed/graph/traversal_options.hpp"

namespace wirespeed::graph {

class TraversalPatterns {
 public:
  // Fails for texts that cannot be read and a memory of nothing, naming what is wrong with them.
  static Result<TraversalPatterns> parse(const TraversalOptions& options);

  // What is followed from nodes at the depth.
  const RelationshipStep& relationships_at(std::uint32_t depth) const noexcept;

  // What becomes of a node at the depth; `has` is called as bool(const std::string& label).
  template <typename Has>
  Verdict verdict_at(std::uint32_t depth, const Has& has) const {
    if (depth == 0 && lead_ != 0) return {!labels_.returns_ends_only(), true, false};
    return labels_.verdict(labels_.steps()[(depth - first_label_) % labels_.steps().size()], has);
  }

  // The answers at depths below lead() + period() are all there are: from lead() on they begin anew after period().
  std::uint32_t lead() const noexcept { return lead_; }
  std::uint64_t period() const noexcept { return period_; }
  std::size_t place_of(std::uint32_t depth) const noexcept {
    return depth < lead_ ? depth : static_cast<std::size_t>(lead_ + (depth - lead_) % period_);
  }

  std::span<const RelationshipStep> relationships() const noexcept { return relationships_; }
  const LabelFilter& labels() const noexcept { return labels_; }

 private:
  TraversalPatterns() = default;

  std::vector<RelationshipStep> relationships_;
  LabelFilter labels_;
  std::uint32_t first_label_ = 0;  // the depth at which the labels' first step holds
  std::uint32_t first_relationship_ =
      0;                    // that from which relationships are repeated; before it they are followed once
  std::uint32_t lead_ = 0;  // 1: the start is not asked for its labels
  std::uint64_t period_ = 1;
};

}  // namespace wirespeed::graph
