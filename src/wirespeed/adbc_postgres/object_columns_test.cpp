#include "wirespeed/adbc_postgres/object_columns.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace wirespeed::adbc_postgres {
namespace {

using column::Column;

std::vector<CatalogObjects> one_table() {
  TextRow columns(19);
  columns[0] = "id";
  columns[1] = "1";
  columns[3] = "not a number";
  columns[17] = "t";
  const Table artists{
      "artists",
      "table",
      {columns, columns},
      {{"artists_pkey", "PRIMARY KEY", {"id"}, {}}, {"fk", "FOREIGN KEY", {"id"}, {{"s", "other", "id"}}}}};
  return {{"music", true, {{"public", {artists}}, {"empty", {}}}}, {"other", false, {}}};
}

std::vector<std::int32_t> offsets_of(const Column& list) {
  const auto offsets = list.offsets.values<std::int32_t>();
  return {offsets.begin(), offsets.end()};
}

TEST(ObjectColumns, each_level_holds_the_next) {
  const auto batch = objects_batch(one_table(), {});
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->rows, 2);
  const Column& schemas = batch->columns[1];
  EXPECT_EQ(offsets_of(schemas), (std::vector<std::int32_t>{0, 2, 2}));
  const Column& tables = schemas.children[0].children[1];
  EXPECT_EQ(offsets_of(tables), (std::vector<std::int32_t>{0, 1, 1}));
  const Column& table = tables.children[0];
  EXPECT_EQ(table.children[2].children[0].length, 2);
  EXPECT_EQ(table.children[3].children[0].length, 2);
  const Column& usages = table.children[3].children[0].children[3];
  EXPECT_EQ(usages.nulls, 1);
  EXPECT_EQ(usages.children[0].length, 1);
}

TEST(ObjectColumns, a_level_that_was_not_asked_for_is_null) {
  const ObjectFilter shallow{.depth = ObjectDepth::catalogs};
  const auto batch = objects_batch({{"music", true, {}}}, shallow);
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->columns[1].nulls, 1);
  const ObjectFilter tables{.depth = ObjectDepth::tables};
  auto objects = one_table();
  objects[0].schemas[0].tables[0].columns.clear();
  objects[0].schemas[0].tables[0].constraints.clear();
  const auto deeper = objects_batch(objects, tables);
  ASSERT_TRUE(deeper);
  const Column& table = deeper->columns[1].children[0].children[1].children[0];
  EXPECT_EQ(table.children[2].nulls, 1);
  EXPECT_EQ(table.children[3].nulls, 1);
}

TEST(ObjectColumns, a_value_of_another_type_is_null) {
  const auto batch = objects_batch(one_table(), {});
  ASSERT_TRUE(batch);
  const Column& fields = batch->columns[1].children[0].children[1].children[0].children[2].children[0];
  EXPECT_EQ(fields.children[1].values.values<std::int32_t>()[0], 1);
  EXPECT_EQ(fields.children[3].nulls, 2);
  EXPECT_EQ(fields.children[17].nulls, 0);
}

TEST(ObjectColumns, no_catalogs_are_no_rows) {
  const auto batch = objects_batch({}, {});
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->rows, 0);
}

TEST(ObjectColumns, info_is_what_was_asked_for) {
  const std::uint32_t codes[] = {103, 0, 424242};
  const auto batch = info_batch(codes, "15.8");
  ASSERT_TRUE(batch);
  EXPECT_EQ(batch->rows, 2);
  const Column& value = batch->columns[1];
  EXPECT_EQ(value.values.values<std::int8_t>()[0], 0);
  EXPECT_EQ(value.values.values<std::int8_t>()[1], 2);
  EXPECT_EQ(value.children[2].values.values<std::int64_t>()[0], kAdbcVersion110);
  const auto all = info_batch(std::nullopt, "15.8");
  ASSERT_TRUE(all);
  EXPECT_EQ(all->rows, 11);
  EXPECT_EQ(column::format_of(info_schema()[1]), "+ud:0,1,2,3,4,5");
}

}  // namespace
}  // namespace wirespeed::adbc_postgres
