#include "wirespeed/adbc_postgres/statistics.hpp"

#include <charconv>

#include "wirespeed/adbc_postgres/nested_columns.hpp"
#include "wirespeed/adbc_postgres/object_queries.hpp"

namespace wirespeed::adbc_postgres {
namespace {

using column::Column;
using column::Field;
using column::Type;

// Of ours, which begin at 1024: how well the values' order is that of the rows, from -1 to 1.
constexpr std::int16_t kCorrelation = 1024;
constexpr const char* kCorrelationName = "wirespeed.postgresql.correlation";

// The alternatives of a value, by their numbers in the union. What is approximate is a float64.
constexpr std::int8_t kFloat64 = 2;

constexpr std::size_t kColumns = 5;
enum Place : std::size_t { kSchema, kTable, kColumn, kKey, kValue };

Field text_field(std::string name) { return {.name = std::move(name), .type = Type::utf8}; }

Field value_field() {
  return {.name = "statistic_value",
          .type = Type::dense_union,
          .nullable = false,
          .children = {{.name = "int64", .type = Type::int64},
                       {.name = "uint64", .type = Type::uint64},
                       {.name = "float64", .type = Type::float64},
                       {.name = "binary", .type = Type::binary}}};
}

Field statistic_field() {
  return struct_field({required(text_field("table_name")), text_field("column_name"),
                       required({.name = "statistic_key", .type = Type::int16}), value_field(),
                       required({.name = "statistic_is_approximate", .type = Type::boolean})});
}

template <typename Number>
std::optional<Number> number_in(const OptionalText& text) {
  Number number = 0;
  if (!text) return std::nullopt;
  const auto [end, failed] = std::from_chars(text->data(), text->data() + text->size(), number);
  if (failed != std::errc() || end != text->data() + text->size()) return std::nullopt;
  return number;
}

Column empty_column(Type type) {
  Column column{.type = type, .validity = {}, .offsets = {}, .values = {}, .children = {}};
  if (type == Type::binary) {
    column.offsets.reserve(sizeof(std::int32_t));
    column.offsets.as<std::int32_t>()[0] = 0;
    column.offsets.set_size(sizeof(std::int32_t));
  }
  return column;
}

// Rows in the order of their schemas, as lists of lists.
class StatisticsBuilder {
 public:
  void append(const std::string& catalog, const std::vector<TextRow>& rows) {
    catalogs_.append(std::string_view(catalog));
    const std::string* schema = nullptr;
    for (const TextRow& row : rows) {
      if (schema != nullptr && *schema != *row[kSchema]) lists_.append(tables_.length());
      if (schema == nullptr || *schema != *row[kSchema]) schemas_.append(std::string_view(*row[kSchema]));
      schema = &*row[kSchema];
      append(row);
    }
    if (schema != nullptr) lists_.append(tables_.length());
    catalog_lists_.append(schemas_.length());
  }

  Answer<column::Batch> finish() {
    auto statistics = finish_statistics();
    auto schemas = answer_of(schemas_.finish());
    auto catalogs = answer_of(catalogs_.finish());
    if (!statistics) return std::unexpected(std::move(statistics).error());
    if (!schemas) return std::unexpected(std::move(schemas).error());
    if (!catalogs) return std::unexpected(std::move(catalogs).error());
    std::vector<Column> in_schema;
    in_schema.push_back(*std::move(schemas));
    in_schema.push_back(lists_.finish(*std::move(statistics)));
    column::Batch batch;
    batch.rows = catalogs->length;
    batch.columns.push_back(*std::move(catalogs));
    batch.columns.push_back(catalog_lists_.finish(struct_of(std::move(in_schema))));
    return batch;
  }

 private:
  void append(const TextRow& row) {
    tables_.append(std::string_view(*row[kTable]));
    columns_.append(row[kColumn] ? std::string_view(*row[kColumn]) : std::string_view());
    keys_.append(number_in<std::int16_t>(row[kKey]));
    alternatives_.append(kFloat64);
    places_.append(static_cast<std::int32_t>(values_.length()));
    values_.append(number_in<double>(row[kValue]));
    approximate_.append(true);
  }

  Answer<Column> finish_values() {
    auto alternatives = answer_of(alternatives_.finish());
    auto places = answer_of(places_.finish());
    auto values = answer_of(values_.finish());
    for (const auto* one : {&alternatives, &places, &values}) {
      if (!*one) return std::unexpected(one->error());
    }
    Column made{.type = Type::dense_union, .validity = {}, .offsets = {}, .values = {}, .children = {}};
    made.length = alternatives->length;
    made.values = std::move(alternatives->values);
    made.offsets = std::move(places->values);
    made.children.push_back(empty_column(Type::int64));
    made.children.push_back(empty_column(Type::uint64));
    made.children.push_back(*std::move(values));
    made.children.push_back(empty_column(Type::binary));
    return made;
  }

  Answer<Column> finish_statistics() {
    std::vector<Answer<Column>> parts;
    parts.push_back(answer_of(tables_.finish()));
    parts.push_back(answer_of(columns_.finish()));
    parts.push_back(answer_of(keys_.finish()));
    parts.push_back(finish_values());
    parts.push_back(answer_of(approximate_.finish()));
    std::vector<Column> children;
    children.reserve(parts.size());
    for (auto& part : parts) {
      if (!part) return std::unexpected(std::move(part).error());
      children.push_back(*std::move(part));
    }
    return struct_of(std::move(children));
  }

  column::Utf8Builder catalogs_;
  ListEnds catalog_lists_;
  column::Utf8Builder schemas_;
  ListEnds lists_;
  column::Utf8Builder tables_;
  column::Utf8Builder columns_;
  column::NumberBuilder<std::int16_t, Type::int16> keys_;
  column::NumberBuilder<std::int8_t, Type::int8> alternatives_;
  column::Int32Builder places_;
  column::NumberBuilder<double, Type::float64> values_;
  column::BoolBuilder approximate_;
};

}  // namespace

column::Schema statistics_schema() {
  const Field schema = struct_field(
      {text_field("db_schema_name"), required(list_of("db_schema_statistics", required(statistic_field())))});
  return {text_field("catalog_name"), required(list_of("catalog_db_schemas", required(schema)))};
}

Answer<column::Batch> statistics_batch(Session& session, const StatisticsFilter& filter) {
  const OptionalText of_catalogs[] = {filter.catalog};
  auto catalogs = session.ask(kCatalogsQuery, of_catalogs, 2);
  if (!catalogs) return std::unexpected(std::move(catalogs).error());
  StatisticsBuilder builder;
  for (const TextRow& catalog : *catalogs) {
    if (catalog[1] != "t") continue;  // of other databases nothing can be seen
    const OptionalText of_tables[] = {filter.schema, filter.table, std::nullopt};
    auto rows = session.ask(kStatisticsQuery, of_tables, kColumns);
    if (!rows) return std::unexpected(std::move(rows).error());
    builder.append(catalog[0].value_or(""), *rows);
  }
  return builder.finish();
}

column::Schema statistic_names_schema() {
  return {required(text_field("statistic_name")), required({.name = "statistic_key", .type = Type::int16})};
}

Answer<column::Batch> statistic_names_batch() {
  column::RowBuilder<column::Utf8Builder, column::NumberBuilder<std::int16_t, Type::int16>> rows;
  rows.append(std::string_view(kCorrelationName), kCorrelation);
  return answer_of(rows.finish());
}

}  // namespace wirespeed::adbc_postgres
