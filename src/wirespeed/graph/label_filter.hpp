// What becomes of a node by its labels, in APOC's words.
//
//   -A    neither returned nor walked on from          /A    returned, and the walk ends there
//   >A    returned, and walked on from                 +A, A    walked on from, and returned where no / or > is given
//
// A node is tried in this order: -, /, >, +. Where there is a +, nodes that fit nothing are as if denied. A:B is a node
// with both labels, * is any label, none included. Between commas are steps, which take turns as in relationships; a /
// or > in one of them holds for all.
#pragma once

#include <algorithm>
#include <span>

#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"

namespace wirespeed::graph {

struct Verdict {
  bool include = true;
  bool walk_on = true;
  bool stops = false;  // because of a /, which does not hold above the least depth

  friend bool operator==(const Verdict&, const Verdict&) = default;
};

// The labels behind one sign.
struct LabelGroup {
  std::vector<std::vector<std::string>> alternatives{};  // each: labels that a node has together
  bool any = false;

  bool given() const noexcept { return any || !alternatives.empty(); }
  // `has` is called as bool(const std::string& label) of the node.
  template <typename Has>
  bool fits(const Has& has) const {
    return any || std::ranges::any_of(alternatives, [&](const auto& all) { return std::ranges::all_of(all, has); });
  }
};

struct LabelStep {
  LabelGroup deny{};
  LabelGroup stop{};
  LabelGroup end{};
  LabelGroup allow{};
};

class LabelFilter {
 public:
  // An empty text lets everything through. Fails for an empty alternative.
  static Result<LabelFilter> parse(std::string_view pattern);

  std::span<const LabelStep> steps() const noexcept { return steps_; }  // at least one
  bool returns_ends_only() const noexcept { return returns_ends_only_; }

  template <typename Has>
  Verdict verdict(const LabelStep& step, const Has& has) const {
    if (step.deny.fits(has)) return {false, false, false};
    if (step.stop.fits(has)) return {true, false, true};
    if (step.end.fits(has)) return {true, true, false};
    const bool walk_on = !step.allow.given() || step.allow.fits(has);
    return {walk_on && !returns_ends_only_, walk_on, false};
  }

 private:
  std::vector<LabelStep> steps_;
  bool returns_ends_only_ = false;
};

// Every label that the filter names.
std::vector<std::string> labels_named(const LabelFilter& filter);

}  // namespace wirespeed::graph
