#include "wirespeed/postgres/request.hpp"

#include <gtest/gtest.h>

namespace wirespeed::postgres {
namespace {

using namespace std::string_literals;

// What a call appends behind bytes that were there before.
template <typename Append>
std::string appended(Append append) {
  Bytes out{'*'};
  append(out);
  EXPECT_EQ(out[0], '*');
  return std::string(text_of(out).substr(1));
}

TEST(Requests, startup_says_version_and_parameters) {
  EXPECT_EQ(appended([](Bytes& out) { value_or_throw(append_startup(out, kProtocol30, {{"user", "ann"}})); }),
            "\0\0\0\x12\0\3\0\0user\0ann\0\0"s);
  EXPECT_EQ(appended([](Bytes& out) { value_or_throw(append_startup(out, kProtocol32, {})); }), "\0\0\0\x9\0\3\0\2\0"s);
}

TEST(Requests, requests_before_startup_have_no_type) {
  EXPECT_EQ(appended(append_ssl_request), "\0\0\0\x8\x04\xD2\x16\x2F"s);
  EXPECT_EQ(appended([](Bytes& out) { append_cancel_request(out, 258, bytes_of("keys")); }),
            "\0\0\0\x10\x04\xD2\x16\x2E\0\0\1\2keys"s);
}

TEST(Requests, authentication_answers) {
  EXPECT_EQ(appended([](Bytes& out) { value_or_throw(append_password(out, "pw")); }), "p\0\0\0\7pw\0"s);
  EXPECT_EQ(appended([](Bytes& out) { value_or_throw(append_sasl_initial_response(out, "M", "abc")); }),
            "p\0\0\0\x0DM\0\0\0\0\3abc"s);
  EXPECT_EQ(appended([](Bytes& out) { value_or_throw(append_sasl_response(out, "c=x")); }), "p\0\0\0\7c=x"s);
}

TEST(Requests, a_statement_is_parsed_bound_described_and_executed) {
  const Oid types[] = {23, 0};
  EXPECT_EQ(appended([&](Bytes& out) { value_or_throw(append_parse(out, "s", "select", types)); }),
            "P\0\0\0\x17s\0select\0\0\2\0\0\0\x17\0\0\0\0"s);
  EXPECT_EQ(appended([](Bytes& out) { value_or_throw(append_describe(out, Target::statement, "s")); }),
            "D\0\0\0\7Ss\0"s);
  EXPECT_EQ(appended([](Bytes& out) { value_or_throw(append_close(out, Target::portal, "")); }), "C\0\0\0\6P\0"s);
  EXPECT_EQ(appended([](Bytes& out) { value_or_throw(append_execute(out, "p", 258)); }), "E\0\0\0\x0Ap\0\0\0\1\2"s);
  EXPECT_EQ(appended([](Bytes& out) { value_or_throw(append_query(out, "select 1")); }), "Q\0\0\0\x0Dselect 1\0"s);
}

TEST(Requests, bind_carries_formats_and_values) {
  const Format binary[] = {Format::binary};
  const std::string values = "\0\0\0\3abc\xFF\xFF\xFF\xFF\0\0\0\0"s;
  EXPECT_EQ(appended([&](Bytes& out) {
              value_or_throw(append_bind(out, {.portal = "p",
                                               .statement = "s",
                                               .parameter_formats = binary,
                                               .parameters = 3,
                                               .values = bytes_of(values),
                                               .result_formats = binary}));
            }),
            "B\0\0\0\x21p\0s\0\0\1\0\1\0\3\0\0\0\3abc\xFF\xFF\xFF\xFF\0\0\0\0\0\1\0\1"s);
  EXPECT_EQ(appended([](Bytes& out) { value_or_throw(append_bind(out, {})); }), "B\0\0\0\x0C\0\0\0\0\0\0\0\0"s);
}

TEST(Requests, messages_without_a_body_are_a_type_and_a_size) {
  EXPECT_EQ(appended(append_sync), "S\0\0\0\4"s);
  EXPECT_EQ(appended(append_flush), "H\0\0\0\4"s);
  EXPECT_EQ(appended(append_copy_done), "c\0\0\0\4"s);
  EXPECT_EQ(appended(append_terminate), "X\0\0\0\4"s);
}

TEST(Requests, copy_data_is_written_in_place) {
  EXPECT_EQ(appended([](Bytes& out) {
              OpenMessage message(out, kCopyData);
              out.insert(out.end(), {'r', 'o', 'w'});
              EXPECT_EQ(message.body_bytes(), 3U);
              value_or_throw(message.end());
            }),
            "d\0\0\0\7row"s);
  EXPECT_EQ(appended([](Bytes& out) { value_or_throw(append_copy_data(out, bytes_of("row"))); }), "d\0\0\0\7row"s);
  EXPECT_EQ(appended([](Bytes& out) { value_or_throw(append_copy_fail(out, "no")); }), "f\0\0\0\7no\0"s);
  EXPECT_EQ(appended([](Bytes& out) {
              OpenMessage message(out, kCopyData);
              out.push_back('x');
              message.drop();
            }),
            "");
}

TEST(Requests, what_cannot_be_said_is_refused_and_appends_nothing) {
  const std::string zero = "a\0b"s;
  const std::vector<Oid> types(kMaxParameters + 1);
  const Format two[] = {Format::binary, Format::binary};
  Bytes out;
  EXPECT_FALSE(append_startup(out, kProtocol30, {{"user", zero}}));
  EXPECT_FALSE(append_startup(out, kProtocol30, {{"user", "x"}, {zero, "x"}}));
  EXPECT_FALSE(append_password(out, zero));
  EXPECT_FALSE(append_query(out, zero));
  EXPECT_FALSE(append_parse(out, zero, ""));
  EXPECT_FALSE(append_parse(out, "", zero));
  EXPECT_FALSE(append_parse(out, "", "", types));
  EXPECT_FALSE(append_bind(out, {.portal = zero}));
  EXPECT_FALSE(append_bind(out, {.statement = zero}));
  const std::vector<std::uint8_t> nulls(4 * (kMaxParameters + 1), 0xFF);
  EXPECT_FALSE(append_bind(out, {.parameters = kMaxParameters + 1, .values = nulls}));
  EXPECT_FALSE(append_bind(out, {.parameter_formats = two, .parameters = 3, .values = ByteView(nulls).first(12)}));
  EXPECT_FALSE(append_describe(out, Target::portal, zero));
  EXPECT_FALSE(append_close(out, Target::portal, zero));
  EXPECT_FALSE(append_execute(out, zero));
  EXPECT_FALSE(append_copy_fail(out, zero));
  EXPECT_TRUE(out.empty());
}

TEST(Requests, bind_takes_as_many_values_as_it_says) {
  const std::string one = "\0\0\0\3abc"s;
  for (const std::string& values : {""s, one.substr(0, 3), one.substr(0, 6), one + "\0"s, one + one}) {
    Bytes out;
    const auto refused = append_bind(out, {.parameters = 1, .values = bytes_of(values)});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, Errc::invalid_argument);
    EXPECT_TRUE(out.empty());
  }
}

TEST(Requests, parameters_beyond_what_a_server_takes_are_refused_before_they_are_copied) {
  const std::uint8_t byte = 0;
  const ByteView large(&byte, kMaxRequestBytes + 1);  // never read
  Bytes out;
  const auto refused = append_bind(out, {.parameters = 1, .values = large});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, Errc::limit);
  EXPECT_TRUE(out.empty());
}

TEST(Requests, a_refused_password_is_not_repeated) {
  Bytes out;
  const auto refused = append_password(out, "secret\0"s);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message.find("secret"), std::string::npos);
}

}  // namespace
}  // namespace wirespeed::postgres
