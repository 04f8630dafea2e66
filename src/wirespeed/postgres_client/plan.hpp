// What is known of a statement once the server has described it: kept, so that its next run is one round trip.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "wirespeed/postgres/responses.hpp"

namespace wirespeed::postgres_client {

using postgres::ColumnDescription;
using postgres::Format;
using postgres::Oid;

struct Plan {
  std::string sql;
  std::vector<Oid> parameters;
  std::vector<ColumnDescription> columns;  // with the formats that are asked for
  std::vector<Format> formats;             // the same for Bind: none, all text; one, of all; else one each
  std::string statement;                   // its name on the server; empty: it is parsed anew with each run
  std::uint64_t runs = 0;
  std::shared_ptr<void> attached;  // what its caller keeps with it

  // Sets the columns' formats.
  void ask_for(std::span<const Format> each);
};

// Values for one run: a cell for each parameter, in `bytes`.
struct Parameters {
  std::vector<Format> formats;
  std::vector<std::uint8_t> bytes;  // int32 size (-1: NULL), then the value, of each
};

}  // namespace wirespeed::postgres_client
