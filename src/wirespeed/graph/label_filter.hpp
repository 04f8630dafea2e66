// What becomes of a node by its labels, in APOC's words.
//
//   -A    neither returned nor walked on from          /A    returned, and the walk ends there
//   >A    returned, and walked on from                 +A, A    walked on from, and returned where no / or > is given
//
// A node is tried in this order: -, /, >, +. Where there is a +, nodes that fit nothing are as if denied. * is any
// label, none included. Turns between commas, as in relationships; the start has the first.
#pragma once

#include <string_view>
#include <vector>

#include "wirespeed/graph/edge_graph.hpp"

namespace wirespeed::graph {

struct Verdict {
  bool include = true;
  bool walk_on = true;
  bool stops = false;  // because of a /, which does not hold above the least depth

  friend bool operator==(const Verdict&, const Verdict&) = default;
};

class LabelFilter {
 public:
  // Fails for a label that the graph does not have, naming those it has. An empty text lets everything through.
  static Result<LabelFilter> parse(const LabelSets& labels, std::string_view pattern);

  std::size_t turns() const noexcept { return turns_.size(); }  // at least one
  // Of nodes with that set of labels; as many as there are sets: with none.
  const Verdict& verdict(std::uint32_t set, std::size_t turn) const noexcept { return turns_[turn][set]; }

 private:
  std::vector<std::vector<Verdict>> turns_;
};

}  // namespace wirespeed::graph
