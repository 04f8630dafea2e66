#include "wirespeed/postgres/row_columns.hpp"

#include <gtest/gtest.h>

#include "wirespeed/postgres/row_fixture.hpp"

namespace wirespeed::postgres {
namespace {

constexpr Oid kInt4 = 23;
constexpr Oid kInt8 = 20;
constexpr Oid kText = 25;

TEST(RowColumns, values_of_several_rows_become_columns) {
  RowColumns columns = make({{"id", kInt4}, {"name", kText}});
  const Bytes slab = rows({{i4(1), "one"}, {i4(2), std::nullopt}, {std::nullopt, ""}});
  EXPECT_EQ(take(columns, slab), slab.size());
  const column::Batch batch = batch_of(columns);
  EXPECT_EQ(batch.rows, 3);
  EXPECT_EQ(cells(columns.schema(), batch, 0), (Texts{"1", "2", "null"}));
  EXPECT_EQ(cells(columns.schema(), batch, 1), (Texts{"one", "null", ""}));
}

TEST(RowColumns, a_message_that_is_not_all_there_is_left) {
  const Bytes slab = rows({{i4(1), "one"}, {i4(2), "two"}});
  for (std::size_t size = 0; size <= slab.size(); ++size) {
    RowColumns columns = make({{"id", kInt4}, {"name", kText}});
    const std::size_t taken = take(columns, exactly(slab, size));
    EXPECT_EQ(taken, size / (slab.size() / 2) * (slab.size() / 2)) << size;
    EXPECT_EQ(columns.rows(), taken / (slab.size() / 2));
  }
}

TEST(RowColumns, messages_of_another_type_end_the_rows) {
  RowColumns columns = make({{"id", kInt4}});
  Bytes slab = rows({{i4(1)}});
  const std::size_t size = slab.size();
  append(slab, {'C', 0, 0, 0, 4});
  EXPECT_EQ(take(columns, slab), size);
}

TEST(RowColumns, rows_without_columns_are_counted) {
  RowColumns columns = make({});
  take(columns, rows({{}, {}, {}}));
  EXPECT_EQ(batch_of(columns).rows, 3);
}

TEST(RowColumns, many_rows_of_one_width_equal_the_same_rows_one_by_one) {
  Rows many;
  for (int i = 0; i < 1000; ++i) many.push_back({i8(i * 7919), i4(-i)});
  many[400][1] = std::nullopt;
  const Bytes slab = rows(many);
  RowColumns whole = make({{"a", kInt8}, {"b", kInt4}});
  EXPECT_EQ(take(whole, slab), slab.size());
  RowColumns single = make({{"a", kInt8}, {"b", kInt4}});
  for (const Row& row : many) take(single, rows({row}));
  const column::Batch left = batch_of(whole);
  const column::Batch right = batch_of(single);
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(cells(whole.schema(), left, i), cells(single.schema(), right, i));
}

TEST(RowColumns, a_batch_ends_with_the_row_that_fills_it) {
  RowColumns columns = make({{"id", kInt4}}, {}, {.rows = 300});
  Rows many(1000, {i4(5)});
  const Bytes slab = rows(many);
  std::size_t at = 0;
  std::vector<std::int64_t> sizes;
  while (at < slab.size()) {
    at += take(columns, ByteView(slab).subspan(at));
    sizes.push_back(batch_of(columns).rows);
  }
  EXPECT_EQ(sizes, (std::vector<std::int64_t>{300, 300, 300, 100}));
}

TEST(RowColumns, a_fault_says_column_row_type_and_what_was_found) {
  RowColumns columns = make({{"id", kInt4}, {"age", kInt4}});
  take(columns, rows({{i4(1), i4(2)}}));
  EXPECT_EQ(error(columns, rows({{i4(1), i4(2)}, {i4(1), "ab"}})),
            "decode column \"age\" (integer), row 3: expected 4 bytes, found 2");
}

TEST(RowColumns, another_number_of_columns_is_an_error) {
  RowColumns columns = make({{"id", kInt4}, {"age", kInt4}});
  EXPECT_EQ(error(columns, rows({{i4(1)}})), "read row 1: expected 2 columns, found 1");
}

TEST(RowColumns, sizes_that_pass_the_row_are_an_error) {
  RowColumns columns = make({{"id", kInt4}});
  Bytes slab = rows({{i4(1)}});
  slab[10] = 9;
  append(slab, Bytes(32));
  EXPECT_EQ(error(columns, slab), "read column \"id\" (integer), row 1: expected 9 bytes, found the row's end after 4");
}

TEST(RowColumns, a_size_below_null_is_an_error) {
  RowColumns columns = make({{"id", kInt4}});
  Bytes slab = rows({{i4(1)}});
  for (std::size_t i = 7; i < 11; ++i) slab[i] = 0xFE;
  EXPECT_EQ(error(columns, slab),
            "read column \"id\" (integer), row 1: expected a size of -1 or more, found -16843010");
}

TEST(RowColumns, bytes_behind_the_last_value_are_an_error) {
  RowColumns columns = make({{"id", kInt4}});
  Bytes slab = rows({{i4(1)}});
  slab[10] = 2;
  EXPECT_EQ(error(columns, slab), "read row 1: expected the row's end behind its 1 values, found 2 more bytes");
}

TEST(RowColumns, text_before_the_slab_ends_is_not_read_beyond_it) {
  for (std::size_t size = 0; size < 40; ++size) {
    RowColumns columns = make({{"name", kText}});
    const Bytes slab = rows({{std::string(size, 'x')}, {std::string(40 - size, 'y')}});
    EXPECT_EQ(take(columns, exactly(slab, slab.size())), slab.size());
    EXPECT_EQ(cells(columns.schema(), batch_of(columns), 0),
              (Texts{std::string(size, 'x'), std::string(40 - size, 'y')}));
  }
}

TEST(RowColumns, each_column_may_have_options_of_its_own) {
  std::vector<ColumnDescription> columns(2);
  columns[0].type.oid = columns[1].type.oid = kText;
  std::vector<ColumnOptions> options(2);
  options[0].text = TextLayout::large_utf8;
  options[1].text = TextLayout::utf8_view;
  const auto made = RowColumns::make(columns, TypeCatalog(), options, {});
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->schema()[0].type, column::Type::large_utf8);
  EXPECT_EQ(made->schema()[1].type, column::Type::utf8_view);
}

}  // namespace
}  // namespace wirespeed::postgres
