// How a server is asked for types that the catalog does not know: those that users and extensions made.
//
//   auto unknown = catalog.missing(column.type.oid);
//   rows = (kCatalogQuery with unknown as its parameter, an oid[]; results in text)
//   for (Type& type : read_types(cells of all rows)) catalog.put(std::move(type));
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "wirespeed/postgres/cell.hpp"
#include "wirespeed/postgres/type.hpp"

namespace wirespeed::postgres {

// For PostgreSQL 10 and newer. Answers with the types of $1 and with all that is in them but built-in types.
extern const std::string_view kCatalogQuery;
inline constexpr std::size_t kCatalogColumns = 10;

// `cells` are those of one row after the other, in text. A type that the server no longer has is not among them.
Result<std::vector<Type>> read_types(std::span<const Cell> cells);

}  // namespace wirespeed::postgres
