// What a table's columns would be for columns of somebody else: CREATE TABLE before an ingest.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/column/arrow_import.hpp"

namespace wirespeed::postgres {

// A name as SQL takes it, whatever is in it: "first name", "say ""hi""". Errors: empty, a zero byte, more than 63 bytes
// (the server would cut it and might then find two of the same name).
Result<std::string> quote_identifier(std::string_view name);

// The type in PostgreSQL that holds all values of `source`, and exactly:
//
//   bool               boolean               text, views, null         text
//   int8, int16, uint8 smallint              binary of all kinds       bytea
//   int32, uint16      integer               arrow.uuid                uuid
//   int64, uint32      bigint                arrow.json                json
//   uint64             numeric(20,0)         date32, date64            date
//   float16, float32   real                  time32, time64            time
//   float64            double precision      timestamp                 timestamp, with a zone timestamptz
//   decimal(p, s)      numeric(p,s), beyond  duration, intervals       interval
//                      0 <= s <= p numeric   lists of x, in lists too  x[]
//   dictionary         as its values         struct, map, in lists too jsonb
//
// Fails for unions, naming the column, and for what is finer than microseconds only when a value comes that needs it.
Result<std::string> type_for(const column::ImportedColumn& source);

struct ColumnDefinition {
  std::string name;
  std::string type;
};

// Of each column of a stream's root. Fails for two of the same name.
Result<std::vector<ColumnDefinition>> column_definitions(const column::ImportedColumn& root);

// "id" bigint, "name" text
Result<std::string> to_sql(const std::vector<ColumnDefinition>& columns);

}  // namespace wirespeed::postgres
