// Whether a snapshot's data keeps its own rules: what open() takes on trust because it would have to read it all.
#pragma once

#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph/model.hpp"

namespace wirespeed::graph {

// Checksums of all sections, then: offsets rise, ids and neighbours ascend inside their ranges, both directions of a
// type hold the same relationships by number, codes are in their dictionaries.
Result<void> verify_model(const Model& model, const Stop& stop);

}  // namespace wirespeed::graph
