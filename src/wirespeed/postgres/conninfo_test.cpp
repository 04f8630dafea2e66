#include "wirespeed/postgres/conninfo.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace wirespeed::postgres {
namespace {

Conninfo parsed(std::string_view text) { return value_or_throw(parse_conninfo(text)); }

std::string refusal(std::string_view text) {
  const auto info = parse_conninfo(text);
  return info ? "no refusal" : info.error().message;
}

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Conninfo, keywords_and_values) {
  EXPECT_EQ(parsed("host=db.example port = 5433\tuser=ann\n"),
            (Conninfo{{"host", "db.example"}, {"port", "5433"}, {"user", "ann"}}));
  EXPECT_EQ(parsed(""), Conninfo{});
  EXPECT_EQ(parsed("  "), Conninfo{});
}

TEST(Conninfo, values_are_quoted_and_escaped) {
  EXPECT_EQ(parsed(R"(password='it\'s a \\' dbname='' user=a\ b)"),
            (Conninfo{{"password", R"(it's a \)"}, {"dbname", ""}, {"user", "a b"}}));
  EXPECT_EQ(parsed("host= user=x"), (Conninfo{{"host", "user=x"}}));  // as libpq reads it
  EXPECT_EQ(parsed("host='a'user=b"), (Conninfo{{"host", "a"}, {"user", "b"}}));
}

TEST(Conninfo, the_last_of_equal_keywords_counts) { EXPECT_EQ(parsed("user=a user=b"), (Conninfo{{"user", "b"}})); }

TEST(Conninfo, an_unknown_keyword_names_the_nearest_one) {
  EXPECT_TRUE(mentions(refusal("hots=x"), "did you mean \"host\"?"));
  EXPECT_TRUE(mentions(refusal("database=x"), "did you mean \"dbname\"?"));
  EXPECT_TRUE(mentions(refusal("target_session_attr=any"), "\"target_session_attrs\""));
  EXPECT_TRUE(mentions(refusal("entirely_different_word=1"), "expected a keyword as host"));
  EXPECT_TRUE(mentions(refusal("postgresql://?ssl_mode=require"), "did you mean \"sslmode\"?"));
}

TEST(Conninfo, broken_pairs_are_refused) {
  EXPECT_TRUE(mentions(refusal("host"), "at character 1"));
  EXPECT_TRUE(mentions(refusal("user=ann host db"), "at character 10"));
  EXPECT_TRUE(mentions(refusal("user='ann"), "the quote at character 6 is not closed"));
  EXPECT_TRUE(mentions(refusal(R"(user='ann\)"), "not closed"));
}

TEST(Conninfo, a_url_has_all_its_parts) {
  EXPECT_EQ(parsed("postgresql://ann:secret@db.example:5433/shop?sslmode=require&application_name=x%20y"),
            (Conninfo{{"user", "ann"},
                      {"password", "secret"},
                      {"host", "db.example"},
                      {"port", "5433"},
                      {"dbname", "shop"},
                      {"sslmode", "require"},
                      {"application_name", "x y"}}));
}

TEST(Conninfo, parts_of_a_url_may_be_missing) {
  EXPECT_EQ(parsed("postgresql://"), Conninfo{});
  EXPECT_EQ(parsed("postgres://db.example"), (Conninfo{{"host", "db.example"}}));
  EXPECT_EQ(parsed("postgresql://ann@"), (Conninfo{{"user", "ann"}}));
  EXPECT_EQ(parsed("postgresql://:pw@h"), (Conninfo{{"password", "pw"}, {"host", "h"}}));
  EXPECT_EQ(parsed("postgresql://h:"), (Conninfo{{"host", "h"}}));
  EXPECT_EQ(parsed("postgresql:///shop"), (Conninfo{{"dbname", "shop"}}));
  EXPECT_EQ(parsed("postgresql://?user=ann"), (Conninfo{{"user", "ann"}}));
  EXPECT_EQ(parsed("postgresql:///?host=/run/x&port=1"), (Conninfo{{"host", "/run/x"}, {"port", "1"}}));
}

TEST(Conninfo, a_url_has_several_hosts) {
  EXPECT_EQ(parsed("postgresql://a:1,b,[::1]:3/x"), (Conninfo{{"host", "a,b,::1"}, {"port", "1,,3"}, {"dbname", "x"}}));
  EXPECT_EQ(parsed("postgresql://a,b"), (Conninfo{{"host", "a,b"}}));
}

TEST(Conninfo, a_socket_folder_is_a_host) {
  EXPECT_EQ(parsed("postgresql://%2Frun%2Fpostgresql/x"), (Conninfo{{"host", "/run/postgresql"}, {"dbname", "x"}}));
}

TEST(Conninfo, percent_signs_are_decoded_everywhere) {
  EXPECT_EQ(
      parsed("postgresql://a%40b:p%3aw%2F@h/d%25?app%6Cication_name=%C3%A4"),
      (Conninfo{{"user", "a@b"}, {"password", "p:w/"}, {"host", "h"}, {"dbname", "d%"}, {"application_name", "ä"}}));
  EXPECT_EQ(parsed("postgresql://h?options=-c%20a%3Db"), (Conninfo{{"host", "h"}, {"options", "-c a=b"}}));
}

