#include "wirespeed/adbc_postgres/object_tree.hpp"

#include <unordered_map>

#include "wirespeed/adbc_postgres/object_queries.hpp"

namespace wirespeed::adbc_postgres {
namespace {

constexpr std::size_t kTableColumns = 4;
constexpr std::size_t kColumnColumns = 20;
constexpr std::size_t kConstraintColumns = 8;

using TablesByOid = std::unordered_map<std::string, Table*>;

// As the server writes an array: {"table","view"}
OptionalText array_of(const std::optional<std::vector<std::string>>& texts) {
  if (!texts) return std::nullopt;
  std::string array = "{";
  for (const std::string& text : *texts) {
    if (array.size() > 1) array += ',';
    array += '"';
    for (const char c : text) {
      if (c == '"' || c == '\\') array += '\\';
      array += c;
    }
    array += '"';
  }
  return array + "}";
}

std::string text_of(const OptionalText& text) { return text.value_or(""); }

Answer<std::vector<CatalogObjects>> read_catalogs(Session& session, const ObjectFilter& filter) {
  const OptionalText parameters[] = {filter.catalog};
  auto rows = session.ask(kCatalogsQuery, parameters, 2);
  if (!rows) return std::unexpected(std::move(rows).error());
  std::vector<CatalogObjects> catalogs;
  for (const TextRow& row : *rows) catalogs.push_back({text_of(row[0]), row[1] == "t", {}});
  return catalogs;
}

Answer<void> read_schemas(Session& session, const ObjectFilter& filter, CatalogObjects& catalog) {
  const OptionalText parameters[] = {filter.schema};
  auto rows = session.ask(kSchemasQuery, parameters, 1);
  if (!rows) return std::unexpected(std::move(rows).error());
  for (const TextRow& row : *rows) catalog.schemas.push_back({text_of(row[0]), {}});
  return {};
}

// Both come in the order of the schemas' names.
Answer<TablesByOid> read_tables(Session& session, std::span<const OptionalText> parameters, CatalogObjects& catalog) {
  auto rows = session.ask(kTablesQuery, parameters, kTableColumns);
  if (!rows) return std::unexpected(std::move(rows).error());
  std::unordered_map<std::string, SchemaObjects*> schemas;
  for (SchemaObjects& schema : catalog.schemas) schemas.emplace(schema.name, &schema);
  for (const TextRow& row : *rows) {
    const auto schema = schemas.find(text_of(row[1]));
    if (schema != schemas.end()) schema->second->tables.push_back({text_of(row[2]), text_of(row[3]), {}, {}});
  }
  TablesByOid tables;
  std::unordered_map<std::string, std::size_t> next;
  for (const TextRow& row : *rows) {
    const auto schema = schemas.find(text_of(row[1]));
    if (schema != schemas.end()) tables.emplace(text_of(row[0]), &schema->second->tables[next[text_of(row[1])]++]);
  }
  return tables;
}

Answer<void> read_columns(Session& session, std::span<const OptionalText> parameters, const TablesByOid& tables) {
  auto rows = session.ask(kColumnsQuery, parameters, kColumnColumns);
  if (!rows) return std::unexpected(std::move(rows).error());
  for (TextRow& row : *rows) {
    const auto table = tables.find(text_of(row[0]));
    if (table == tables.end()) continue;
    row.erase(row.begin());
    table->second->columns.push_back(std::move(row));
  }
  return {};
}

Answer<void> read_constraints(Session& session, std::span<const OptionalText> parameters, const TablesByOid& tables) {
  auto rows = session.ask(kConstraintsQuery, parameters, kConstraintColumns);
  if (!rows) return std::unexpected(std::move(rows).error());
  OptionalText last;
  for (TextRow& row : *rows) {
    const auto table = tables.find(text_of(row[0]));
    if (table == tables.end()) continue;
    auto& constraints = table->second->constraints;
    if (row[1] != last) constraints.push_back({row[2], text_of(row[3]), {}, {}});
    last = row[1];
    if (row[4]) constraints.back().columns.push_back(row[4]);
    if (row[6]) constraints.back().usages.push_back({row[5], row[6], row[7]});
  }
  return {};
}

Answer<void> read_inside(Session& session, const ObjectFilter& filter, CatalogObjects& catalog) {
  if (!filter.shows(ObjectDepth::db_schemas)) return {};
  if (auto ok = read_schemas(session, filter, catalog); !ok || !filter.shows(ObjectDepth::tables)) return ok;
  const OptionalText parameters[] = {filter.schema, filter.table, array_of(filter.types), filter.column};
  const auto of_tables = std::span<const OptionalText>(parameters).first(3);
  auto tables = read_tables(session, of_tables, catalog);
  if (!tables) return std::unexpected(std::move(tables).error());
  if (!filter.shows_columns()) return {};
  if (auto ok = read_columns(session, parameters, *tables); !ok) return ok;
  return read_constraints(session, of_tables, *tables);
}

}  // namespace

Answer<std::vector<CatalogObjects>> read_objects(Session& session, const ObjectFilter& filter) {
  auto catalogs = read_catalogs(session, filter);
  if (!catalogs) return catalogs;
  for (CatalogObjects& catalog : *catalogs) {
    if (!catalog.is_current) continue;
    if (auto ok = read_inside(session, filter, catalog); !ok) return std::unexpected(std::move(ok).error());
  }
  return catalogs;
}

std::vector<std::string> table_types() {
  return {"foreign_table", "materialized_view", "partitioned_table", "table", "view"};
}

}  // namespace wirespeed::adbc_postgres
