// What a consumer of columns would like to get: the requested_schema of the Arrow PyCapsule interface. It is a wish:
// whoever exports may give something else where it cannot be had.
#pragma once

#include <string>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/column/arrow_abi.hpp"
#include "wirespeed/column/type.hpp"

namespace wirespeed::column {

struct RequestedColumn {
  std::string name;
  Type text = Type::null;   // utf8, large_utf8 or utf8_view where text is asked for
  bool dictionary = false;  // of that text
};

// The columns of a schema in their order. Fails for what is no schema of record batches; takes nothing over.
Result<std::vector<RequestedColumn>> requested_columns(const ArrowSchema& schema);

}  // namespace wirespeed::column
