#include "wirespeed/postgres/create_table.hpp"

#include <algorithm>

namespace wirespeed::postgres {
namespace {

using column::ImportedColumn;
using column::Layout;

constexpr std::size_t kMaxNameBytes = 63;  // NAMEDATALEN - 1 of servers as they are shipped

bool is_list(Layout layout) noexcept {
  return layout == Layout::list || layout == Layout::large_list || layout == Layout::fixed_list;
}

// numeric has to have a precision of 1 to 1000; before version 15 scales of 0 to the precision.
std::string numeric_for(const ImportedColumn& source) {
  if (source.scale < 0 || source.scale > source.precision) return "numeric";
  return fmt::format("numeric({},{})", source.precision, source.scale);
}

const char* number_for(Layout layout) noexcept {
  switch (layout) {
    case Layout::boolean:
      return "boolean";
    case Layout::int8:
    case Layout::int16:
    case Layout::uint8:
      return "smallint";
    case Layout::int32:
    case Layout::uint16:
      return "integer";
    case Layout::int64:
    case Layout::uint32:
      return "bigint";
    case Layout::uint64:
      return "numeric(20,0)";
    case Layout::float16:
    case Layout::float32:
      return "real";
    case Layout::float64:
      return "double precision";
    default:
      return "";
  }
}

const char* temporal_for(const ImportedColumn& source) noexcept {
  switch (source.layout) {
    case Layout::date32:
    case Layout::date64:
      return "date";
    case Layout::time32:
    case Layout::time64:
      return "time";
    case Layout::timestamp:
      return source.zone.empty() ? "timestamp" : "timestamptz";
    case Layout::duration:
    case Layout::months:
    case Layout::day_time:
    case Layout::month_day_nano:
      return "interval";
    default:
      return "";
  }
}

const char* text_or_bytes_for(const ImportedColumn& source) noexcept {
  switch (source.layout) {
    case Layout::null:
    case Layout::text:
    case Layout::large_text:
    case Layout::text_view:
      return source.extension == "arrow.json" ? "json" : "text";
    case Layout::bytes:
    case Layout::large_bytes:
    case Layout::bytes_view:
    case Layout::fixed_bytes:
      return source.extension == "arrow.uuid" ? "uuid" : "bytea";
    case Layout::structure:
    case Layout::map:
      return "jsonb";
    default:
      return "";
  }
}

std::string plain_for(const ImportedColumn& source) {
  for (const char* type : {number_for(source.layout), temporal_for(source), text_or_bytes_for(source)}) {
    if (*type != '\0') return type;
  }
  return {};
}

}  // namespace

Result<std::string> quote_identifier(std::string_view name) {
  if (name.empty()) return fail(Errc::invalid_argument, "name a column or table: expected a name, found none");
  if (name.find('\0') != std::string_view::npos) {
    return fail(Errc::invalid_argument, "name a column or table: expected no zero byte, found one at {}",
                name.find('\0'));
  }
  if (name.size() > kMaxNameBytes) {
    return fail(Errc::invalid_argument, "name a column or table: expected at most {} bytes, found {} in '{}'",
                kMaxNameBytes, name.size(), name);
  }
  std::string quoted = "\"";
  for (const char c : name) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + '"';
}

Result<std::string> type_for(const ImportedColumn& source) {
  if (!source.dictionary.empty()) return type_for(source.dictionary[0]);
  if (source.layout == Layout::decimal) return numeric_for(source);
  if (is_list(source.layout)) {
    auto item = type_for(source.children[0]);
    if (!item || *item == "jsonb" || item->ends_with("[]")) return item;  // one array type has all dimensions
    return *item + "[]";
  }
  std::string type = plain_for(source);
  if (!type.empty()) return type;
  return fail(Errc::unsupported,
              "create a table: column '{}' is of {}, which no type of PostgreSQL holds; cast it first", source.name,
              to_string(source));
}

Result<std::vector<ColumnDefinition>> column_definitions(const ImportedColumn& root) {
  std::vector<ColumnDefinition> columns;
  for (const ImportedColumn& source : root.children) {
    auto type = type_for(source);
    if (!type) return std::unexpected(std::move(type).error());
    const bool known = std::any_of(columns.begin(), columns.end(),
                                   [&](const ColumnDefinition& column) { return column.name == source.name; });
    if (known) return fail(Errc::invalid_argument, "create a table: two columns are called '{}'", source.name);
    columns.push_back({source.name, std::move(*type)});
  }
  return columns;
}

Result<std::string> to_sql(const std::vector<ColumnDefinition>& columns) {
  std::string sql;
  for (const ColumnDefinition& column : columns) {
    auto name = quote_identifier(column.name);
    if (!name) return name;
    sql += (sql.empty() ? "" : ", ") + *name + " " + column.type;
  }
  return sql;
}

}  // namespace wirespeed::postgres
