#include "wirespeed/http/response.hpp"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace wirespeed::http {
namespace {

ResponseHead parsed(std::string_view text, bool of_head = false) {
  ResponseHead head;
  const auto whole = parse_response_head(bytes_of(text), of_head, head);
  EXPECT_TRUE(whole && *whole) << (whole ? "not whole" : whole.error().message) << "\n" << text;
  return head;
}

Error refused(std::string_view text) {
  ResponseHead head;
  const auto whole = parse_response_head(bytes_of(text), false, head);
  EXPECT_FALSE(whole) << text;
  return whole ? Error{} : whole.error();
}

std::string answer(std::string_view status, std::string_view fields) {
  return fmt::format("HTTP/1.1 {}\r\n{}\r\n", status, fields);
}

using Body = std::tuple<Framing, std::uint64_t, bool>;  // framing, length, keep_alive
Body body_of(const ResponseHead& head) { return {head.framing, head.length, head.keep_alive}; }
Body body_of(std::string_view status, std::string_view fields) { return body_of(parsed(answer(status, fields))); }

const std::string kPart =
    "HTTP/1.1 206 Partial Content\r\nContent-Length: 4096\r\nETag: \"9b2c\"\r\nx-amz-request-id:7\r\n"
    "Content-Range: \t bytes 0-4095/9000 \t\r\nEmpty:\r\n\r\n";

TEST(ResponseHeads, status_fields_and_framing_are_read) {
  const std::string bytes = kPart + "the body";
  const ResponseHead head = parsed(bytes);
  EXPECT_EQ(head.status, 206);
  EXPECT_EQ(head.reason, "Partial Content");
  EXPECT_EQ(head.size, kPart.size());
  EXPECT_EQ(body_of(head), Body(Framing::length, 4096, true));
  ASSERT_EQ(head.fields.size(), 5U);
  EXPECT_EQ(head.fields[1].name, "ETag");
  EXPECT_EQ(head.field("etag"), "\"9b2c\"");
  EXPECT_EQ(head.field("CONTENT-RANGE"), "bytes 0-4095/9000");
  EXPECT_EQ(head.field("x-amz-request-id"), "7");
  EXPECT_EQ(head.field("empty"), "");
  EXPECT_EQ(head.field("x-amz-request"), std::nullopt);
}

TEST(ResponseHeads, a_head_cut_anywhere_waits_for_the_rest) {
  ResponseHead head;
  for (std::size_t cut = 0; cut < kPart.size(); ++cut) {
    const auto whole = parse_response_head(bytes_of(std::string_view(kPart).substr(0, cut)), false, head);
    ASSERT_TRUE(whole.has_value()) << cut << whole.error().message;
    EXPECT_FALSE(*whole) << cut;
  }
}

TEST(ResponseHeads, are_used_again_without_new_memory) {
  ResponseHead head = parsed(kPart);
  const Field* memory = head.fields.data();
  const auto whole = parse_response_head(bytes_of(kPart), false, head);
  ASSERT_TRUE(whole && *whole);
  EXPECT_EQ(head.fields.data(), memory);
  EXPECT_EQ(head.fields.size(), 5U);
}

TEST(ResponseHeads, a_reason_may_be_empty_or_missing) {
  EXPECT_EQ(parsed("HTTP/1.1 200 \r\n\r\n").reason, "");
  EXPECT_EQ(parsed("HTTP/1.1 200\r\n\r\n").status, 200);
  EXPECT_EQ(parsed("HTTP/1.1 404 Not \xC3\xA9t\xE9 found\r\n\r\n").reason, "Not \xC3\xA9t\xE9 found");
}

TEST(ResponseHeads, some_answers_have_no_body) {
  EXPECT_EQ(body_of("204 No Content", ""), Body(Framing::none, 0, true));
  EXPECT_EQ(body_of("204 No Content", "Content-Length: 0\r\n"), Body(Framing::none, 0, true));
  EXPECT_EQ(body_of("304 Not Modified", "Content-Length: 10\r\n"), Body(Framing::none, 10, true));
  EXPECT_EQ(body_of("304 Not Modified", "Transfer-Encoding: chunked\r\n"), Body(Framing::none, 0, true));
  EXPECT_EQ(body_of("100 Continue", ""), Body(Framing::none, 0, true));
  EXPECT_EQ(body_of("103 Early Hints", "Link: </a>\r\n"), Body(Framing::none, 0, true));
}

TEST(ResponseHeads, an_answer_to_head_tells_a_length_that_does_not_come) {
  EXPECT_EQ(body_of(parsed(kPart, true)), Body(Framing::none, 4096, true));
  EXPECT_EQ(body_of(parsed(answer("200 OK", "Transfer-Encoding: chunked\r\n"), true)), Body(Framing::none, 0, true));
  EXPECT_EQ(body_of(parsed(answer("200 OK", ""), true)), Body(Framing::none, 0, true));
}

TEST(ResponseHeads, what_stands_behind_a_204_with_a_body_is_not_read_as_an_answer) {
  EXPECT_EQ(body_of("204 No Content", "Content-Length: 5\r\n"), Body(Framing::none, 5, false));
  EXPECT_EQ(body_of("204 No Content", "Transfer-Encoding: chunked\r\n"), Body(Framing::none, 0, false));
  EXPECT_EQ(refused(answer("100 Continue", "Content-Length: 5\r\n")).code, Errc::malformed);
  EXPECT_EQ(refused(answer("101 Switching Protocols", "Upgrade: h2c\r\n")).code, Errc::malformed);
}

TEST(ResponseHeads, a_body_without_a_length_ends_with_the_connection) {
  EXPECT_EQ(body_of("200 OK", ""), Body(Framing::until_close, 0, false));
  EXPECT_EQ(body_of("200 OK", "Connection: keep-alive\r\n"), Body(Framing::until_close, 0, false));
}

TEST(ResponseHeads, chunks_are_known_in_any_case) {
  EXPECT_EQ(body_of("200 OK", "transfer-encoding: Chunked\r\n"), Body(Framing::chunked, 0, true));
}

TEST(ResponseHeads, the_connection_is_kept_unless_somebody_says_close) {
  EXPECT_EQ(body_of("200 OK", "Content-Length: 0\r\nConnection: Close\r\n"), Body(Framing::length, 0, false));
  EXPECT_EQ(body_of("200 OK", "Content-Length: 0\r\nConnection: x, close ,keep-alive\r\n"),
            Body(Framing::length, 0, false));
  EXPECT_EQ(body_of("200 OK", "Content-Length: 0\r\nConnection: closed\r\n"), Body(Framing::length, 0, true));
}

TEST(ResponseHeads, http_1_0_keeps_a_connection_only_where_it_says_so) {
  EXPECT_EQ(body_of(parsed("HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\n")), Body(Framing::length, 3, false));
  EXPECT_EQ(body_of(parsed("HTTP/1.0 200 OK\r\nContent-Length: 3\r\nConnection: keep-alive\r\n\r\n")),
            Body(Framing::length, 3, true));
  EXPECT_EQ(body_of(parsed("HTTP/1.0 200 OK\r\nContent-Length: 3\r\nConnection: keep-alive, close\r\n\r\n")),
            Body(Framing::length, 3, false));
  EXPECT_EQ(refused("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").code, Errc::malformed);
}

TEST(ResponseHeads, equal_lengths_are_one_and_different_ones_are_refused) {
  EXPECT_EQ(body_of("200 OK", "Content-Length: 42\r\nContent-Length: 42\r\n"), Body(Framing::length, 42, true));
  EXPECT_EQ(body_of("200 OK", "Content-Length: 42, 042\r\n"), Body(Framing::length, 42, true));
  for (const char* fields : {"Content-Length: 42\r\nContent-Length: 43\r\n", "Content-Length: 42, 43\r\n",
                             "Content-Length: 42\r\nTransfer-Encoding: chunked\r\n"}) {
    const Error error = refused(answer("200 OK", fields));
    EXPECT_EQ(error.code, Errc::malformed) << fields;
    EXPECT_NE(error.message.find("cannot be known"), std::string::npos) << error.message;
  }
}

TEST(ResponseHeads, a_length_is_digits_and_fits_an_offset) {
  EXPECT_EQ(body_of("200 OK", "Content-Length: 9223372036854775807\r\n"),
            Body(Framing::length, 9223372036854775807U, true));
  for (const char* length : {"", "-1", "+1", "1 2", "0x10", "1.0", "1e3", "1,", ",1", "1;2", "9223372036854775808",
                             "18446744073709551616", "99999999999999999999999"}) {
    const Error error = refused(answer("200 OK", fmt::format("Content-Length: {}\r\n", length)));
    EXPECT_EQ(error.code, Errc::malformed) << length;
  }
}

TEST(ResponseHeads, other_codings_are_refused) {
  for (const char* coding : {"gzip", "gzip, chunked", "chunked, chunked", "identity", "", "xchunked", "chunked;q=1"}) {
    const Error error = refused(answer("200 OK", fmt::format("Transfer-Encoding: {}\r\n", coding)));
    EXPECT_EQ(error.code, Errc::unsupported) << coding;
  }
  const Error twice = refused(answer("200 OK", "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"));
  EXPECT_EQ(twice.code, Errc::malformed);
}

TEST(ResponseHeads, lines_that_are_no_fields_are_refused) {
  for (const char* line : {"no colon", ": no name", "space : 1", " folded: 1", "\tfolded", "a(b): 1", "a\x80: 1"}) {
    const Error error = refused(answer("200 OK", fmt::format("A: 1\r\n{}\r\n", line)));
    EXPECT_EQ(error.code, Errc::malformed) << line;
  }
  EXPECT_NE(refused(answer("200 OK", "A: 1\r\n b\r\n")).message.find("obs-fold"), std::string::npos);
}

TEST(ResponseHeads, a_line_ends_with_cr_lf_and_nothing_else) {
  using std::string_view_literals::operator""sv;
  for (const std::string_view text :
       {"HTTP/1.1 200 OK\nA: 1\r\n\r\n"sv, "HTTP/1.1 200 OK\r\nA: 1\n\r\n"sv, "HTTP/1.1 200 OK\r\nA: 1\r\n\n"sv,
        "HTTP/1.1 200 OK\r\nA: 1\rB: 2\r\n\r\n"sv, "HTTP/1.1 200 OK\r\nA: \0\r\n\r\n"sv,
        "HTTP/1.1 200 OK\r\nA: 1234567890123456789012345678\nContent-Length: 1\r\n\r\n"sv}) {
    EXPECT_EQ(refused(text).code, Errc::malformed) << text;
  }
}

TEST(ResponseHeads, what_is_no_answer_is_refused_at_its_first_bytes) {
  EXPECT_EQ(refused("S").code, Errc::malformed);
  EXPECT_EQ(refused("HTTP/2").code, Errc::unsupported);
  EXPECT_EQ(refused("\x15\x03\x03").code, Errc::malformed);
  EXPECT_NE(refused("SSH-2.0-OpenSSH_9\r\n").message.find("\"SSH-2.0-OpenSSH_9"), std::string::npos);
  EXPECT_EQ(refused("\r\nHTTP/1.1 200 OK\r\n\r\n").code, Errc::malformed);
}

TEST(ResponseHeads, a_status_line_has_three_digits) {
  for (const char* line : {"HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/1.1  200 OK", "HTTP/1.1 099 OK", "HTTP/1.1",
                           "HTTP/1.x 200 OK", "HTTP/1.1\t200 OK", "HTTP/1.1 -20 OK", "HTTP/1.1 200OK"}) {
    EXPECT_EQ(refused(fmt::format("{}\r\n\r\n", line)).code, Errc::malformed) << line;
  }
}

TEST(ResponseHeads, have_a_largest_size_and_number_of_fields) {
  std::string many;
  for (std::size_t i = 0; i < kMaxFields; ++i) many += "a: 1\r\n";
  EXPECT_EQ(parsed(answer("200 OK", many)).fields.size(), kMaxFields);
  EXPECT_EQ(refused(answer("200 OK", many + "b: 1\r\n")).code, Errc::limit);

  const std::string line = "HTTP/1.1 200 OK\r\nA: ";
  const std::string largest = line + std::string(kMaxHead - line.size() - 4, 'x') + "\r\n\r\n";
  EXPECT_EQ(parsed(largest).size, kMaxHead);
  EXPECT_EQ(refused(line + std::string(kMaxHead, 'x')).code, Errc::limit);
  EXPECT_EQ(refused(line + "x" + largest.substr(line.size())).code, Errc::limit);
}

TEST(ResponseHeads, an_error_shows_little_of_what_came) {
  const Error error = refused(answer("200 OK", std::string(60'000, 'x') + "\r\n"));
  EXPECT_LT(error.message.size(), 200U);
}

}  // namespace
}  // namespace wirespeed::http
