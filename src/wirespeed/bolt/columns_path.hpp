// Paths in columns. On the wire a path is its distinct nodes, its distinct relationships without their ends, and the
// walk over both; in a column it is what one meets on the walk.
//
//   [nodes] [relationships] [1, 1, -2, 2]     relationship 1 to node 1, then relationship 2 against its direction to
//                                             node 2; the walk begins at node 0
#pragma once

#include "wirespeed/packstream/column_reader.hpp"

namespace wirespeed::bolt {

// Appends the path whose three fields come next.
bool read_path(packstream::ColumnReader& reader, column::AnyBuilder& to);

}  // namespace wirespeed::bolt
