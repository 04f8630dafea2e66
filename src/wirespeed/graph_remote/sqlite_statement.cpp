#include "wirespeed/graph_remote/sqlite_statement.hpp"

namespace wirespeed::graph_remote {
namespace {

constexpr int kStepsPerCheck = 20'000;  // of SQLite's machine; some hundred microseconds
constexpr int kBusyTries = 500;         // five seconds
constexpr int kBusyMilliseconds = 10;

std::string quoted(std::string_view text, char quote) {
  std::string quoted(1, quote);
  for (const char c : text) quoted.append(c == quote ? 2 : 1, c);
  return quoted + quote;
}

std::unexpected<Error> failure(sqlite3* database, std::string_view what) {
  const int code = sqlite3_errcode(database);
  const Errc kind = code == SQLITE_CORRUPT || code == SQLITE_NOTADB ? Errc::malformed
                    : code == SQLITE_ERROR                          ? Errc::invalid_argument
                                                                    : Errc::io;
  return fail(kind, "sqlite: {}: {}", what, sqlite3_errmsg(database));
}

}  // namespace

std::string quoted_name(std::string_view name) { return quoted(name, '"'); }

std::string quoted_text(std::string_view text) { return quoted(text, '\''); }

Result<bool> SqliteStatement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    sqlite3_reset(statement_.get());
    return false;
  }
  auto error = failure(sqlite3_db_handle(statement_.get()), sqlite3_sql(statement_.get()));
  sqlite3_reset(statement_.get());
  return error;
}

std::string_view SqliteStatement::text(int column) const noexcept {
  const void* bytes = kind(column) == SQLITE_BLOB ? sqlite3_column_blob(statement_.get(), column)
                                                  : sqlite3_column_text(statement_.get(), column);
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

Result<std::unique_ptr<SqliteConnection>> SqliteConnection::open(const std::string& path) {
  std::unique_ptr<SqliteConnection> connection(new SqliteConnection());
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  connection->database_.reset(database);
  if (code != SQLITE_OK) return failure(database, path);
  if (add_runs_table(database, &connection->runs_) != SQLITE_OK) return failure(database, path);
  sqlite3_busy_handler(database, wait_for_writer, connection.get());
  sqlite3_progress_handler(database, kStepsPerCheck, is_stopped, connection.get());
  return connection;
}

int SqliteConnection::is_stopped(void* self) noexcept {
  const Stop* stop = static_cast<const SqliteConnection*>(self)->stop_;
  return stop != nullptr && stop->requested() ? 1 : 0;
}

// 0: it is not tried again.
int SqliteConnection::wait_for_writer(void* self, int tries) noexcept {
  if (tries == kBusyTries || is_stopped(self) != 0) return 0;
  sqlite3_sleep(kBusyMilliseconds);
  return 1;
}

Result<SqliteStatement> SqliteConnection::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v3(database_.get(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                         &statement, nullptr) != SQLITE_OK) {
    return failure(database_.get(), sql);
  }
  return SqliteStatement(statement);
}

Result<void> SqliteConnection::run(const char* sql) {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
    return failure(database_.get(), sql);
  }
  return {};
}

}  // namespace wirespeed::graph_remote
