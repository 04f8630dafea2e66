#include "wirespeed/http/chunked.hpp"

#include <gtest/gtest.h>

#include "wirespeed/http/response.hpp"

namespace wirespeed::http {
namespace {

using Fields = std::vector<std::pair<std::string, std::string>>;

struct Read {
  std::string payload;
  std::string left;  // behind the end
  bool ended = false;
  Fields trailer;
  std::optional<Errc> error;

  friend bool operator==(const Read&, const Read&) = default;
};

// What a reader makes of bytes that come so many at a time.
Read read(std::string_view bytes, std::size_t piece_size = SIZE_MAX) {
  ChunkedReader reader;
  Read read;
  while (!bytes.empty() && !reader.ended()) {
    std::string_view piece = bytes.substr(0, piece_size);
    bytes.remove_prefix(piece.size());
    while (!piece.empty() && !reader.ended()) {
      const auto step = reader.step(bytes_of(piece));
      if (!step) {
        read.error = step.error().code;
        return read;
      }
      read.payload += text_of(step->payload);
      piece.remove_prefix(step->used);
    }
    read.left = piece;
  }
  read.left += bytes;
  read.ended = reader.ended();
  read.trailer = reader.trailer();
  return read;
}

std::optional<Errc> refused(std::string_view bytes) {
  const Read whole = read(bytes);
  for (std::size_t size = 1; size <= 5; ++size) EXPECT_EQ(read(bytes, size).error, whole.error) << bytes;
  return whole.error;
}

constexpr std::string_view kBody =
    "5\r\nhello\r\n1A;name=value;other=\"x\"\r\nabcdefghijklmnopqrstuvwxyz\r\n01 ; x\r\n!\r\n"
    "000\r\nX-Amz-Checksum-CRC32C:  sOO8/Q==  \r\nempty:\r\n\r\n";

TEST(Chunks, their_payload_is_joined_and_the_trailer_told) {
  const Read whole = read(std::string(kBody) + "HTTP/1.1 200 OK\r\n");
  EXPECT_EQ(whole.error, std::nullopt);
  EXPECT_TRUE(whole.ended);
  EXPECT_EQ(whole.payload, "helloabcdefghijklmnopqrstuvwxyz!");
  EXPECT_EQ(whole.trailer, (Fields{{"x-amz-checksum-crc32c", "sOO8/Q=="}, {"empty", ""}}));
  EXPECT_EQ(whole.left, "HTTP/1.1 200 OK\r\n");
}

TEST(Chunks, are_the_same_in_pieces_of_any_size) {
  const std::string bytes = std::string(kBody) + "HTTP/1.1";
  const Read whole = read(bytes);
  for (std::size_t size = 1; size < bytes.size(); ++size) EXPECT_EQ(read(bytes, size), whole) << size;
}

TEST(Chunks, a_body_cut_anywhere_has_not_ended) {
  for (std::size_t cut = 0; cut < kBody.size(); ++cut) {
    const Read front = read(kBody.substr(0, cut));
    EXPECT_EQ(front.error, std::nullopt) << cut;
    EXPECT_FALSE(front.ended) << cut;
  }
}

TEST(Chunks, payload_stands_where_it_was_received) {
  ChunkedReader reader;
  const ByteView bytes = bytes_of("5\r\nhel");
  const auto step = reader.step(bytes);
  ASSERT_TRUE(step);
  EXPECT_EQ(step->payload.data(), bytes.data() + 3);
  EXPECT_EQ(step->payload.size(), 3U);
  EXPECT_EQ(step->used, 6U);
  EXPECT_EQ(reader.chunk_left(), 2U);
}

TEST(Chunks, what_is_received_straight_to_its_place_is_skipped) {
  ChunkedReader reader;
  ASSERT_TRUE(reader.step(bytes_of("8\r\nab")));
  reader.skip(5);
  EXPECT_EQ(reader.chunk_left(), 1U);
  reader.skip(1);
  EXPECT_EQ(reader.chunk_left(), 0U);
  const auto step = reader.step(bytes_of("\r\n0\r\n\r\n"));
  ASSERT_TRUE(step);
  EXPECT_TRUE(step->payload.empty());
  EXPECT_TRUE(reader.ended());
}

TEST(Chunks, nothing_is_skipped_where_no_chunk_is_under_way) {
  ChunkedReader reader;
  reader.skip(0);
  reader.skip(7);
  const auto step = reader.step(bytes_of("1\r\na\r\n"));
  ASSERT_TRUE(step);
  EXPECT_EQ(text_of(step->payload), "a");
}

TEST(Chunks, sizes_are_hexadecimal_digits_that_fit_an_offset) {
  ChunkedReader reader;
  ASSERT_TRUE(reader.step(bytes_of("7fffFFFFffffFFFF\r\n")));
  EXPECT_EQ(reader.chunk_left(), 0x7FFFFFFFFFFFFFFFU);
  for (const char* size : {"", ";", "g", "-1", "+1", "0x1", "1g", " 1", "8000000000000000", "10000000000000000",
                           "00000000000000000000000000000000000000000g"}) {
    EXPECT_EQ(refused(fmt::format("{}\r\nx", size)), Errc::malformed) << size;
  }
}

TEST(Chunks, a_chunk_ends_where_its_size_says) {
  EXPECT_EQ(refused("3\r\nabcd\r\n0\r\n\r\n"), Errc::malformed);
  EXPECT_EQ(refused("3\r\nabc0\r\n\r\n"), Errc::malformed);
}

TEST(Chunks, a_line_ends_with_cr_lf_and_nothing_else) {
  using std::string_view_literals::operator""sv;
  for (const std::string_view bytes : {"3\nabc\r\n0\r\n\r\n"sv, "3\r\nabc\n0\r\n\r\n"sv, "3;\rx\r\nabc\r\n"sv,
                                       "3;\0\r\nabc\r\n"sv, "0\r\n\n"sv, "0\r\na: 1\n\r\n"sv}) {
    EXPECT_EQ(refused(bytes), Errc::malformed) << bytes;
  }
}

TEST(Chunks, a_trailer_is_made_of_fields) {
  EXPECT_EQ(refused("0\r\nno field\r\n\r\n"), Errc::malformed);
  EXPECT_EQ(refused("0\r\na: 1\r\n b\r\n\r\n"), Errc::malformed);
}

TEST(Chunks, lines_and_trailers_have_a_largest_size) {
  EXPECT_EQ(read("1;" + std::string(kMaxChunkLine - 4, 'x') + "\r\na").payload, "a");
  EXPECT_EQ(refused("1;" + std::string(kMaxChunkLine - 3, 'x') + "\r\na"), Errc::limit);
  EXPECT_EQ(refused("1;" + std::string(2 * kMaxChunkLine, 'x')), Errc::limit);

  std::string many = "0\r\n";
  for (std::size_t i = 0; i <= kMaxFields; ++i) many += "a: 1\r\n";
  EXPECT_EQ(refused(many), Errc::limit);
  std::string much = "0\r\n";
  for (std::size_t i = 0; i <= kMaxTrailer / 8000; ++i) much += "a: " + std::string(8000, 'x') + "\r\n";
  EXPECT_EQ(refused(much), Errc::limit);
}

}  // namespace
}  // namespace wirespeed::http
