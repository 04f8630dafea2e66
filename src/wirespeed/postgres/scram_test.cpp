#include "wirespeed/postgres/scram.hpp"

#include <gtest/gtest.h>

#include "wirespeed/postgres/base64.hpp"
#include "wirespeed/postgres/scripted_scram.hpp"

namespace wirespeed::postgres {
namespace {

using namespace std::string_literals;

constexpr std::string_view kNonce = "rOprNGfwEbeRWgbNEkqO";
constexpr std::string_view kServerFirst =
    "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

ScramClient client(ScramOptions options) { return value_or_throw(ScramClient::make(std::move(options))); }

// The login of RFC 7677, section 3.
ScramClient rfc_client() { return client({.password = "pencil", .user = "user", .nonce = std::string(kNonce)}); }

std::string refusal(const auto& result) { return result ? "no refusal" : result.error().message; }

TEST(Scram, says_what_the_rfc_says) {
  ScramClient login = rfc_client();
  EXPECT_EQ(login.mechanism(), "SCRAM-SHA-256");
  EXPECT_EQ(login.client_first(), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
  EXPECT_EQ(value_or_throw(login.client_final(kServerFirst)),
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");
  EXPECT_FALSE(login.server_is_proven());
  EXPECT_TRUE(login.check_server("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
  EXPECT_TRUE(login.server_is_proven());
}

TEST(Scram, a_server_that_does_not_know_the_password_is_not_believed) {
  for (const char* final : {"v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=", "v=6rri", "v=", "", "x=1", "v=!!!!"}) {
    ScramClient login = rfc_client();
    value_or_throw(login.client_final(kServerFirst));
    EXPECT_FALSE(login.check_server(final)) << final;
    EXPECT_FALSE(login.server_is_proven());
  }
  ScramClient hasty = rfc_client();
  EXPECT_FALSE(hasty.check_server("v=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="));  // of zeros, before any answer
}

TEST(Scram, the_servers_own_error_is_told) {
  ScramClient login = rfc_client();
  value_or_throw(login.client_final(kServerFirst));
  EXPECT_NE(refusal(login.check_server("e=invalid-proof")).find("invalid-proof"), std::string::npos);
}

TEST(Scram, a_first_message_that_cannot_be_is_refused) {
  for (const char* first : {"", "r=", "r=rOprNGfwEbeRWgbNEkqOx", "r=rOprNGfwEbeRWgbNEkqOx,s=AAAA", "r=other,s=AAAA,i=1",
                            "r=rOprNGfwEbeRWgbNEkqO,s=AAAA,i=1", "r=rOprNGfwEbeRWgbNEkqOx,s=?,i=1",
                            "r=rOprNGfwEbeRWgbNEkqOx,s=,i=1", "r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=0",
                            "r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=-1", "r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=1x",
                            "s=AAAA,r=rOprNGfwEbeRWgbNEkqOx,i=1", "m=x,r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=1"}) {
    ScramClient login = rfc_client();
    EXPECT_FALSE(login.client_final(first)) << first;
  }
  ScramClient login = rfc_client();
  EXPECT_TRUE(login.client_final("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=1,x=later"));
}

TEST(Scram, iterations_are_bounded) {
  ScramClient login = client({.password = "x", .nonce = "n", .max_iterations = 100});
  EXPECT_TRUE(login.client_final("r=nx,s=AAAA,i=100"));
  const auto many = login.client_final("r=nx,s=AAAA,i=101");
  ASSERT_FALSE(many);
  EXPECT_EQ(many.error().code, Errc::limit);
  EXPECT_FALSE(client({.nonce = "n"}).client_final("r=nx,s=AAAA,i=4294967296"));
}

TEST(Scram, every_login_has_a_nonce_of_its_own) {
  EXPECT_NE(client({}).client_first(), client({}).client_first());
  EXPECT_GE(client({}).client_first().size(), std::string("n,,n=,r=").size() + 24);
}

TEST(Scram, binding_is_said_in_the_header_and_in_the_proof) {
  EXPECT_TRUE(client({.binding = ScramBinding::not_offered}).client_first().starts_with("y,,n=,r="));
  ScramClient bound = client({.binding = ScramBinding::server_end_point, .certificate_hash = {1, 2, 3}, .nonce = "n"});
  EXPECT_EQ(bound.mechanism(), "SCRAM-SHA-256-PLUS");
  EXPECT_EQ(bound.client_first(), "p=tls-server-end-point,,n=,r=n");
  const std::string final = value_or_throw(bound.client_final("r=nx,s=AAAA,i=1"));
  EXPECT_TRUE(final.starts_with("c=" + to_base64(bytes_of("p=tls-server-end-point,,\1\2\3")) + ",r=nx,p="));
}

TEST(Scram, logs_in_to_a_server_that_knows_the_password_and_no_other) {
  for (const std::string& password : {"pencil"s, ""s, "p\u00E4ss"s, "\xFF\xFE"s}) {
    ScriptedScram server(password, "salt", 7);
    ScramClient login = client({.password = password});
    const std::string first = server.first(login.client_first());
    const auto server_final = server.final(value_or_throw(login.client_final(first)));
    ASSERT_TRUE(server_final) << password;
    EXPECT_TRUE(login.check_server(*server_final));
    ScramClient stranger = client({.password = password + "x"});
    const std::string other = server.first(stranger.client_first());
    EXPECT_FALSE(server.final(value_or_throw(stranger.client_final(other))));
  }
}

TEST(Scram, passwords_typed_in_another_way_log_in_too) {
  ScriptedScram server("\u00E9", "salt", 7);
  ScramClient login = client({.password = "e\u0301"});
  const std::string first = server.first(login.client_first());
  EXPECT_TRUE(server.final(value_or_throw(login.client_final(first))));
}

TEST(Scram, no_error_repeats_the_password) {
  ScramClient login = client({.password = "secret"});
  EXPECT_EQ(refusal(login.client_final("nonsense")).find("secret"), std::string::npos);
}

TEST(Md5, is_what_the_server_computes) {
  EXPECT_EQ(value_or_throw(md5_password("md5user", "md5pass", bytes_of("abcd"))),
            "md51d83e0749a4d4451860e6035d14047de");
}

TEST(Base64, both_ways_and_strictly) {
  for (const std::string& text : {""s, "a"s, "ab"s, "abc"s, "\0\xFF\x7F\x80"s}) {
    const auto back = from_base64(to_base64(bytes_of(text)));
    ASSERT_TRUE(back);
    EXPECT_EQ(text_of(*back), text);
  }
  EXPECT_EQ(to_base64(bytes_of("ab")), "YWI=");
  for (const char* text : {"YWI", "Y", "====", "YW=I", "YW I", "YWI=\n", "YWI=YWI="})
    EXPECT_FALSE(from_base64(text)) << text;
}

}  // namespace
}  // namespace wirespeed::postgres
