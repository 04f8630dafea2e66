// Rows in a section file.
//
//   <name>/offsets  u32, where rows begin: of all nodes (dense), of those with a row (sparse), none (unit)
//   <name>/words    u64, the bitmap of nodes with a row; none where rows are dense
//   <name>/targets  u32
//   <name>/weights  f64, as many as targets, or none
#pragma once

#include <string>

#include "wirespeed/graph/checked_sections.hpp"
#include "wirespeed/graph/rows.hpp"

namespace wirespeed::graph {

Result<void> save_rows(SectionWriter& writer, const std::string& name, const Rows& rows);

// What a file says of rows before they are read.
struct RowFileShape {
  NodeId nodes = 0;
  RowShape shape;
  bool has_weights = false;
  Direction direction = Direction::out;  // of these rows
};

struct CheckedRows {
  Rows rows;
  // Over all relationships, the same in whatever order they come, and from whichever end they are seen.
  std::uint64_t pairs = 0;
  double least_weight = 0;  // inf: none
};

// Every place that rows lead to is there, every target is a node, and no weight is NaN.
Result<CheckedRows> checked_rows(const CheckedSections& sections, const std::string& name, const RowFileShape& said);

}  // namespace wirespeed::graph
