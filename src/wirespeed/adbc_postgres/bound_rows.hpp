// Parameters from Arrow columns: each row is the values of one execution, in the order of the columns.
//
// A column goes to the server in the binary form of the parameter's type where values of the one can be meant for the
// other. Text, numbers and booleans go as text elsewhere: the server then reads them as it reads literals.
#pragma once

#include <memory>
#include <vector>

#include "wirespeed/adbc_postgres/failure.hpp"
#include "wirespeed/column/arrow_import.hpp"
#include "wirespeed/postgres/column_encoder.hpp"
#include "wirespeed/postgres_client/plan.hpp"

namespace wirespeed::adbc_postgres {

// Values of one column.
class CellWriter {
 public:
  virtual ~CellWriter() = default;
  virtual postgres::Format format() const noexcept = 0;
  virtual void begin_batch() {}
  virtual Answer<void> append(std::int64_t row, postgres::EncodedBytes& out) = 0;
};

class BoundRows {
 public:
  // REQUIRES: `catalog` knows all that the types need.
  static Answer<std::unique_ptr<BoundRows>> make(column::ImportedStream stream, const std::vector<postgres::Oid>& types,
                                                 const postgres::TypeCatalog& catalog);

  explicit BoundRows(column::ImportedStream stream) : stream_(std::move(stream)) {}
  BoundRows(const BoundRows&) = delete;
  BoundRows& operator=(const BoundRows&) = delete;

  // The values of the next row. False: there is none.
  Answer<bool> next(postgres_client::Parameters& out);

 private:
  Answer<void> make_writers(const std::vector<postgres::Oid>& types, const postgres::TypeCatalog& catalog);

  column::ImportedStream stream_;
  std::vector<std::unique_ptr<CellWriter>> writers_;
  std::vector<postgres::Format> formats_;
  postgres::EncodedBytes bytes_;
  std::int64_t row_ = 0;
  bool has_batch_ = false;
  bool has_ended_ = false;
};

// A stream of one batch, which it takes over.
ArrowArrayStream stream_of(ArrowArray* array, ArrowSchema* schema);

}  // namespace wirespeed::adbc_postgres
