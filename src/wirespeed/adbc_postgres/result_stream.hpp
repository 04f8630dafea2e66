// Results as Arrow streams that keep their error as an AdbcError, with its SQLSTATE and details.
#pragma once

#include <memory>

#include "wirespeed/adbc_postgres/failure.hpp"
#include "wirespeed/column/batch.hpp"

namespace wirespeed::adbc_postgres {

class ResultSource {
 public:
  virtual ~ResultSource() = default;
  virtual Answer<column::Schema> schema() = 0;
  virtual Answer<std::shared_ptr<const column::Batch>> next() = 0;  // null at the end
};

// Overwrites `*out`. After an error, or at the end, the stream gives the same answer for ever.
void export_results(std::unique_ptr<ResultSource> source, ArrowArrayStream* out);
void export_table(column::Schema schema, column::Batch batch, ArrowArrayStream* out);

// The error that one of these streams gave last: it is the stream's. Null where there was none, or for streams of
// others.
const AdbcError* error_of(ArrowArrayStream* stream, AdbcStatusCode* status) noexcept;

}  // namespace wirespeed::adbc_postgres