TEST(Conninfo, ssl_true_of_java_means_require) {
  EXPECT_EQ(parsed("postgresql://h?ssl=true"), (Conninfo{{"host", "h"}, {"sslmode", "require"}}));
  EXPECT_NE(refusal("postgresql://h?ssl=false"), "no refusal");
}

TEST(Conninfo, broken_urls_name_the_part) {
  EXPECT_TRUE(mentions(refusal("postgresql://a%4"), "its host"));
  EXPECT_TRUE(mentions(refusal("postgresql://a%zz@h"), "its user"));
  EXPECT_TRUE(mentions(refusal("postgresql://h/%00"), "zero byte"));
  EXPECT_TRUE(mentions(refusal("postgresql://[::1"), "closing bracket"));
  EXPECT_TRUE(mentions(refusal("postgresql://[]"), "IPv6 address in the brackets"));
  EXPECT_TRUE(mentions(refusal("postgresql://[::1]x"), "a colon and a port"));
  EXPECT_TRUE(mentions(refusal("postgresql://h?user"), "its parameters"));
  EXPECT_TRUE(mentions(refusal("postgresql://h?user=a=b"), "its parameters"));
}

TEST(Conninfo, no_refusal_repeats_a_password) {
  for (const char* text : {"postgresql://ann:secret@h?hots=1", "postgresql://ann:sec%ret@h",
                           "postgresql://ann:secret@[::1", "host=h password=my secret", "password='secret",
                           "postgresql://ann:secret/x@h?y", "user=ann password=secret secret2"}) {
    EXPECT_NE(refusal(text), "no refusal") << text;
    EXPECT_FALSE(mentions(refusal(text), "sec")) << refusal(text);
  }
}

TEST(Conninfo, the_environment_says_what_is_missing) {
  Conninfo info = parsed("user=ann");
  add_missing(info, conninfo_of({{"PGUSER", "bob"}, {"PGHOST", "h"}, {"PATH", "/bin"}, {"PGTZ", "UTC"}}));
  EXPECT_EQ(info, (Conninfo{{"user", "ann"}, {"host", "h"}}));
}

TEST(Conninfo, keywords_are_in_order_and_once) {
  const auto keywords = conninfo_keywords();
  for (std::size_t i = 1; i < keywords.size(); ++i) EXPECT_LT(keywords[i - 1].name, keywords[i].name);
  for (const auto& keyword : keywords) EXPECT_TRUE(check_keyword(keyword.name));
}

constexpr std::string_view kPassfile =
    "# comment\n"
    "\n"
    "db.example:5432:shop:ann:first\n"
    "db.example:5432:*:ann:second\r\n"
    "*:*:*:b\\:ob:with\\:colon\\\\\n"
    "short:line\n"
    "localhost:*:*:*:last:ignored";

std::optional<std::string> password(std::string_view host, std::string_view database, std::string_view user) {
  return find_password(kPassfile, {host, "5432", database, user});
}

TEST(Conninfo, the_first_line_of_a_passfile_that_fits_counts) {
  EXPECT_EQ(password("db.example", "shop", "ann"), "first");
  EXPECT_EQ(password("db.example", "other", "ann"), "second");
  EXPECT_EQ(password("localhost", "x", "y"), "last");
  EXPECT_EQ(password("elsewhere", "shop", "ann"), std::nullopt);
  EXPECT_EQ(password("db.exampl", "shop", "ann"), std::nullopt);
  EXPECT_EQ(password("db.example2", "shop", "ann"), std::nullopt);
}

TEST(Conninfo, a_passfile_escapes_colons) { EXPECT_EQ(password("anywhere", "x", "b:ob"), R"(with:colon\)"); }

constexpr std::string_view kServices =
    "# services\n"
    "[other]\n"
    "host=elsewhere\n"
    "nonsense\n"
    "[shop]\n"
    "  host = db.example \n"
    "#port=1\n"
    "port=5433\n"
    "port=5434\n"
    "[last]\n"
    "bad keyword=1\n";

TEST(Conninfo, a_service_is_a_section) {
  EXPECT_EQ(value_or_throw(find_service(kServices, "shop")), (Conninfo{{"host", "db.example"}, {"port", "5433"}}));
  EXPECT_EQ(value_or_throw(find_service(kServices, "absent")), std::nullopt);
  EXPECT_EQ(value_or_throw(find_service("", "shop")), std::nullopt);
}

TEST(Conninfo, a_broken_service_says_where) {
  EXPECT_TRUE(mentions(find_service(kServices, "other").error().message, "line 4"));
  EXPECT_TRUE(mentions(find_service(kServices, "last").error().message, "line 11"));
  EXPECT_TRUE(mentions(find_service("[a]\nservice=b", "a").error().message, "cannot name another"));
}

}  // namespace
}  // namespace wirespeed::postgres
