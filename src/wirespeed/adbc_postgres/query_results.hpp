// The rows of an execution as columns, read from the wire when the stream's consumer asks.
#pragma once

#include <functional>

#include "wirespeed/adbc_postgres/execution.hpp"
#include "wirespeed/adbc_postgres/read_options.hpp"
#include "wirespeed/adbc_postgres/result_stream.hpp"

namespace wirespeed::adbc_postgres {

// `at_end` is called once, with the session's turn, when nothing more is read.
std::unique_ptr<ResultSource> results_of(std::shared_ptr<Session> session, std::unique_ptr<Execution> execution,
                                         const ReadOptions& options, std::function<void()> at_end = {});

// What columns of these descriptions become, as far as it can be told before the first row.
Answer<column::Schema> schema_of(Session& session, const std::vector<postgres_client::ColumnDescription>& columns,
                                 const ReadOptions& options);

}  // namespace wirespeed::adbc_postgres
