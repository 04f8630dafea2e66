// A column of values, one for each node or each edge, in memory that `owner` keeps.
//
//   NodeProperty ages{"age", view, owner};
//
// Values that are lists or structs have columns of their own:
//
//   "+L"  one child, the items: those of row i stand from offset i to offset i + 1 (`values.offsets`, int64)
//   "+s"  a child for each field, as long as the column
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wirespeed/column/array_view.hpp"

namespace wirespeed::graph {

inline constexpr const char* kListType = "+L";
inline constexpr const char* kStructType = "+s";

struct NodeProperty {
  std::string name;
  column::ArrayView values;  // of lists and structs: length, validity and offsets
  std::shared_ptr<const void> owner;
  std::string type{};  // as Arrow writes it, where items do not tell: of lists, structs, times and bytes; of a
                       // dictionary that of its values; NumPy's "M8[D]"
  std::vector<NodeProperty> children{};

  bool is_list() const noexcept { return type == kListType; }
  bool is_struct() const noexcept { return type == kStructType; }
  bool is_nested() const noexcept { return is_list() || is_struct(); }
  const std::int64_t* list_offsets() const noexcept { return static_cast<const std::int64_t*>(values.offsets); }
};

// Rows from `begin` on. Borrows what the column has. REQUIRES: it has them
NodeProperty sliced(const NodeProperty& column, std::int64_t begin, std::int64_t count);

// How many lists and structs stand within each other, and may do so in a file.
std::size_t depth_of(const NodeProperty& column);
inline constexpr std::size_t kMaxNesting = 32;

}  // namespace wirespeed::graph
