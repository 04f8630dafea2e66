#include "wirespeed/postgres/create_table.hpp"

#include <gtest/gtest.h>

#include "wirespeed/column/arrow_import_fixture.hpp"

namespace wirespeed::postgres {
namespace {

using column::Shown;

column::ImportedColumn described(Shown column) {
  column.link();
  return value_or_throw(column::import_schema(column.schema, "test"));
}

std::string type_of(Shown column) { return value_or_throw(type_for(described(std::move(column)))); }
std::string type_of(const char* format) { return type_of(Shown{.format = format}); }

TEST(CreateTable, names_are_quoted_whatever_is_in_them) {
  EXPECT_EQ(value_or_throw(quote_identifier("id")), "\"id\"");
  EXPECT_EQ(value_or_throw(quote_identifier("First Name")), "\"First Name\"");
  EXPECT_EQ(value_or_throw(quote_identifier("a\"; DROP TABLE b; --")), "\"a\"\"; DROP TABLE b; --\"");
  EXPECT_EQ(value_or_throw(quote_identifier("\"\"")), "\"\"\"\"\"\"");
  EXPECT_EQ(value_or_throw(quote_identifier("größe")), "\"größe\"");
}

TEST(CreateTable, names_that_no_column_has_are_errors) {
  EXPECT_FALSE(quote_identifier(""));
  EXPECT_FALSE(quote_identifier(std::string_view("a\0b", 3)));
  EXPECT_TRUE(quote_identifier(std::string(63, 'x')));
  EXPECT_FALSE(quote_identifier(std::string(64, 'x')));
}

TEST(CreateTable, numbers_get_the_smallest_type_that_holds_them_all) {
  EXPECT_EQ(type_of("b"), "boolean");
  EXPECT_EQ(type_of("c"), "smallint");
  EXPECT_EQ(type_of("C"), "smallint");
  EXPECT_EQ(type_of("S"), "integer");
  EXPECT_EQ(type_of("I"), "bigint");
  EXPECT_EQ(type_of("L"), "numeric(20,0)");
  EXPECT_EQ(type_of("f"), "real");
  EXPECT_EQ(type_of("g"), "double precision");
  EXPECT_EQ(type_of("d:10,2"), "numeric(10,2)");
  EXPECT_EQ(type_of("d:5,-2"), "numeric");
  EXPECT_EQ(type_of("d:2,5"), "numeric");
}

TEST(CreateTable, text_bytes_and_times_have_their_own) {
  EXPECT_EQ(type_of("n"), "text");
  EXPECT_EQ(type_of("vu"), "text");
  EXPECT_EQ(type_of("w:5"), "bytea");
  EXPECT_EQ(type_of("tdm"), "date");
  EXPECT_EQ(type_of("ttn"), "time");
  EXPECT_EQ(type_of("tsn:"), "timestamp");
  EXPECT_EQ(type_of("tsu:Europe/Berlin"), "timestamptz");
  EXPECT_EQ(type_of("tDs"), "interval");
}

TEST(CreateTable, nested_columns_are_arrays_or_json) {
  const Shown list = {.format = "+l", .children = {{.format = "i"}}};
  EXPECT_EQ(type_of(list), "integer[]");
  EXPECT_EQ(type_of({.format = "+L", .children = {list}}), "integer[]");
  const Shown structure = {.format = "+s", .children = {list}};
  EXPECT_EQ(type_of(structure), "jsonb");
  EXPECT_EQ(type_of({.format = "+l", .children = {structure}}), "jsonb");
  EXPECT_EQ(type_of({.format = "c", .dictionary = {{.format = "U"}}}), "text");
  const auto failed = type_for(described({.format = "+ud:"}));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().message,
            "create a table: column 'c' is of union<>, which no type of PostgreSQL holds; cast it first");
}

TEST(CreateTable, columns_become_the_list_of_a_create_table) {
  const Shown root = {.format = "+s", .children = {{.format = "l", .name = "id"}, {.format = "u", .name = "a \"b\""}}};
  EXPECT_EQ(value_or_throw(to_sql(value_or_throw(column_definitions(described(root))))),
            "\"id\" bigint, \"a \"\"b\"\"\" text");
  const Shown twice = {.format = "+s", .children = {{.format = "l"}, {.format = "u"}}};
  EXPECT_EQ(column_definitions(described(twice)).error().message, "create a table: two columns are called 'c'");
}

}  // namespace
}  // namespace wirespeed::postgres
