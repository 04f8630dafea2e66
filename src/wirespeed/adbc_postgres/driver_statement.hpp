// What stands behind an AdbcStatement: a text or a table to write to, what was bound to it, and how it is run.
#pragma once

#include <memory>

#include "wirespeed/adbc_postgres/driver_connection.hpp"
#include "wirespeed/adbc_postgres/execution.hpp"
#include "wirespeed/adbc_postgres/ingest.hpp"
#include "wirespeed/adbc_postgres/partitions.hpp"

namespace wirespeed::adbc_postgres {

class DriverStatement {
 public:
  explicit DriverStatement(std::shared_ptr<DriverConnection> connection);

  Answer<void> set_option(std::string_view key, std::string_view value);
  Answer<std::string> option(std::string_view key) const;
  void set_sql(std::string_view sql);
  Answer<void> prepare();

  // Take over what is given when they succeed.
  Answer<void> bind(ArrowArray* values, ArrowSchema* schema);
  Answer<void> bind(ArrowArrayStream* stream);

  // How many rows it touched, or -1. `out` may be null: then rows are thrown away.
  Answer<std::int64_t> execute(ArrowArrayStream* out);
  Answer<void> execute_schema(ArrowSchema* out);
  Answer<void> parameter_schema(ArrowSchema* out);
  Answer<void> execute_partitions(ArrowSchema* schema, AdbcPartitions* out);
  Answer<void> cancel() { return connection_->cancel(); }

 private:
  Answer<void> require_sql(const char* operation) const;
  Answer<std::int64_t> execute_query(std::shared_ptr<Session> session, ArrowArrayStream* out);
  Answer<std::int64_t> execute_ingest(const std::shared_ptr<Session>& session, ArrowArrayStream* out);
  Answer<void> set_ingest_option(std::string_view key, std::string_view value);

  std::shared_ptr<DriverConnection> connection_;
  ReadOptions read_;
  std::string sql_;
  bool is_prepared_ = false;
  IngestTarget target_;  // in use while it has a table
  std::optional<Bound> bound_;
  std::shared_ptr<SnapshotLeader> leader_;  // of the partitions that were made last
};

}  // namespace wirespeed::adbc_postgres
