#include "wirespeed/graph_remote/sqlite_runs.hpp"

#include <new>

namespace wirespeed::graph_remote {
namespace {

// SQLite knows the bases, and hands them back.
struct Table : sqlite3_vtab {
  const std::span<const IdRun>* runs = nullptr;
};

struct Cursor : sqlite3_vtab_cursor {
  std::span<const IdRun> runs{};
  std::size_t place = 0;
};

Cursor& cursor_of(sqlite3_vtab_cursor* cursor) noexcept { return *static_cast<Cursor*>(cursor); }

int connect(sqlite3* database, void* runs, int, const char* const*, sqlite3_vtab** table, char**) noexcept {
  const int code = sqlite3_declare_vtab(database, "CREATE TABLE runs (first, last)");
  if (code != SQLITE_OK) return code;
  auto* const made = new (std::nothrow) Table();
  if (made == nullptr) return SQLITE_NOMEM;
  made->runs = static_cast<const std::span<const IdRun>*>(runs);
  *table = made;
  return SQLITE_OK;
}

int disconnect(sqlite3_vtab* table) noexcept {
  delete static_cast<Table*>(table);
  return SQLITE_OK;
}

// There is one way: from the first to the last.
int choose(sqlite3_vtab*, sqlite3_index_info* info) noexcept {
  constexpr double kCost = 1000;
  info->estimatedCost = kCost;
  info->estimatedRows = static_cast<sqlite3_int64>(kCost);
  return SQLITE_OK;
}

int open(sqlite3_vtab*, sqlite3_vtab_cursor** cursor) noexcept {
  *cursor = new (std::nothrow) Cursor();
  return *cursor == nullptr ? SQLITE_NOMEM : SQLITE_OK;
}

int close(sqlite3_vtab_cursor* cursor) noexcept {
  delete static_cast<Cursor*>(cursor);
  return SQLITE_OK;
}

int begin(sqlite3_vtab_cursor* cursor, int, const char*, int, sqlite3_value**) noexcept {
  Cursor& self = cursor_of(cursor);
  self.runs = *static_cast<const Table*>(cursor->pVtab)->runs;
  self.place = 0;
  return SQLITE_OK;
}

int next(sqlite3_vtab_cursor* cursor) noexcept {
  ++cursor_of(cursor).place;
  return SQLITE_OK;
}

int is_at_end(sqlite3_vtab_cursor* cursor) noexcept {
  const Cursor& self = cursor_of(cursor);
  return self.place >= self.runs.size() ? 1 : 0;
}

int column(sqlite3_vtab_cursor* cursor, sqlite3_context* context, int number) noexcept {
  const Cursor& self = cursor_of(cursor);
  const IdRun& run = self.runs[self.place];
  sqlite3_result_int64(context, number == 0 ? run.first : run.last);
  return SQLITE_OK;
}

int rowid(sqlite3_vtab_cursor* cursor, sqlite3_int64* number) noexcept {
  *number = static_cast<sqlite3_int64>(cursor_of(cursor).place);
  return SQLITE_OK;
}

// Without xCreate it is there by its name in every connection that knows the module, and nothing is written.
constexpr sqlite3_module module_of_runs() noexcept {
  sqlite3_module module{};
  module.xConnect = connect;
  module.xDisconnect = disconnect;
  module.xBestIndex = choose;
  module.xOpen = open;
  module.xClose = close;
  module.xFilter = begin;
  module.xNext = next;
  module.xEof = is_at_end;
  module.xColumn = column;
  module.xRowid = rowid;
  return module;
}

constexpr sqlite3_module kModule = module_of_runs();

}  // namespace

int add_runs_table(sqlite3* database, const std::span<const IdRun>* runs) noexcept {
  // The module only reads them.
  return sqlite3_create_module_v2(database, kRunsTable, &kModule, const_cast<std::span<const IdRun>*>(runs), nullptr);
}

}  // namespace wirespeed::graph_remote
