#include "wirespeed/postgres/responses.hpp"

#include <gtest/gtest.h>

namespace wirespeed::postgres {
namespace {

using namespace std::string_literals;
using Request = Authentication::Request;

ByteView body(const std::string& bytes) { return bytes_of(bytes); }

const std::string kRowDescription =
    "\0\2"
    "id\0"
    "\0\0\x40\1\0\1\0\0\0\x17\0\4\xFF\xFF\xFF\xFF\0\1"
    "price\0"
    "\0\0\0\0\0\0\0\0\6\xA4\xFF\xFF\0\x0A\0\6\0\0"s;

TEST(Responses, a_row_description_tells_each_column) {
  const auto columns = value_or_throw(parse_row_description(body(kRowDescription)));
  ASSERT_EQ(columns.size(), 2U);
  EXPECT_EQ(columns[0].name, "id");
  EXPECT_EQ(columns[0].table, 0x4001U);
  EXPECT_EQ(columns[0].attribute, 1);
  EXPECT_EQ(columns[0].type, (TypeRef{23, kNoTypmod}));
  EXPECT_EQ(columns[0].type_size, 4);
  EXPECT_EQ(columns[0].format, Format::binary);
  EXPECT_EQ(columns[1].name, "price");
  EXPECT_EQ(columns[1].type, (TypeRef{1700, 0xA0006}));
  EXPECT_EQ(columns[1].type_size, -1);
  EXPECT_EQ(columns[1].format, Format::text);
}

TEST(Responses, no_columns_are_a_row_description_too) {
  EXPECT_TRUE(value_or_throw(parse_row_description(body("\0\0"s))).empty());
}

TEST(Responses, counts_that_lie_reserve_nothing) {
  EXPECT_EQ(parse_row_description(body("\xFF\xFF"s)).error().code, Errc::malformed);
  EXPECT_EQ(parse_parameter_description(body("\xFF\xFF"s)).error().code, Errc::malformed);
  EXPECT_EQ(parse_copy_response(body("\1\xFF\xFF"s)).error().code, Errc::malformed);
  EXPECT_EQ(parse_negotiate_protocol_version(body("\0\3\0\0\xFF\xFF\xFF\xFF"s)).error().code, Errc::malformed);
}

TEST(Responses, parameters_are_their_types) {
  EXPECT_EQ(value_or_throw(parse_parameter_description(body("\0\2\0\0\0\x17\0\0\0\x19"s))), (std::vector<Oid>{23, 25}));
}

std::optional<std::uint64_t> rows_of(const std::string& tag) {
  return value_or_throw(parse_command_complete(body(tag + '\0'))).rows;
}

TEST(Responses, a_command_tag_counts_rows_where_the_command_does) {
  EXPECT_EQ(rows_of("INSERT 0 5"), 5U);
  EXPECT_EQ(rows_of("SELECT 18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(rows_of("CREATE TABLE"), std::nullopt);
  EXPECT_EQ(rows_of("BEGIN"), std::nullopt);
  EXPECT_EQ(rows_of(""), std::nullopt);
}

TEST(Responses, a_command_is_its_tag_without_numbers) {
  const auto command = [](const char* tag) { return std::string(CommandTag{tag, {}}.command()); };
  EXPECT_EQ(command("INSERT 0 5"), "INSERT");
  EXPECT_EQ(command("CREATE TABLE"), "CREATE TABLE");
  EXPECT_EQ(command("COPY 12"), "COPY");
}

TEST(Responses, an_error_has_all_its_fields) {
  const auto notice = value_or_throw(parse_notice(
      body("SFEHLER\0VERROR\0C42P01\0Mno table\0Ddetail\0Hhint\0P15\0p3\0qselect\0Wwhere\0spublic\0tt\0cc\0d"
           "int4\0nfk\0Fparse.c\0L12\0Rfun\0?new\0\0"s)));
  EXPECT_EQ(notice.severity, "ERROR");
  EXPECT_EQ(notice.sqlstate, "42P01");
  EXPECT_EQ(notice.message, "no table");
  EXPECT_EQ(notice.detail, "detail");
  EXPECT_EQ(notice.hint, "hint");
  EXPECT_EQ(notice.position, 15);
  EXPECT_EQ(notice.internal_position, 3);
  EXPECT_EQ(notice.internal_query, "select");
  EXPECT_EQ(notice.context, "where");
  EXPECT_EQ(notice.schema, "public");
  EXPECT_EQ(notice.table, "t");
  EXPECT_EQ(notice.column, "c");
  EXPECT_EQ(notice.data_type, "int4");
  EXPECT_EQ(notice.constraint, "fk");
  EXPECT_EQ(notice.file, "parse.c");
  EXPECT_EQ(notice.line, "12");
  EXPECT_EQ(notice.routine, "fun");
}

TEST(Responses, a_severity_without_an_untranslated_one_is_taken) {
  EXPECT_TRUE(value_or_throw(parse_notice(body("SFATAL\0C08P01\0\0"s))).is_fatal());
}

TEST(Responses, an_error_cut_anywhere_is_malformed) {
  const std::string whole = "SERROR\0C42P01\0Mno table\0\0"s;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_notice(bytes_of(whole).first(size))) << size;
  }
  EXPECT_FALSE(parse_notice(body(whole + "x")));
}

TEST(Responses, authentication_names_what_it_asks_for) {
  const auto asked = [](const std::string& bytes) { return value_or_throw(parse_authentication(body(bytes))); };
  EXPECT_EQ(asked("\0\0\0\0"s).request, Request::ok);
  EXPECT_EQ(asked("\0\0\0\3"s).request, Request::cleartext_password);
  EXPECT_EQ(asked("\0\0\0\5abcd"s).salt, (std::array<std::uint8_t, 4>{'a', 'b', 'c', 'd'}));
  EXPECT_EQ(asked("\0\0\0\x0ASCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0"s).mechanisms,
            (std::vector<std::string>{"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"}));
  const std::string challenge = "\0\0\0\x0Br=x,s=y,i=1"s;
  EXPECT_EQ(text_of(asked(challenge).data), "r=x,s=y,i=1");
  EXPECT_EQ(asked("\0\0\0\x0Cv=z"s).request, Request::sasl_final);
}

TEST(Responses, authentication_that_we_cannot_do_is_named) {
  for (const auto& [bytes, name] : {std::pair("\0\0\0\2"s, "Kerberos V5"),
                                    {"\0\0\0\7"s, "GSSAPI"},
                                    {"\0\0\0\x9"s, "SSPI"},
                                    {"\0\0\0\x63"s, "newer than this client"}}) {
    const auto asked = parse_authentication(body(bytes));
    ASSERT_FALSE(asked);
    EXPECT_EQ(asked.error().code, Errc::unsupported);
    EXPECT_NE(asked.error().message.find(name), std::string::npos) << asked.error().message;
  }
}

TEST(Responses, authentication_of_a_wrong_size_is_malformed) {
  for (const auto& bytes : {""s, "\0\0\0"s, "\0\0\0\0x"s, "\0\0\0\5abc"s, "\0\0\0\5abcde"s, "\0\0\0\x0ASCRAM"s,
                            "\0\0\0\x0ASCRAM\0"s, "\0\0\0\x0ASCRAM\0\0x"s}) {
    EXPECT_EQ(parse_authentication(body(bytes)).error().code, Errc::malformed);
  }
}

TEST(Responses, keys_are_short_or_long) {
  const auto key =
      value_or_throw(parse_backend_key_data(body("\0\0\0\x2A"
                                                 "abcd"s)));
  EXPECT_EQ(key.process_id, 42U);
  EXPECT_EQ(text_of(key.secret), "abcd");
  EXPECT_EQ(value_or_throw(parse_backend_key_data(body("\0\0\0\x2A"s + std::string(256, 'k')))).secret.size(), 256U);
  EXPECT_FALSE(parse_backend_key_data(body("\0\0\0\x2A"s + std::string(257, 'k'))));
  EXPECT_FALSE(parse_backend_key_data(body("\0\0\0\x2A"s + "abc")));
}

TEST(Responses, an_older_server_says_what_it_speaks) {
  const auto answer = value_or_throw(parse_negotiate_protocol_version(body("\0\3\0\0\0\0\0\1_pq_.x\0"s)));
  EXPECT_EQ(answer.version, 3U << 16U);
  EXPECT_EQ(answer.unrecognized, std::vector<std::string>{"_pq_.x"});
}

TEST(Responses, the_rest_of_them) {
  EXPECT_EQ(value_or_throw(parse_ready_for_query(body("T"))), TransactionStatus::in_transaction);
  EXPECT_FALSE(parse_ready_for_query(body("X")));
  EXPECT_FALSE(parse_ready_for_query(body("")));
  EXPECT_EQ(value_or_throw(parse_parameter_status(body("TimeZone\0UTC\0"s))).value, "UTC");
  EXPECT_FALSE(parse_parameter_status(body("TimeZone\0UTC"s)));
  const auto heard = value_or_throw(parse_notification(body("\0\0\0\7jobs\0done\0"s)));
  EXPECT_EQ(heard.process_id, 7U);
  EXPECT_EQ(heard.channel + ":" + heard.payload, "jobs:done");
  const auto copy = value_or_throw(parse_copy_response(body("\1\0\2\0\1\0\1"s)));
  EXPECT_EQ(copy.format, Format::binary);
  EXPECT_EQ(copy.columns.size(), 2U);
  EXPECT_FALSE(parse_copy_response(body("\2\0\0"s)));
  EXPECT_TRUE(expect_empty("NoData", {}));
  EXPECT_FALSE(expect_empty("NoData", body("x")));
}

}  // namespace
}  // namespace wirespeed::postgres
