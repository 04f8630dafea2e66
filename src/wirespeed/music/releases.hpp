// The releases next to a node, and the rows that lead away from each.
#pragma once

#include <cstdint>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/music/catalog.hpp"

namespace wirespeed::music {

// Neighbours that are releases, not masters: of an artist by BY, of a label by ON, of a genre or style by IS.
graph::Neighbors releases_of(const Catalog& catalog, graph::NodeId node, graph::TypeId type);

// visit(release) for each, looking at `stop` now and then.
template <typename Visit>
Result<void> for_each_release(const graph::Neighbors& releases, const Stop& stop, const char* operation, Visit visit) {
  constexpr std::size_t kReleasesPerCheck = 4096;
  for (std::size_t i = 0; i < releases.size(); ++i) {
    if (i % kReleasesPerCheck == 0) {
      if (auto ok = stop.check(operation); !ok) return ok;
    }
    visit(releases[i]);
  }
  return {};
}

inline constexpr std::int64_t kNoYear = 0;

std::int64_t year_of(const Catalog& catalog, graph::NodeId release);  // kNoYear: not known

}  // namespace wirespeed::music
