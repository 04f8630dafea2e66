#include "wirespeed/graph_algorithms/classed_adjacent.hpp"

namespace wirespeed::graph_algorithms {
namespace {

// The rows' number among those of all types, as the classes count them.
std::size_t number_of(const EdgeGraph& graph, const Rows* rows) noexcept {
  for (std::size_t type = 0; type < graph.relationships().size(); ++type) {
    const Relationships& one = graph.relationships()[type];
    if (&one.out == rows) return graph::rows_number(type, Direction::out);
    if (&one.in == rows) return graph::rows_number(type, Direction::in);
  }
  return 0;
}

}  // namespace

ClassedAdjacent::ClassedAdjacent(const EdgeGraph& graph, const std::vector<const Rows*>& rows)
    : class_of_(graph.classes().of_node.data()), of_class_(graph.classes().all.size()) {
  for (const Rows* one : rows) {
    const std::size_t number = number_of(graph, one);
    for (std::size_t i = 0; i < of_class_.size(); ++i) {
      if (graph.classes().all[i].has_rows[number]) of_class_[i].push_back(one);
    }
  }
}

}  // namespace wirespeed::graph_algorithms
