#include "wirespeed/adbc_postgres/object_columns.hpp"

#include <array>

#include "wirespeed/adbc_postgres/nested_columns.hpp"

namespace wirespeed::adbc_postgres {
namespace {

using column::Column;
using column::Field;
using column::Type;

struct PlainField {
  const char* name;
  Type type;
  bool nullable = true;
};

// Of a column: as kColumnsQuery gives them.
constexpr auto kColumnFields = std::to_array<PlainField>({
    {"column_name", Type::utf8, false},
    {"ordinal_position", Type::int32},
    {"remarks", Type::utf8},
    {"xdbc_data_type", Type::int16},
    {"xdbc_type_name", Type::utf8},
    {"xdbc_column_size", Type::int32},
    {"xdbc_decimal_digits", Type::int16},
    {"xdbc_num_prec_radix", Type::int16},
    {"xdbc_nullable", Type::int16},
    {"xdbc_column_def", Type::utf8},
    {"xdbc_sql_data_type", Type::int16},
    {"xdbc_datetime_sub", Type::int16},
    {"xdbc_char_octet_length", Type::int32},
    {"xdbc_is_nullable", Type::utf8},
    {"xdbc_scope_catalog", Type::utf8},
    {"xdbc_scope_schema", Type::utf8},
    {"xdbc_scope_table", Type::utf8},
    {"xdbc_is_autoincrement", Type::boolean},
    {"xdbc_is_generatedcolumn", Type::boolean},
});
constexpr auto kUsageFields = std::to_array<PlainField>({{"fk_catalog", Type::utf8},
                                                         {"fk_db_schema", Type::utf8},
                                                         {"fk_table", Type::utf8, false},
                                                         {"fk_column_name", Type::utf8, false}});

Field text_field(std::string name) { return {.name = std::move(name), .type = Type::utf8}; }

template <std::size_t kCount>
std::vector<Field> fields_of(const std::array<PlainField, kCount>& plain) {
  std::vector<Field> fields;
  fields.reserve(kCount);
  for (const auto& [name, type, nullable] : plain) fields.push_back({.name = name, .type = type, .nullable = nullable});
  return fields;
}

Field constraint_field() {
  return struct_field({text_field("constraint_name"), required(text_field("constraint_type")),
                       required(list_of("constraint_column_names", text_field(""))),
                       list_of("constraint_column_usage", struct_field(fields_of(kUsageFields)))});
}

Field table_field() {
  return struct_field({required(text_field("table_name")), required(text_field("table_type")),
                       list_of("table_columns", struct_field(fields_of(kColumnFields))),
                       list_of("table_constraints", constraint_field())});
}

// Rows of text, side by side in columns of their types.
class Readers {
 public:
  template <std::size_t kCount>
  explicit Readers(const std::array<PlainField, kCount>& fields) {
    for (const auto& field : fields) readers_.emplace_back(field.type);
  }

  void append(std::span<const OptionalText> row) {
    for (std::size_t i = 0; i < readers_.size(); ++i) readers_[i].append(row[i]);
    ++rows_;
  }
  std::size_t rows() const noexcept { return rows_; }

  Result<Column> finish() {
    std::vector<Column> columns;
    for (TextReader& reader : readers_) {
      auto column = reader.finish();
      if (!column) return column;
      columns.push_back(*std::move(column));
    }
    return struct_of(std::move(columns));
  }

 private:
  std::vector<TextReader> readers_;
  std::size_t rows_ = 0;
};

// The five levels, each with the lists that hold the next one.
class ObjectsBuilder {
 public:
  explicit ObjectsBuilder(const ObjectFilter& filter) : filter_(filter) {}

  void append(const CatalogObjects& catalog) {
    catalog_ = catalog.name;
    catalog_names_.append(catalog.name);
    for (const SchemaObjects& schema : catalog.schemas) append(schema);
    schemas_.append(shown(ObjectDepth::db_schemas, schema_names_.length()));
  }

  Answer<column::Batch> finish() {
    auto catalogs = answer_of(catalog_names_.finish());
    if (!catalogs) return std::unexpected(std::move(catalogs).error());
    auto schemas = finish_schemas();
    if (!schemas) return std::unexpected(std::move(schemas).error());
    column::Batch batch;
    batch.rows = catalogs->length;
    batch.columns.push_back(*std::move(catalogs));
    batch.columns.push_back(schemas_.finish(*std::move(schemas)));
    return batch;
  }

