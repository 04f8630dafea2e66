// Values that are structures, and those that break the format.
#pragma once

#include "values.hpp"

namespace wirespeed::bolt_replay {

// REQUIRES: a shape that values.cpp does not write itself.
bool write_structure(Writer& writer, Shape shape, std::uint64_t index, Era era);

}  // namespace wirespeed::bolt_replay
