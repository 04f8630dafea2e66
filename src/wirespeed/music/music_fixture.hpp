// A catalog for tests: generated dumps, ingested once for all tests of a process.
#pragma once

#include <filesystem>
#include <vector>

#include "wirespeed/music/catalog.hpp"

namespace wirespeed::music {

const Catalog& generated_catalog();

// The node of that label with the highest popularity.
graph::NodeId most_popular(const Catalog& catalog, graph::LabelId label);

// A few nodes of that label, spread over its block, with the most popular one.
std::vector<graph::NodeId> some_of(const Catalog& catalog, graph::LabelId label);

}  // namespace wirespeed::music
