#include "wirespeed/adbc_postgres/bound_rows.hpp"

#include <gtest/gtest.h>

#include <cstring>

#include "wirespeed/column/arrow_import_fixture.hpp"

namespace wirespeed::adbc_postgres {
namespace {

using column::Shown;

constexpr postgres::Oid kInt8 = 20;
constexpr postgres::Oid kText = 25;
constexpr postgres::Oid kDate = 1082;

Answer<std::unique_ptr<BoundRows>> bind(Shown& table, const std::vector<postgres::Oid>& types) {
  const postgres::TypeCatalog catalog;
  ArrowArrayStream stream = column::show(table);
  auto taken = column::ImportedStream::take(&stream, "bind");
  EXPECT_TRUE(taken);
  return BoundRows::make(*std::move(taken), types, catalog);
}

Shown text_of_one(const char* text) {
  auto offsets = std::make_shared<const std::vector<std::int32_t>>(
      std::vector<std::int32_t>{0, static_cast<std::int32_t>(std::strlen(text))});
  return {.format = "u", .buffers = {nullptr, offsets->data(), text}, .length = 1, .owned = offsets};
}

std::string bytes_in(const postgres_client::Parameters& parameters) {
  return {parameters.bytes.begin(), parameters.bytes.end()};
}

TEST(BoundRows, each_row_is_one_executions_values) {
  Shown table = column::table_of(column::numbers<std::int64_t>("l", {1, 258}));
  auto rows = bind(table, {kInt8});
  ASSERT_TRUE(rows);
  postgres_client::Parameters values;
  EXPECT_EQ((*rows)->next(values), true);
  EXPECT_EQ(bytes_in(values), std::string("\0\0\0\x08\0\0\0\0\0\0\0\x01", 12));
  EXPECT_EQ(values.formats, std::vector{postgres::Format::binary});
  EXPECT_EQ((*rows)->next(values), true);
  EXPECT_EQ(bytes_in(values), std::string("\0\0\0\x08\0\0\0\0\0\0\x01\x02", 12));
  EXPECT_EQ((*rows)->next(values), false);
  EXPECT_EQ((*rows)->next(values), false);
}

TEST(BoundRows, text_goes_as_a_literal_where_the_type_is_another) {
  Shown table = column::table_of(text_of_one("2020-02-29"));
  auto rows = bind(table, {kDate});
  ASSERT_TRUE(rows);
  postgres_client::Parameters values;
  EXPECT_EQ((*rows)->next(values), true);
  EXPECT_EQ(values.formats, std::vector{postgres::Format::text});
  EXPECT_EQ(bytes_in(values), std::string("\0\0\0\x0a", 4) + "2020-02-29");
}

TEST(BoundRows, a_number_goes_as_a_literal_where_text_is_wanted) {
  Shown table = column::table_of(column::numbers<double>("g", {0.1, std::numeric_limits<double>::infinity()}));
  auto rows = bind(table, {kText});
  ASSERT_TRUE(rows);
  postgres_client::Parameters values;
  EXPECT_EQ((*rows)->next(values), true);
  EXPECT_EQ(bytes_in(values), std::string("\0\0\0\x03", 4) + "0.1");
  EXPECT_EQ((*rows)->next(values), true);
  EXPECT_EQ(bytes_in(values), std::string("\0\0\0\x08", 4) + "Infinity");
}

TEST(BoundRows, as_many_columns_as_parameters) {
  Shown table = column::table_of(column::numbers<std::int64_t>("l", {1}));
  const auto rows = bind(table, {kInt8, kInt8});
  ASSERT_FALSE(rows);
  EXPECT_EQ(rows.error().status, status::kInvalidArgument);
  EXPECT_NE(rows.error().message.find("expected 2 columns"), std::string::npos);
}

TEST(BoundRows, a_value_that_does_not_fit_says_which_parameter) {
  Shown table = column::table_of(column::numbers<std::int64_t>("l", {70000}));
  auto rows = bind(table, {21});
  ASSERT_TRUE(rows);
  postgres_client::Parameters values;
  const auto next = (*rows)->next(values);
  ASSERT_FALSE(next);
  EXPECT_NE(next.error().message.find("$1"), std::string::npos);
  EXPECT_NE(next.error().message.find("70000"), std::string::npos);
}

int released = 0;

TEST(BoundRows, a_batch_that_was_taken_over_is_released_once) {
  released = 0;
  Shown table = column::table_of(column::numbers<std::int64_t>("l", {1}));
  table.link();
  ArrowArray array = table.array;
  ArrowSchema schema = table.schema;
  array.release = [](ArrowArray* self) {
    ++released;
    self->release = nullptr;
  };
  schema.release = [](ArrowSchema* self) {
    ++released;
    self->release = nullptr;
  };
  ArrowArrayStream stream = stream_of(&array, &schema);
  EXPECT_EQ(array.release, nullptr);
  EXPECT_EQ(schema.release, nullptr);
  auto taken = column::ImportedStream::take(&stream, "bind");
  ASSERT_TRUE(taken);
  EXPECT_EQ(released, 1);
  EXPECT_EQ(taken->next(), true);
  EXPECT_EQ(taken->next(), false);
  EXPECT_EQ(released, 2);
}

TEST(BoundRows, a_batch_that_nobody_reads_is_released_with_its_stream) {
  released = 0;
  Shown table = column::table_of(column::numbers<std::int64_t>("l", {1}));
  table.link();
  ArrowArray array = table.array;
  ArrowSchema schema = table.schema;
  array.release = [](ArrowArray*) { ++released; };
  schema.release = [](ArrowSchema*) { ++released; };
  ArrowArrayStream stream = stream_of(&array, &schema);
  stream.release(&stream);
  EXPECT_EQ(released, 2);
}

}  // namespace
}  // namespace wirespeed::adbc_postgres
