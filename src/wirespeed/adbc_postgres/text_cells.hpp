// Arrow values as the text that the server reads as a literal.
#pragma once

#include <memory>

#include "wirespeed/adbc_postgres/bound_rows.hpp"

namespace wirespeed::adbc_postgres {

// Null for types that have no such form here: all but text, integers, floats and booleans.
std::unique_ptr<CellWriter> make_text_cells(const column::ImportedColumn& source);

}  // namespace wirespeed::adbc_postgres
