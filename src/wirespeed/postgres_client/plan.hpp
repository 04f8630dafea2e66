// What is known of a statement once the server has described it: kept, so that its next run is one round trip.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wirespeed/postgres/cell.hpp"
#include "wirespeed/postgres/responses.hpp"

namespace wirespeed::postgres_client {

using postgres::ColumnDescription;
using postgres::Format;
using postgres::Oid;

struct Plan {
  std::string sql;
  std::vector<Oid> parameters;
  std::vector<ColumnDescription> columns;  // with the formats that are asked for
  std::string statement;                   // its name on the server; empty: it is parsed anew with each run
  std::uint64_t runs = 0;
  std::shared_ptr<void> attached;  // what its caller keeps with it

  std::vector<Format> formats() const;
};

// Values for one run: a cell for each parameter, in `bytes`.
struct Parameters {
  std::vector<Format> formats;
  std::vector<std::uint8_t> bytes;  // int32 size (-1: NULL), then the value, of each

  // Views into `bytes`. An error when they do not hold `count` values.
  Result<std::vector<postgres::Cell>> cells(std::size_t count) const;
};

}  // namespace wirespeed::postgres_client
