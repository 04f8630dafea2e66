// What the file of a graph of edges says about itself: the section "edges/description", as field_codec.hpp writes
// fields.
#pragma once

#include <string>
#include <vector>

#include "wirespeed/graph/column_file.hpp"

namespace wirespeed::graph {

inline constexpr std::uint32_t kEdgeGraphVersion = 2;  // 1: columns without types and children
inline constexpr const char* kEdgeGraphDescription = "edges/description";

struct EdgeTypeDescription {
  std::string name;
  RowShape out;
  RowShape in;
  std::uint8_t has_edge_numbers = 0;
};

struct ClassDescription {
  std::uint32_t labels = 0;
  std::string has_rows;  // a byte each, 0 or 1
};

struct EdgeGraphDescription {
  NodeId nodes = 0;
  std::uint8_t is_placed = 0;  // nodes lie in another order than that of their ids
  std::uint8_t has_weights = 0;
  std::vector<EdgeTypeDescription> types;
  std::vector<std::string> labels;
  std::vector<std::vector<std::uint32_t>> label_sets;
  std::vector<ClassDescription> classes;
  std::vector<ColumnDescription> by_node;
  std::vector<ColumnDescription> by_edge;
  std::vector<ColumnDescription> keys;  // one or none
  std::string note;
};

std::vector<std::uint8_t> encode_edge_graph(const EdgeGraphDescription& description);

// Errors say what was expected, not yet in which file. What numbers promise is checked by the reader of the arrays.
Result<EdgeGraphDescription> decode_edge_graph(ByteView bytes);

}  // namespace wirespeed::graph
