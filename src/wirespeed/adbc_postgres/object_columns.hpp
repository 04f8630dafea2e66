// GetObjects, GetTableTypes and GetInfo: what is known, in the columns that ADBC prescribes.
#pragma once

#include <span>

#include "wirespeed/adbc_postgres/object_tree.hpp"
#include "wirespeed/column/batch.hpp"

namespace wirespeed::adbc_postgres {

column::Schema objects_schema();
Answer<column::Batch> objects_batch(const std::vector<CatalogObjects>& catalogs, const ObjectFilter& filter);

column::Schema table_types_schema();
Answer<column::Batch> table_types_batch();

column::Schema info_schema();
// Those of `codes` that are known; all of them where there are no codes.
Answer<column::Batch> info_batch(std::optional<std::span<const std::uint32_t>> codes,
                                 const std::string& server_version);

}  // namespace wirespeed::adbc_postgres
