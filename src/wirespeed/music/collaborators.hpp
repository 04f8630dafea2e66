// Who is on the same releases as an artist.
#pragma once

#include <cstdint>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/music/catalog.hpp"

namespace wirespeed::music {

struct Collaborator {
  graph::NodeId artist;
  std::uint32_t releases;   // that both are on, exactly
  std::int64_t first_year;  // of those; 0: none of them has a year
  std::int64_t last_year;
  friend bool operator==(const Collaborator&, const Collaborator&) = default;
};

struct Collaborators {
  std::vector<Collaborator> page;
  std::uint64_t total = 0;
};

struct Page {
  std::size_t offset = 0;
  std::size_t limit = 20;
};

// Most releases first, then by node. Masters do not count, since their releases do.
Result<Collaborators> collaborators(const Catalog& catalog, graph::NodeId artist, Page page, const Stop& stop = {});

}  // namespace wirespeed::music
