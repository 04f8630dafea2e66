// Columns into the graph: a query that UNWINDs $rows, run once for each batch of a stream, each batch its own managed
// transaction.
//
//   auto report = ingest(*client, "UNWIND $rows AS row CREATE (p:Person) SET p = row", &stream, {}, stop);
//
// While the server works on a batch, the next one is encoded. A batch that fails for a passing reason is tried again;
// one that fails for good ends the whole, and the error says how many rows are committed.
#pragma once

#include <string>

#include "wirespeed/bolt/columns_rows.hpp"
#include "wirespeed/bolt_client/client.hpp"

namespace wirespeed::bolt_client {

struct IngestOptions {
  WorkConfig work;
  bolt::RowOptions rows;
  std::string parameter = "rows";
  Map parameters;  // that the query has besides
};

struct IngestReport {
  std::int64_t rows = 0;
  std::int64_t batches = 0;
  std::int64_t retries = 0;
  bolt::Counters counters;  // of all batches
};

// Takes the stream over, and releases it whatever happens.
Outcome<IngestReport> ingest(Client& client, std::string_view query, ArrowArrayStream* stream,
                             const IngestOptions& options, const Stop& stop);

}  // namespace wirespeed::bolt_client
