// A query in parts that several connections read, all of them seeing the table as it was at one moment.
//
// A part is bytes that any program may hand on:
//
//   | "wirespeed-postgresql-partition 1\n" | snapshot "\n" | search path "\n" | the part's own SELECT |
//
// The snapshot is exported by a connection of its own, which lives as long as the statement that made the parts; it
// shows what is committed. Tables are cut by ctid ranges, in pages, where the server can read such a range alone
// (version 14 on); every other query is one part.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "wirespeed/adbc_postgres/driver_connection.hpp"
#include "wirespeed/adbc_postgres/read_options.hpp"

namespace wirespeed::adbc_postgres {

struct Partition {
  std::string snapshot;
  std::string search_path;
  std::string sql;
};

std::string serialize(const Partition& partition);
Answer<Partition> parse_partition(std::string_view token);

// Keeps a snapshot readable.
class SnapshotLeader {
 public:
  // A connection of its own, which finds tables as `session` does.
  static Answer<std::shared_ptr<SnapshotLeader>> open(const Database& database, Session& session);

  SnapshotLeader(std::shared_ptr<Session> session, std::string search_path, std::string snapshot)
      : session_(std::move(session)), search_path_(std::move(search_path)), snapshot_(std::move(snapshot)) {}

  // The parts of a query, and its columns.
  Answer<std::vector<std::string>> cut(const std::string& sql, const ReadOptions& options, column::Schema& schema);

 private:
  Answer<column::Schema> describe(const std::string& sql, const ReadOptions& options);
  Answer<std::vector<std::string>> conditions(const std::string& table, std::size_t parts);
  Answer<bool> accepts(const std::string& sql, const ReadOptions& options);
  std::string token(const std::string& sql) const { return serialize({snapshot_, search_path_, sql}); }

  std::shared_ptr<Session> session_;
  std::string search_path_;
  std::string snapshot_;
};

// Fills `*out`, which owns copies.
void export_partitions(const std::vector<std::string>& tokens, AdbcPartitions* out);

Answer<void> read_partition(const std::shared_ptr<Session>& session, std::string_view token, const ReadOptions& options,
                            ArrowArrayStream* out);

}  // namespace wirespeed::adbc_postgres
