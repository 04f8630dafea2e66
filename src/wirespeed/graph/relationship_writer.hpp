// Edges as written become both directions of a relationship type in the snapshot.
#pragma once

#include <span>
#include <string>

#include "wirespeed/base/section_file.hpp"
#include "wirespeed/graph/description.hpp"
#include "wirespeed/graph/dictionary.hpp"
#include "wirespeed/graph/edge_list.hpp"
#include "wirespeed/graph/trend.hpp"

namespace wirespeed::graph {

// What the stored answers of a trend are made from.
struct TrendSource {
  TrendDescription description;
  NodeRange counted;
  std::span<const std::int16_t> years;
};

struct RelationshipInput {
  std::size_t index = 0;  // of the type, for the names of its sections
  NodeRange sources;
  NodeRange targets;
  const Dictionary* dictionary = nullptr;  // null: edges have no values
  TrendSource* trend = nullptr;            // null: none; its description is completed
  std::size_t trend_index = 0;
  unsigned threads = 1;
};

struct RelationshipShapes {
  RowShape out;
  RowShape in;
};

// Errors: an endpoint outside its range, a value outside the dictionary, values missing or unasked for, 2^32 edges.
Result<void> check_edges(const RelationshipInput& input, const EdgeList& edges);

// REQUIRES: check_edges() said yes.
Result<RelationshipShapes> write_relationships(SectionWriter& writer, const RelationshipInput& input, EdgeList edges);

}  // namespace wirespeed::graph
