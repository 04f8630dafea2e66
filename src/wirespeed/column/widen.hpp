// Columns of batches that came before a type grew, lifted to the type it has at the end (any_builder.hpp).
#pragma once

#include "wirespeed/column/batch.hpp"

namespace wirespeed::column {

// REQUIRES: `from` is the type of `column`, and a builder that had it then has `to` now.
// Fails for text beyond 2^31 - 1 bytes.
Result<Column> widen(Column column, const Field& from, const Field& to);

// A column of so many nulls.
Result<Column> nulls(const Field& field, std::int64_t length);

}  // namespace wirespeed::column
