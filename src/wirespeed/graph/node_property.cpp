#include "wirespeed/graph/node_property.hpp"

#include <algorithm>

namespace wirespeed::graph {
namespace {

using column::ArrayView;
using column::Item;

ArrayView sliced(ArrayView view, std::int64_t begin, std::int64_t count) {
  view.length = count;
  view.first += begin;
  if (view.item == Item::text) view.offsets = static_cast<const std::int32_t*>(view.offsets) + begin;
  if (view.item == Item::large_text) view.offsets = static_cast<const std::int64_t*>(view.offsets) + begin;
  const bool has_items = view.item != Item::text && view.item != Item::large_text && view.item != Item::bit;
  if (has_items && view.data != nullptr) view.data += begin * view.stride;
  return view;
}

}  // namespace

// NOLINTNEXTLINE(misc-no-recursion): as deep as the columns stand within each other
std::size_t depth_of(const NodeProperty& column) {
  std::size_t depth = 0;
  for (const NodeProperty& child : column.children) depth = std::max(depth, 1 + depth_of(child));
  return depth;
}

// NOLINTNEXTLINE(misc-no-recursion): likewise
NodeProperty sliced(const NodeProperty& column, std::int64_t begin, std::int64_t count) {
  NodeProperty part = column;
  part.values = sliced(column.values, begin, count);
  if (!column.is_struct()) return part;
  for (NodeProperty& child : part.children) child = sliced(child, begin, count);
  return part;
}

}  // namespace wirespeed::graph
