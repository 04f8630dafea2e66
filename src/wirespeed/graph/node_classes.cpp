#include "wirespeed/graph/node_classes.hpp"

#include <array>

namespace wirespeed::graph {
namespace {

constexpr std::size_t kMaxClasses = std::size_t{1} << 16;
constexpr std::uint32_t kNone = 0xFFFFFFFF;

struct Sorting {
  std::vector<std::uint16_t> of_node;
  std::vector<NodeClass> all;
};

// One class for each set of labels, and one for none.
Sorting by_labels(NodeId nodes, const LabelSets& labels) {
  Sorting classes;
  classes.all.resize(labels.sets.size() + 1);
  for (std::uint32_t set = 0; set < classes.all.size(); ++set) classes.all[set].labels = set;
  classes.of_node.assign(nodes, static_cast<std::uint16_t>(labels.sets.size()));
  for (NodeId node = 0; node < labels.of_node.size(); ++node) {
    classes.of_node[node] = static_cast<std::uint16_t>(labels.of_node[node]);
  }
  return classes;
}

// Each class becomes two at most: with neighbours in `rows`, and without.
void split(Sorting& classes, const Rows& rows) {
  if (2 * classes.all.size() > kMaxClasses) {
    for (NodeClass& one : classes.all) one.has_rows.push_back(true);
    return;
  }
  std::vector<std::array<std::uint32_t, 2>> became(classes.all.size(), {kNone, kNone});
  std::vector<NodeClass> all;
  for (NodeId node = 0; node < classes.of_node.size(); ++node) {
    const std::uint16_t before = classes.of_node[node];
    const bool has = rows.degree(node) > 0;
    std::uint32_t& now = became[before][has ? 1 : 0];
    if (now == kNone) {
      now = static_cast<std::uint32_t>(all.size());
      all.push_back(classes.all[before]);
      all.back().has_rows.push_back(has);
    }
    classes.of_node[node] = static_cast<std::uint16_t>(now);
  }
  classes.all = std::move(all);
}

}  // namespace

NodeClasses classes_of(NodeId nodes, const LabelSets& labels, std::span<const Relationships> relationships) {
  Sorting classes = by_labels(nodes, labels);
  for (const Relationships& one : relationships) {
    split(classes, one.out);
    split(classes, one.in);
  }
  return {std::move(classes.of_node), std::move(classes.all)};
}

}  // namespace wirespeed::graph
