#include "wirespeed/postgres/copy_columns.hpp"

#include <gtest/gtest.h>

#include "wirespeed/postgres/row_fixture.hpp"

namespace wirespeed::postgres {
namespace {

constexpr Oid kInt4 = 23;
constexpr Oid kText = 25;

Rows sample(int count) {
  Rows rows;
  for (int i = 0; i < count; ++i) rows.push_back({i4(i), i % 7 == 0 ? Row::value_type() : std::string(i % 50, 'x')});
  return rows;
}

Bytes stream(const Rows& rows) {
  Bytes bytes(kCopyHeader.begin(), kCopyHeader.end());
  append(bytes, tuples(rows));
  append(bytes, {0xFF, 0xFF});
  return bytes;
}

CopyColumns make_copy(BatchLimits limits = {}) {
  return CopyColumns(make({{"id", kInt4}, {"name", kText}}, {}, limits));
}

// The batches of a stream that comes in pieces of `size` bytes.
std::vector<column::Batch> batches_of(CopyColumns& copy, const Bytes& bytes, std::size_t size) {
  std::vector<column::Batch> batches;
  const auto add = [&batches](std::vector<column::Batch> more) {
    for (column::Batch& batch : more) batches.push_back(std::move(batch));
  };
  for (std::size_t at = 0; at < bytes.size(); at += size) {
    const std::size_t end = std::min(at + size, bytes.size());
    const Bytes piece(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                      bytes.begin() + static_cast<std::ptrdiff_t>(end));
    add(value_or_throw(copy.feed(piece)));
  }
  add(value_or_throw(copy.finish()));
  return batches;
}

Texts names_of(const CopyColumns& copy, const std::vector<column::Batch>& batches) {
  Texts names;
  for (const column::Batch& batch : batches) {
    for (std::string& name : cells(copy.schema(), batch, 1)) names.push_back(std::move(name));
  }
  return names;
}

TEST(CopyColumns, pieces_of_any_size_give_the_same_columns) {
  const Bytes bytes = stream(sample(600));
  CopyColumns whole = make_copy();
  const Texts expected = names_of(whole, batches_of(whole, bytes, bytes.size()));
  EXPECT_EQ(expected.size(), 600U);
  for (const std::size_t size : {1U, 2U, 3U, 4U, 5U, 17U, 100U, 1000U, 5000U}) {
    CopyColumns copy = make_copy();
    EXPECT_EQ(names_of(copy, batches_of(copy, bytes, size)), expected) << size;
  }
}

TEST(CopyColumns, batches_end_where_they_are_full) {
  CopyColumns copy = make_copy({.rows = 250});
  const auto batches = batches_of(copy, stream(sample(600)), 333);
  ASSERT_EQ(batches.size(), 3U);
  EXPECT_EQ(batches[0].rows, 250);
  EXPECT_EQ(batches[2].rows, 100);
}

TEST(CopyColumns, no_rows_are_one_empty_batch) {
  CopyColumns copy = make_copy();
  const auto batches = batches_of(copy, stream({}), 7);
  ASSERT_EQ(batches.size(), 1U);
  EXPECT_EQ(batches[0].rows, 0);
}

TEST(CopyColumns, a_stream_that_ends_too_early_is_an_error) {
  Bytes bytes = stream(sample(3));
  bytes.resize(bytes.size() - 4);
  CopyColumns copy = make_copy();
  ASSERT_TRUE(copy.feed(bytes));
  EXPECT_FALSE(copy.finish());
}

TEST(CopyColumns, another_number_of_columns_is_an_error) {
  CopyColumns copy = make_copy();
  const auto fed = copy.feed(stream({{i4(1)}}));
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().message, "read row 1: expected 2 columns, found 1");
}

// As a server sends it: the header alone or with the first row, a row each, the end alone.
Bytes messages(const Rows& all, bool header_alone, std::size_t split) {
  const auto message = [](const std::string& body) {
    return "d" + i4(static_cast<std::int64_t>(body.size()) + 4) + body;
  };
  const std::string header(kCopyHeader.begin(), kCopyHeader.end());
  std::string text = header_alone ? message(header) : std::string();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::string row = (i == 0 && !header_alone ? header : std::string()) + tuple(all[i]);
    text += i == split ? message(row.substr(0, 3)) + message(row.substr(3)) : message(row);
  }
  text += message("\xFF\xFF");
  return {text.begin(), text.end()};
}

TEST(CopyColumns, messages_of_copy_data_may_hold_rows_in_any_way) {
  const Rows all = sample(600);
  CopyColumns whole = make_copy();
  const Texts expected = names_of(whole, batches_of(whole, stream(all), 1000));
  for (const bool header_alone : {false, true}) {
    for (const std::size_t split : {0U, 1U, 300U, 599U, 1000U}) {
      CopyColumns copy = make_copy({.rows = 200});
      const Bytes slab = messages(all, header_alone, split);
      std::vector<column::Batch> batches;
      EXPECT_EQ(value_or_throw(copy.feed_messages(slab, batches)), slab.size());
      for (column::Batch& batch : value_or_throw(copy.finish())) batches.push_back(std::move(batch));
      EXPECT_EQ(batches.size(), 3U);
      EXPECT_EQ(names_of(copy, batches), expected);
    }
  }
}

}  // namespace
}  // namespace wirespeed::postgres
