#include "wirespeed/music/releases.hpp"

#include <algorithm>
#include <variant>

namespace wirespeed::music {

graph::Neighbors within(const graph::Neighbors& neighbors, graph::NodeRange range) {
  const std::size_t begin = neighbors.lower_bound(range.begin);
  const std::size_t end = std::max(begin, neighbors.lower_bound(range.end));
  return neighbors.subrange(begin, end - begin);
}

graph::Neighbors releases_of(const Catalog& catalog, graph::NodeId node, graph::TypeId type) {
  return within(catalog.graph().neighbors(node, type, graph::Direction::in),
                catalog.graph().range(catalog.schema().release));
}

std::int64_t Years::of(graph::NodeId release) const {
  const graph::Value year = catalog_.graph().node(release).property("year");
  const auto* number = std::get_if<std::int64_t>(&year);
  return number == nullptr ? kNone : *number;
}

}  // namespace wirespeed::music
