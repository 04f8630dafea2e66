#include "wirespeed/music/releases.hpp"

#include <algorithm>
#include <variant>

namespace wirespeed::music {

graph::Neighbors releases_of(const Catalog& catalog, graph::NodeId node, graph::TypeId type) {
  const graph::Neighbors all = catalog.graph().neighbors(node, type, graph::Direction::in);
  const graph::NodeRange range = catalog.graph().range(catalog.schema().release);
  const std::size_t begin = all.lower_bound(range.begin);
  const std::size_t end = std::max(begin, all.lower_bound(range.end));
  return all.subrange(begin, end - begin);
}

std::int64_t year_of(const Catalog& catalog, graph::NodeId release) {
  const graph::Value year = catalog.graph().node(release).property("year");
  const auto* number = std::get_if<std::int64_t>(&year);
  return number == nullptr ? kNoYear : *number;
}

}  // namespace wirespeed::music
