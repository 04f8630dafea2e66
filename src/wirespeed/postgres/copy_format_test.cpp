#include "wirespeed/postgres/copy_format.hpp"

#include <gtest/gtest.h>

#include <string>

namespace wirespeed::postgres {
namespace {

using namespace std::string_literals;
using Rows = std::vector<std::string>;

const std::string kHeader(reinterpret_cast<const char*>(kCopyHeader.data()), kCopyHeader.size());
const std::string kTrailer = "\xFF\xFF"s;
const std::string kAb = "\0\2\0\0\0\1a\0\0\0\1b"s;
const std::string kNullAndEmpty = "\0\2\xFF\xFF\xFF\xFF\0\0\0\0"s;
const std::string kNoColumns = "\0\0"s;

std::string long_row() { return "\0\1\0\1\0\0"s + std::string(65536, 'x'); }

// Rows of bytes that come so many at a time, each piece in memory of its own; "!" and the error's name if they break.
Rows rows_of(std::string_view bytes, std::size_t step, CopyBinaryReader reader = CopyBinaryReader()) {
  Rows rows;
  while (!bytes.empty()) {
    const std::string piece(bytes.substr(0, step));
    bytes.remove_prefix(piece.size());
    reader.feed(bytes_of(piece));
    for (ByteView row; reader.next(row);) rows.emplace_back(text_of(row));
    reader.release();
  }
  const auto ended = reader.finish();
  if (!ended) rows.push_back("!"s + to_string(ended.error().code));
  return rows;
}

TEST(CopyFormat, rows_are_found_however_the_bytes_come) {
  const std::string bytes = kHeader + kAb + kNullAndEmpty + kNoColumns + long_row() + kAb + kTrailer;
  const Rows expected{kAb, kNullAndEmpty, kNoColumns, long_row(), kAb};
  for (const std::size_t step : {1, 2, 3, 4, 5, 7, 19, 21, 33, 1000, 65536, 1000000}) {
    EXPECT_EQ(rows_of(bytes, step), expected) << step;
  }
}

TEST(CopyFormat, rows_of_one_piece_lie_where_they_came) {
  const std::string bytes = kHeader + kAb + kAb;
  CopyBinaryReader reader;
  reader.feed(bytes_of(bytes));
  ByteView row;
  ASSERT_TRUE(reader.next(row));
  EXPECT_EQ(row.data(), bytes_of(bytes).data() + kHeader.size());
  ASSERT_TRUE(reader.next(row));
  EXPECT_FALSE(reader.next(row));
  EXPECT_EQ(reader.rows(), 2U);
}

TEST(CopyFormat, rows_that_were_put_together_live_until_they_are_released) {
  const std::string bytes = kHeader + kAb + kNullAndEmpty + kTrailer;
  CopyBinaryReader reader;
  std::vector<ByteView> rows;
  for (const char& byte : bytes) {
    reader.feed(bytes_of({&byte, 1}));
    for (ByteView row; reader.next(row);) rows.push_back(row);
  }
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(text_of(rows[0]), kAb);
  EXPECT_EQ(text_of(rows[1]), kNullAndEmpty);
  EXPECT_TRUE(reader.has_ended());
}

TEST(CopyFormat, an_extension_of_the_header_is_skipped) {
  const std::string extended = kHeader.substr(0, 15) + "\0\0\0\7ignored"s + kAb + kTrailer;
  for (const std::size_t step : {1, 2, 3, 4, 5, 100}) EXPECT_EQ(rows_of(extended, step), Rows{kAb});
}

TEST(CopyFormat, no_rows_are_fine_and_no_end_is_not) {
  EXPECT_EQ(rows_of(kHeader + kTrailer, 100), Rows{});
  const std::string whole = kHeader + kAb + kTrailer;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(rows_of(whole.substr(0, size), 3).back(), "!truncated") << size;
  }
}

TEST(CopyFormat, bytes_of_another_format_are_refused_at_their_first_difference) {
  for (const std::size_t step : {1, 5, 100}) {
    EXPECT_EQ(rows_of("1\tann\n2\tbob\n", step), Rows{"!malformed"});
    EXPECT_EQ(rows_of("PGCOPY\n\xFF\n\n"s, step), Rows{"!malformed"});
  }
}

TEST(CopyFormat, critical_flags_are_refused) {
  EXPECT_EQ(rows_of(kHeader.substr(0, 11) + "\0\1\0\0\0\0\0\0"s, 100), Rows{"!unsupported"});
  EXPECT_EQ(rows_of(kHeader.substr(0, 11) + "\0\0\0\1\0\0\0\0"s + kTrailer, 100), Rows{});
}

TEST(CopyFormat, sizes_that_cannot_be_are_malformed) {
  for (const std::size_t step : {1, 2, 3, 4, 5, 100}) {
    EXPECT_EQ(rows_of(kHeader + kAb + "\xFF\xFE"s, step), (Rows{kAb, "!malformed"}));
    EXPECT_EQ(rows_of(kHeader + "\0\1\xFF\xFF\xFF\xFE"s, step), Rows{"!malformed"});
    EXPECT_EQ(rows_of(kHeader + kAb + kTrailer + "x", step), (Rows{kAb, "!malformed"}));
  }
}

TEST(CopyFormat, a_row_beyond_the_limit_is_refused_before_its_bytes_come) {
  EXPECT_EQ(rows_of(kHeader + "\0\1\x7F\xFF\xFF\xFF"s, 100), Rows{"!limit"});
  EXPECT_EQ(rows_of(kHeader + kAb + kTrailer, 5, CopyBinaryReader(12)), Rows{kAb});
  EXPECT_EQ(rows_of(kHeader + kAb + kTrailer, 5, CopyBinaryReader(11)), Rows{"!limit"});
}

TEST(CopyFormat, an_error_says_which_row) {
  CopyBinaryReader reader;
  const std::string bytes = kHeader + kAb + "\0\3\0\0\0\0\x80\0\0\0"s;
  reader.feed(bytes_of(bytes));
  for (ByteView row; reader.next(row);) {
  }
  ASSERT_TRUE(reader.is_broken());
  EXPECT_NE(reader.error().message.find("row 2"), std::string::npos) << reader.error().message;
}

}  // namespace
}  // namespace wirespeed::postgres
