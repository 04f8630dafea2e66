#include "wirespeed/postgres/copy_writer.hpp"

#include <gtest/gtest.h>

#include "wirespeed/column/arrow_export.hpp"
#include "wirespeed/column/cell_text.hpp"
#include "wirespeed/column/column_fixture.hpp"
#include "wirespeed/postgres/copy_columns.hpp"
#include "wirespeed/postgres/encoder_fixture.hpp"

namespace wirespeed::postgres {
namespace {

using column::Batch;
using column::Type;

constexpr Oid kInt8 = 20;
constexpr Oid kText = 25;

std::shared_ptr<const Batch> batch_of(std::vector<column::Column> columns) {
  auto batch = std::make_shared<Batch>();
  batch->rows = columns.front().length;
  batch->columns = std::move(columns);
  return batch;
}

std::shared_ptr<const Batch> numbered(std::int64_t first, std::int64_t count, std::size_t text_bytes) {
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 0; i < count; ++i) numbers.push_back(first + i);
  const std::vector<std::string> texts(static_cast<std::size_t>(count), std::string(text_bytes, 'x'));
  std::vector<column::Column> columns;
  columns.push_back(column::number_column(Type::int64, numbers));
  columns.push_back(column::large_text_column(texts));
  return batch_of(std::move(columns));
}

CopyWriter writer_of(std::vector<std::shared_ptr<const Batch>> batches, TypeRef number = {kInt8}) {
  auto table = std::make_shared<column::Table>();
  table->schema = {{"n", Type::int64}, {"t", Type::large_utf8}};
  table->batches = std::move(batches);
  ArrowArrayStream stream;
  column::export_stream(column::source_of(table), &stream);
  return value_or_throw(postgres::writer_of(stream, {{"n", number}, {"t", {kText}}}));
}

TEST(CopyWriter, a_stream_without_rows_is_a_header_and_a_trailer) {
  CopyWriter writer = writer_of({});
  const auto bytes = value_or_throw(payload_of(writer));
  EXPECT_EQ(hex_of(bytes),
            "5047434f50590aff0d0a00"
            "00000000"
            "00000000"
            "ffff");
  EXPECT_TRUE(value_or_throw(writer.next()).empty());
}

TEST(CopyWriter, a_row_is_its_count_and_its_cells) {
  CopyWriter writer = writer_of({numbered(7, 1, 2)});
  const auto bytes = value_or_throw(payload_of(writer));
  EXPECT_EQ(hex_of(bytes).substr(38),
            "0002"
            "00000008"
            "0000000000000007"
            "00000002"
            "7878"
            "ffff");
  EXPECT_EQ(writer.rows(), 1);
}

TEST(CopyWriter, all_rows_of_all_batches_come_in_order) {
  CopyWriter writer = writer_of({numbered(0, 1000, 3), numbered(1000, 0, 3), numbered(1000, 777, 50)});
  const auto rows = rows_in(value_or_throw(payload_of(writer)));
  ASSERT_EQ(rows.size(), 1777);
  for (std::size_t i = 0; i < rows.size(); ++i) ASSERT_EQ(rows[i][0], fmt::format("{:016x}", i));
  EXPECT_EQ(writer.rows(), 1777);
}

TEST(CopyWriter, messages_stay_small_whatever_the_batch) {
  CopyWriter writer = writer_of({numbered(0, 50'000, 40)});
  std::size_t messages = 0;
  for (;; ++messages) {
    const ByteView message = value_or_throw(writer.next());
    if (message.empty()) break;
    EXPECT_LT(message.size(), std::size_t{400} << 10U);
  }
  EXPECT_GT(messages, 10);
}

TEST(CopyWriter, long_rows_do_not_gather_in_memory) {
  CopyWriter writer = writer_of({numbered(0, 30, 300'000)});
  std::size_t rows = 0;
  for (;;) {
    const ByteView message = value_or_throw(writer.next());
    if (message.empty()) break;
    EXPECT_LT(message.size(), std::size_t{800} << 10U);
    rows = static_cast<std::size_t>(writer.rows());
  }
  EXPECT_EQ(rows, 30);
}

TEST(CopyWriter, an_error_tells_the_row_of_the_stream_and_stays) {
  CopyWriter writer = writer_of({numbered(0, 32'000, 0), numbered(32'000, 2000, 0)}, {21});
  const std::string expected =
      "ingest: column 'n', row 32768: 32768 (int64) does not fit smallint: it reaches from -32768 to 32767";
  EXPECT_EQ(payload_of(writer).error().message, expected);
  EXPECT_EQ(writer.next().error().message, expected);
}

TEST(CopyWriter, a_batch_may_begin_within_its_columns) {
  Shown root = table_of(numbers<std::int64_t>("l", {1, 2, 3, 1 << 20}));
  root.length = 2;
  root.offset = 1;
  CopyWriter writer = value_or_throw(postgres::writer_of(show(root), {{"n", {21}}}));
  EXPECT_EQ(rows_in(value_or_throw(payload_of(writer))), (std::vector<std::vector<std::string>>{{"0002"}, {"0003"}}));
  root.schemas.clear();
  root.arrays.clear();
  root.offset = 2;
  CopyWriter wrong = value_or_throw(postgres::writer_of(show(root), {{"n", {21}}}));
  EXPECT_EQ(payload_of(wrong).error().message,
            "ingest: column 'n', row 1: 1048576 (int64) does not fit smallint: it reaches from -32768 to 32767");
}

TEST(CopyWriter, columns_and_their_targets_are_as_many) {
  auto table = std::make_shared<column::Table>();
  table->schema = {{"n", Type::int64}};
  ArrowArrayStream stream;
  column::export_stream(column::source_of(table), &stream);
  const auto writer = postgres::writer_of(stream, {{"n", {kInt8}}, {"t", {kText}}});
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().message, "ingest: expected 2 columns, at most 1600, found 1");
}

// What a column becomes on its way there and back, as text.
std::vector<std::string> there_and_back(column::Field field, column::Column column, TypeRef type) {
  auto table = std::make_shared<column::Table>();
  field.name = "c";
  table->schema = {std::move(field)};
  std::vector<column::Column> columns;
  columns.push_back(std::move(column));
  table->batches = {batch_of(std::move(columns))};
  ArrowArrayStream stream;
  column::export_stream(column::source_of(table), &stream);
  CopyWriter writer = value_or_throw(postgres::writer_of(stream, {{"c", type}}));
  const auto payload = value_or_throw(payload_of(writer));
  TypeCatalog catalog;
  put_test_types(catalog);
  CopyColumns copy(value_or_throw(
      RowColumns::make({{.name = "c", .type = type, .format = Format::binary}}, catalog, ColumnOptions(), {})));
  std::vector<std::string> texts;
  auto batches = value_or_throw(copy.feed(payload));
  for (Batch& batch : value_or_throw(copy.finish())) batches.push_back(std::move(batch));
  for (const Batch& batch : batches) {
    for (std::int64_t row = 0; row < batch.rows; ++row) {
      std::string text;
      if (!column::append_cell(text, copy.schema()[0], batch.columns[0], row)) text = "NULL";
      texts.push_back(text);
    }
  }
  return texts;
}

using Texts = std::vector<std::string>;

TEST(CopyWriter, what_is_written_is_read_again) {
  using column::number_column;
  EXPECT_EQ(there_and_back({.type = Type::int64}, number_column<std::int64_t>(Type::int64, {-5, 7}), {21}),
            (Texts{"-5", "7"}));
  EXPECT_EQ(there_and_back({.type = Type::float64}, number_column<double>(Type::float64, {0.1}), {701}),
            (Texts{"0.1"}));
  EXPECT_EQ(there_and_back({.type = Type::utf8_view}, column::view_column({"a", "more than twelve bytes"}), {kText}),
            (Texts{"a", "more than twelve bytes"}));
  EXPECT_EQ(there_and_back({.type = Type::timestamp_us, .zone = "UTC"},
                           number_column<std::int64_t>(Type::timestamp_us, {-1}), {1184}),
            (Texts{"1969-12-31T23:59:59.999999Z"}));
  EXPECT_EQ(
      there_and_back({.type = Type::float64}, number_column<double>(Type::float64, {0.1, 1e22, -1234567.5}), {1700}),
      (Texts{"0.1", "10000000000000000000000", "-1234567.5"}));
  EXPECT_EQ(
      there_and_back({.type = Type::utf8}, column::text_column<std::int32_t>(Type::utf8, {"10.0.0.0/8", "::1"}), {869}),
      (Texts{"10.0.0.0/8", "::1"}));
  EXPECT_EQ(there_and_back({.type = Type::utf8}, column::text_column<std::int32_t>(Type::utf8, {"101", ""}), {1562}),
            (Texts{"101", ""}));
}

TEST(CopyWriter, lists_that_are_written_are_read_again) {
  column::Column list = column::column_of(Type::list, 2);
  list.offsets = column::buffer_of<std::int32_t>({0, 2, 2});
  list.children.push_back(column::number_column<std::int32_t>(Type::int32, {3, 4}));
  const column::Field field = {.type = Type::list, .children = {{.name = "item", .type = Type::int32}}};
  EXPECT_EQ(there_and_back(field, std::move(list), {1007}), (Texts{"[3, 4]", "[]"}));
}

}  // namespace
}  // namespace wirespeed::postgres