 private:
  std::optional<std::size_t> shown(ObjectDepth level, std::size_t end) const {
    return filter_.shows(level) ? std::optional(end) : std::nullopt;
  }
  std::optional<std::size_t> shown_column(std::size_t end) const {
    return filter_.shows_columns() ? std::optional(end) : std::nullopt;
  }

  void append(const SchemaObjects& schema) {
    schema_names_.append(schema.name);
    for (const Table& table : schema.tables) append(table);
    tables_.append(shown(ObjectDepth::tables, table_names_.length()));
  }

  void append(const Table& table) {
    table_names_.append(table.name);
    table_types_.append(table.type);
    for (const TextRow& row : table.columns) column_rows_.append(row);
    columns_.append(shown_column(column_rows_.rows()));
    for (const Constraint& constraint : table.constraints) append(constraint);
    constraints_.append(shown_column(constraint_types_.length()));
  }

  void append(const Constraint& constraint) {
    constraint_names_.append(constraint.name ? std::string_view(*constraint.name) : std::string_view());
    constraint_types_.append(constraint.type);
    for (const OptionalText& name : constraint.columns) constrained_.append(*name);
    constrained_lists_.append(constrained_.length());
    for (const KeyUsage& usage : constraint.usages) {
      const OptionalText row[] = {catalog_, usage.schema, usage.table, usage.column};
      usage_rows_.append(row);
    }
    const bool is_key = constraint.type == "FOREIGN KEY";
    usages_.append(is_key ? std::optional(usage_rows_.rows()) : std::nullopt);
  }

  Answer<Column> finish_schemas() {
    auto names = answer_of(schema_names_.finish());
    auto tables = finish_tables();
    return struct_from(std::move(names), list_from(tables_, std::move(tables)));
  }

  Answer<Column> finish_tables() {
    auto columns = answer_of(column_rows_.finish());
    auto constraints = finish_constraints();
    return struct_from(answer_of(table_names_.finish()), answer_of(table_types_.finish()),
                       list_from(columns_, std::move(columns)), list_from(constraints_, std::move(constraints)));
  }

  Answer<Column> finish_constraints() {
    return struct_from(answer_of(constraint_names_.finish()), answer_of(constraint_types_.finish()),
                       list_from(constrained_lists_, answer_of(constrained_.finish())),
                       list_from(usages_, answer_of(usage_rows_.finish())));
  }

  static Answer<Column> list_from(ListEnds& ends, Answer<Column> items) {
    if (!items) return items;
    return ends.finish(*std::move(items));
  }

  template <typename... Columns>
  static Answer<Column> struct_from(Columns... columns) {
    std::vector<Column> children;
    std::optional<Failure> failure;
    const auto take = [&](Answer<Column> one) {
      if (one) {
        children.push_back(*std::move(one));
      } else {
        failure = std::move(one).error();
      }
    };
    (take(std::move(columns)), ...);
    if (failure) return std::unexpected(*std::move(failure));
    return struct_of(std::move(children));
  }

  const ObjectFilter& filter_;
  std::string catalog_;
  column::Utf8Builder catalog_names_;
  ListEnds schemas_;
  column::Utf8Builder schema_names_;
  ListEnds tables_;
  column::Utf8Builder table_names_;
  column::Utf8Builder table_types_;
  ListEnds columns_;
  Readers column_rows_{kColumnFields};
  ListEnds constraints_;
  column::Utf8Builder constraint_names_;
  column::Utf8Builder constraint_types_;
  ListEnds constrained_lists_;
  column::Utf8Builder constrained_;
  ListEnds usages_;
  Readers usage_rows_{kUsageFields};
};

}  // namespace

column::Schema objects_schema() {
  const Field schema = struct_field({text_field("db_schema_name"), list_of("db_schema_tables", table_field())});
  return {text_field("catalog_name"), list_of("catalog_db_schemas", schema)};
}

Answer<column::Batch> objects_batch(const std::vector<CatalogObjects>& catalogs, const ObjectFilter& filter) {
  ObjectsBuilder builder(filter);
  for (const CatalogObjects& catalog : catalogs) builder.append(catalog);
  return builder.finish();
}

column::Schema table_types_schema() { return {required(text_field("table_type"))}; }

Answer<column::Batch> table_types_batch() {
  column::RowBuilder<column::Utf8Builder> rows;
  for (const std::string& type : table_types()) rows.append(std::string_view(type));
  return answer_of(rows.finish());
}

}  // namespace wirespeed::adbc_postgres
