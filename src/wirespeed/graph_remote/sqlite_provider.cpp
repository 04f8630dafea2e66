#include "wirespeed/graph_remote/sqlite_provider.hpp"

#include <algorithm>
#include <unordered_set>

#include <fmt/ranges.h>

#include "wirespeed/graph_remote/sqlite_session.hpp"

namespace wirespeed::graph_remote {
namespace {

constexpr std::size_t kMaxIdle = 16;  // connections

Result<std::vector<std::string>> texts_of(SqliteConnection& database, const std::string& sql) {
  auto statement = database.prepare(sql);
  if (!statement) return std::unexpected(std::move(statement).error());
  std::vector<std::string> texts;
  for (;;) {
    const auto row = statement->step();
    if (!row) return std::unexpected(row.error());
    if (!*row) return texts;
    if (!statement->is_null(0)) texts.emplace_back(statement->text(0));
  }
}

Result<std::vector<std::string>> columns_of(SqliteConnection& database, const std::string& table) {
  return texts_of(database, fmt::format("SELECT name FROM pragma_table_info({})", quoted_text(table)));
}

bool has(const std::vector<std::string>& columns, std::string_view name) {
  return std::ranges::find(columns, name) != columns.end();
}

// SQLite's own name of a row, unless a column is called that; a view and a table WITHOUT ROWID have none.
std::string rowid_of(SqliteConnection& database, const std::string& table, const std::vector<std::string>& columns) {
  for (const std::string name : {"rowid", "_rowid_", "oid"}) {
    const bool is_column = std::ranges::any_of(
        columns, [&](const std::string& one) { return sqlite3_stricmp(one.c_str(), name.c_str()) == 0; });
    if (is_column) continue;
    return database.prepare(fmt::format("SELECT {} FROM {}", name, quoted_name(table))) ? name : "";
  }
  return "";
}

Result<std::vector<std::string>> distinct(SqliteConnection& database, const std::string& column,
                                          const std::string& table) {
  return texts_of(database,
                  fmt::format("SELECT DISTINCT {} FROM {} ORDER BY 1", quoted_name(column), quoted_name(table)));
}

std::vector<std::string> parts_of(const std::vector<std::string>& texts, std::string_view separator) {
  std::vector<std::string> parts;
  std::unordered_set<std::string> known;
  for (std::string_view text : texts) {
    while (!text.empty()) {
      const std::size_t end = separator.empty() ? std::string_view::npos : text.find(separator);
      const std::string_view part = text.substr(0, end);
      if (!part.empty() && known.emplace(part).second) parts.emplace_back(part);
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + separator.size());
    }
  }
  return parts;
}

Result<std::vector<std::string>> labels_of(SqliteConnection& database, const SqliteTables& tables) {
  if (!tables.label_names.empty()) return tables.label_names;
  if (!tables.label_table.empty()) return distinct(database, tables.label_name, tables.label_table);
  if (tables.labels.empty()) return std::vector<std::string>();
  auto texts = distinct(database, tables.labels, tables.nodes);
  if (!texts) return texts;
  return parts_of(*texts, tables.separator);
}

Result<std::vector<std::string>> types_of(SqliteConnection& database, const SqliteTables& tables) {
  if (!tables.type_names.empty()) return tables.type_names;
  if (tables.type.empty()) return std::vector<std::string>();
  return distinct(database, tables.type, tables.relationships);
}

}  // namespace

Result<std::shared_ptr<SqliteProvider>> SqliteProvider::make(SqliteTables tables, const Stop& stop) {
  std::shared_ptr<SqliteProvider> provider(new SqliteProvider(std::move(tables)));
  auto connection = provider->borrow();
  if (!connection) return std::unexpected(std::move(connection).error());
  SqliteConnection& database = *(*connection)->database;
  const auto read = database.read_until(stop, "sqlite", [&] { return provider->read_names(database); });
  if (!read) return std::unexpected(read.error());
  provider->give_back(*std::move(connection));
  return provider;
}

Result<void> SqliteProvider::read_names(SqliteConnection& database) {
  auto columns = columns_of(database, tables_.nodes);
  if (!columns) return std::unexpected(std::move(columns).error());
  auto labels = labels_of(database, tables_);
  if (!labels) return std::unexpected(std::move(labels).error());
  auto types = types_of(database, tables_);
  if (!types) return std::unexpected(std::move(types).error());
  columns_ = *std::move(columns);
  names_ = {*std::move(labels), *std::move(types)};
  label_numbers_ = LabelNumbers(names_.labels);
  if (!columns_.empty()) return read_relationship_columns(database);
  return fail(Errc::not_found, "sqlite: {}: expected the table \"{}\", found none", tables_.path, tables_.nodes);
}

Result<void> SqliteProvider::read_relationship_columns(SqliteConnection& database) {
  auto columns = columns_of(database, tables_.relationships);
  if (!columns) return std::unexpected(std::move(columns).error());
  relationship_columns_ = *std::move(columns);
  const std::string& given = tables_.relationship_id;
  if (given.empty()) {
    relationship_id_ = rowid_of(database, tables_.relationships, relationship_columns_);
    return {};
  }
  relationship_id_ = quoted_name(given);
  if (has(relationship_columns_, given)) return {};
  return fail(Errc::not_found, "sqlite: {}: relationship_id: expected a column of \"{}\", one of [{}], found \"{}\"",
              tables_.path, tables_.relationships, fmt::join(relationship_columns_, ", "), given);
}

Result<void> SqliteProvider::check_property(std::string_view name) const {
  if (has(columns_, name)) return {};
  return fail(Errc::not_found, "traversal: expected a property, one of [{}], found \"{}\"", fmt::join(columns_, ", "),
              name);
}

Result<void> SqliteProvider::check_relationships(const RelationshipNeeds& needs) const {
  if (needs.ids && relationship_id_.empty()) {
    return fail(Errc::unsupported,
                "traversal: expected relationships with ids, found \"{}\", which has no rowid; name a column "
                "of numbers by relationship_id",
                tables_.relationships);
  }
  for (const std::string& name : needs.properties) {
    if (has(relationship_columns_, name)) continue;
    return fail(Errc::not_found, "traversal: expected a property of relationships, one of [{}], found \"{}\"{}",
                fmt::join(relationship_columns_, ", "), name,
                name == tables_.weight ? "; say which column is their weight, or that there is none" : "");
  }
  return {};
}

Result<std::unique_ptr<SqliteProvider::Connection>> SqliteProvider::borrow() {
  {
    const std::scoped_lock lock(mutex_);
    if (!idle_.empty()) {
      auto connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
  }
  auto database = SqliteConnection::open(tables_.path);
  if (!database) return std::unexpected(std::move(database).error());
  return std::make_unique<Connection>(Connection{*std::move(database)});
}

void SqliteProvider::give_back(std::unique_ptr<Connection> connection) {
  const std::scoped_lock lock(mutex_);
  if (idle_.size() < kMaxIdle) idle_.push_back(std::move(connection));
}

Result<std::unique_ptr<ProviderSession>> SqliteProvider::open(const Stop& stop) {
  if (auto ok = stop.check("traversal"); !ok) return std::unexpected(std::move(ok).error());
  auto connection = borrow();
  if (!connection) return std::unexpected(std::move(connection).error());
  auto session = std::make_unique<SqliteSession>(shared_from_this(), *std::move(connection));
  if (auto ok = session->begin(); !ok) return std::unexpected(std::move(ok).error());
  return session;
}

}  // namespace wirespeed::graph_remote
