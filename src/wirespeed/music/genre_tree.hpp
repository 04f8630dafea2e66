// The styles inside each genre, with how many releases are both.
#pragma once

#include <cstdint>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/music/label_dna.hpp"

namespace wirespeed::music {

struct GenreBranch {
  graph::NodeId genre;
  std::uint32_t releases;         // that are of the genre
  std::vector<NodeCount> styles;  // PART_OF the genre: releases that are of both, the most first
};

// The genre with most releases first. It looks at every release of every genre, so ask once for each snapshot.
Result<std::vector<GenreBranch>> genre_tree(const Catalog& catalog, const Stop& stop = {});

}  // namespace wirespeed::music
