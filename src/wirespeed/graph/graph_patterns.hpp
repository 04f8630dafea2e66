// Patterns of relationships and labels (relationship_pattern.hpp, label_filter.hpp) in the numbers of one graph.
#pragma once

#include "wirespeed/graph/edge_graph.hpp"
#include "wirespeed/graph/label_filter.hpp"
#include "wirespeed/graph/relationship_pattern.hpp"

namespace wirespeed::graph {

// A type in one direction.
struct Way {
  std::uint32_t type;   // its place in EdgeGraph::relationships()
  Direction direction;  // out or in

  friend bool operator==(const Way&, const Way&) = default;
};

// Fail for a type or a label that the graph does not have, naming those it has.
Result<void> check_types(const EdgeGraph& graph, std::span<const RelationshipStep> steps);
Result<void> check_labels(const LabelSets& labels, const LabelFilter& filter);

// The ways of a step, in its order, each once. Types that the graph does not have are none.
std::vector<Way> ways_of(const EdgeGraph& graph, const RelationshipStep& step);

// Whether nodes with that set of labels have one; as many as there are sets: those with none.
bool has_label(const LabelSets& labels, std::uint32_t set, std::string_view label) noexcept;

// All of the above for a text: the ways of each step, and what becomes of each set of labels (the last: none) in each.
Result<std::vector<std::vector<Way>>> parse_relationships(const EdgeGraph& graph, std::string_view pattern);
Result<std::vector<std::vector<Verdict>>> parse_labels(const LabelSets& labels, std::string_view pattern);

}  // namespace wirespeed::graph
