// SQLite as this module needs it: a connection that only reads, and statements that are prepared once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <sqlite3.h>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/graph_remote/sqlite_runs.hpp"

namespace wirespeed::graph_remote {

// "a ""b""": a name as SQL takes it.
std::string quoted_name(std::string_view name);
// Likewise 'it''s': a text.
std::string quoted_text(std::string_view text);

class SqliteStatement {
 public:
  SqliteStatement() = default;
  explicit SqliteStatement(sqlite3_stmt* statement) noexcept : statement_(statement) {}

  // True where there is one more row.
  Result<bool> step();

  bool is_null(int column) const noexcept { return kind(column) == SQLITE_NULL; }
  int kind(int column) const noexcept { return sqlite3_column_type(statement_.get(), column); }
  std::int64_t integer(int column) const noexcept { return sqlite3_column_int64(statement_.get(), column); }
  double real(int column) const noexcept { return sqlite3_column_double(statement_.get(), column); }
  // Alive until the next step. Texts as UTF-8, however the file has them; blobs; others as SQLite spells them.
  std::string_view text(int column) const noexcept;

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

// For one thread at a time.
class SqliteConnection {
 public:
  static Result<std::unique_ptr<SqliteConnection>> open(const std::string& path);

  Result<SqliteStatement> prepare(const std::string& sql);
  Result<void> run(const char* sql);
  // What the table of runs has for statements that begin now, until they end.
  void set_runs(std::span<const IdRun> runs) noexcept { runs_ = runs; }

  // What `read`, called as Result<void>(), returns. Its statements, and their waits for writers, end when `stop` says
  // so; then that is the error.
  template <typename Read>
  Result<void> read_until(const Stop& stop, const char* operation, const Read& read) {
    if (auto ok = stop.check(operation); !ok) return ok;
    stop_ = &stop;
    Result<void> ok = read();
    stop_ = nullptr;
    if (ok) return ok;
    auto stopped = stop.check(operation);
    return stopped ? ok : stopped;
  }

 private:
  struct Close {
    void operator()(sqlite3* database) const noexcept { sqlite3_close_v2(database); }
  };

  SqliteConnection() = default;
  static int is_stopped(void* self) noexcept;
  static int wait_for_writer(void* self, int tries) noexcept;

  std::span<const IdRun> runs_;
  std::unique_ptr<sqlite3, Close> database_;
  const Stop* stop_ = nullptr;
};

}  // namespace wirespeed::graph_remote
