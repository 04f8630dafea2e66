// One property of one label: a column, read by place in the block.
#pragma once

#include <string>

#include "wirespeed/graph/description.hpp"
#include "wirespeed/graph/node_view.hpp"
#include "wirespeed/graph/packed_array.hpp"
#include "wirespeed/graph/row_index.hpp"
#include "wirespeed/graph/text_column.hpp"

namespace wirespeed::graph {

// Borrowed. Which fields are filled depends on the kind.
struct Property {
  std::string name;
  PropertyKind kind = PropertyKind::text;
  std::span<const std::int16_t> i16;
  std::span<const std::int32_t> i32;
  std::span<const std::uint32_t> u32;
  PackedView codes;    // dictionary: rank + 1 by place, 0 for none; text_list: ranks, list after list
  RowIndexView lists;  // text_list
  TextColumn texts;    // text: by place; dictionary, text_list: by rank
  std::uint64_t bytes = 0;

  // monostate where there is none, and for a place outside the block.
  Value value(std::uint32_t place) const;
};

// Bytes that a code of a dictionary of that size takes (0 is kept for "none").
constexpr unsigned code_width(std::uint32_t dictionary_size) noexcept { return packed_width(dictionary_size); }

}  // namespace wirespeed::graph
