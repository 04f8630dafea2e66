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
  const auto order = [](const Row& row) { return std::pair(row.node, row.way); };
  if (!std::ranges::is_sorted(rows_, {}, order)) std::ranges::stable_sort(rows_, {}, order);
  ends_.assign(nodes, 0);
  for (const Row& row : rows_) ++ends_[row.node];
  std::inclusive_scan(ends_.begin(), ends_.end(), ends_.begin());
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
