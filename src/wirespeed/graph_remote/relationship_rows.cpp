#include "wirespeed/graph_remote/relationship_rows.hpp"

#include <algorithm>
#include <numeric>

namespace wirespeed::graph_remote {

void RelationshipRows::begin(const RelationshipNeeds& needs) {
  has_ids_ = needs.ids;
  rows_.clear();
  ids_.clear();
  properties_.resize(needs.properties.size());
  for (Values& values : properties_) values.clear();
}

void RelationshipRows::sort(std::size_t nodes) {
  ends_.assign(nodes, 0);
  for (const Row& row : rows_) ++ends_[row.node];
  std::inclusive_scan(ends_.begin(), ends_.end(), ends_.begin());
  if (!std::ranges::is_sorted(rows_, {}, &Row::node)) sort_by_node();
  for (std::size_t node = 0, begin = 0; node < nodes; begin = ends_[node++]) {
    const auto rows = std::span(rows_).subspan(begin, ends_[node] - begin);
    if (!std::ranges::is_sorted(rows, {}, &Row::way)) std::ranges::stable_sort(rows, {}, &Row::way);
  }
}

// Each from the end of its node's rows towards their beginning: what came first stays first.
void RelationshipRows::sort_by_node() {
  unsorted_.swap(rows_);
  rows_.resize(unsorted_.size());
  std::vector<std::size_t> places = ends_;
  for (auto row = unsorted_.rbegin(); row != unsorted_.rend(); ++row) rows_[--places[row->node]] = *row;
}

void RelationshipRows::put_node(std::size_t node, Neighbors& neighbors) const {
  for (std::size_t i = node == 0 ? 0 : ends_[node - 1]; i < ends_[node]; ++i) {
    const Row& row = rows_[i];
    neighbors.targets.push_back(row.target);
    if (has_ids_) neighbors.relationships.push_back(ids_[row.number]);
    for (std::size_t k = 0; k < properties_.size(); ++k) {
      neighbors.properties[k].cells.push_back(properties_[k].cells[row.number]);
    }
  }
  neighbors.offsets.push_back(neighbors.targets.size());
}

}  // namespace wirespeed::graph_remote
