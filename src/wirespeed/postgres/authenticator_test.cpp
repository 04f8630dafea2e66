#include "wirespeed/postgres/authenticator.hpp"

#include <gtest/gtest.h>

#include "wirespeed/postgres/scripted_scram.hpp"

namespace wirespeed::postgres {
namespace {

using Request = Authentication::Request;

LoginFacts with_password(ChannelBinding binding = ChannelBinding::prefer) {
  return {.user = "ann", .password = "secret", .binding = binding};
}

LoginFacts over_tls(ChannelBinding binding = ChannelBinding::prefer) {
  LoginFacts facts = with_password(binding);
  facts.encrypted = true;
  facts.certificate_hash = {1, 2, 3};
  return facts;
}

AuthMethods only(AuthMethod method) {
  AuthMethods methods = AuthMethods::nothing();
  methods.allow(method);
  return methods;
}

const Authentication kOk{};
const Authentication kCleartext{.request = Request::cleartext_password};
const Authentication kMd5{.request = Request::md5_password, .salt = {'a', 'b', 'c', 'd'}};
const Authentication kScramOnly{.request = Request::sasl, .mechanisms = {"SCRAM-SHA-256"}};
const Authentication kBoth{.request = Request::sasl, .mechanisms = {"SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"}};

Authentication data(Request request, const std::string& text) { return {.request = request, .data = bytes_of(text)}; }

// What is answered to one request, or the error's text.
std::string answered(LoginFacts facts, const Authentication& asked) {
  Authenticator login(std::move(facts));
  Bytes out;
  const auto done = login.answer(asked, out);
  if (!done) {
    EXPECT_EQ(done.error().kind, Error::Kind::authentication);
    EXPECT_EQ(done.error().message.find("secret"), std::string::npos);
    return done.error().message;
  }
  return *done ? "in" : std::string(text_of(out));
}

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Authenticator, a_server_that_trusts_lets_in) { EXPECT_EQ(answered({}, kOk), "in"); }

TEST(Authenticator, passwords_are_sent_as_asked) {
  EXPECT_EQ(answered(with_password(), kCleartext), std::string("p\0\0\0\x0Bsecret\0", 12));
  EXPECT_TRUE(mentions(answered(with_password(), kMd5), "md5"));
}

TEST(Authenticator, a_missing_password_says_where_it_could_be) {
  LoginFacts facts{.user = "ann", .password_hint = " (hint)"};
  for (const Authentication& asked : {kCleartext, kMd5, kScramOnly}) {
    EXPECT_TRUE(mentions(answered(facts, asked), "PGPASSWORD"));
    EXPECT_TRUE(mentions(answered(facts, asked), "(hint)"));
  }
}

TEST(Authenticator, what_require_auth_does_not_allow_is_not_answered) {
  LoginFacts facts = with_password();
  facts.allowed = only(AuthMethod::scram_sha_256);
  EXPECT_TRUE(mentions(answered(facts, kOk), "asked for nothing"));
  EXPECT_TRUE(mentions(answered(facts, kCleartext), "require_auth"));
  EXPECT_TRUE(mentions(answered(facts, kMd5), "require_auth"));
  EXPECT_TRUE(mentions(answered(facts, kScramOnly), "n,,n=,r="));
  facts.allowed = only(AuthMethod::password);
  EXPECT_TRUE(mentions(answered(facts, kScramOnly), "require_auth"));
}

TEST(Authenticator, binding_is_used_where_both_can) {
  EXPECT_TRUE(mentions(answered(over_tls(), kBoth), "p=tls-server-end-point,,"));
  EXPECT_TRUE(mentions(answered(over_tls(), kScramOnly), "y,,"));  // we could have
  EXPECT_TRUE(mentions(answered(over_tls(ChannelBinding::disable), kBoth), "n,,"));
  EXPECT_TRUE(mentions(answered(with_password(), kScramOnly), "n,,"));
}

TEST(Authenticator, a_certificate_without_a_hash_is_not_bound_to) {
  LoginFacts facts = over_tls();
  facts.certificate_hash.reset();
  EXPECT_TRUE(mentions(answered(facts, kBoth), "n,,"));
  facts.binding = ChannelBinding::require;
  EXPECT_TRUE(mentions(answered(facts, kBoth), "no hash to bind to"));
}

TEST(Authenticator, binding_that_is_required_is_not_done_without) {
  const auto require = ChannelBinding::require;
  EXPECT_TRUE(mentions(answered(over_tls(require), kBoth), "p=tls-server-end-point,,"));
  EXPECT_TRUE(mentions(answered(over_tls(require), kScramOnly), "offers no SCRAM-SHA-256-PLUS"));
  EXPECT_TRUE(mentions(answered(with_password(require), kScramOnly), "no TLS"));
  EXPECT_TRUE(mentions(answered(over_tls(require), kCleartext), "cannot be bound"));
  EXPECT_TRUE(mentions(answered(over_tls(require), kMd5), "cannot be bound"));
  EXPECT_TRUE(mentions(answered(over_tls(require), kOk), "without it"));
}

TEST(Authenticator, plus_without_tls_is_suspicious) {
  EXPECT_TRUE(mentions(answered(with_password(), kBoth), "is somebody in between?"));
}

TEST(Authenticator, unknown_mechanisms_are_named) {
  const Authentication other{.request = Request::sasl, .mechanisms = {"OAUTHBEARER"}};
  EXPECT_TRUE(mentions(answered(with_password(), other), "OAUTHBEARER"));
}

TEST(Authenticator, messages_out_of_turn_are_refused) {
  EXPECT_TRUE(mentions(answered(with_password(), data(Request::sasl_continue, "r=x,s=AAAA,i=1")), "out of turn"));
  EXPECT_TRUE(mentions(answered(with_password(), data(Request::sasl_final, "v=AAAA")), "out of turn"));
  Authenticator login(with_password());
  Bytes out;
  ASSERT_TRUE(login.answer(kScramOnly, out));
  EXPECT_FALSE(login.answer(kScramOnly, out));
}

// The body of the message that `asked` is answered with.
std::string body_of_answer(Authenticator& login, const Authentication& asked, std::size_t skip) {
  Bytes out;
  const auto done = login.answer(asked, out);
  return done ? std::string(text_of(out).substr(5 + skip)) : done.error().message;
}

TEST(Authenticator, a_whole_login_by_scram_with_binding) {
  ScriptedScram server("secret", "salt", 5);
  Authenticator login(over_tls(ChannelBinding::require));
  EXPECT_FALSE(login.was_asked());
  const std::string first = body_of_answer(login, kBoth, std::string("SCRAM-SHA-256-PLUS").size() + 5);
  EXPECT_TRUE(login.was_asked());
  const std::string challenge = server.first(first);
  const auto final = server.final(body_of_answer(login, data(Request::sasl_continue, challenge), 0), "\1\2\3");
  ASSERT_TRUE(final);
  Bytes out;
  EXPECT_FALSE(login.answer(data(Request::sasl_final, *final), out).value());
  EXPECT_TRUE(out.empty());
  EXPECT_TRUE(login.answer(kOk, out).value());
}

TEST(Authenticator, a_server_that_skips_its_proof_is_not_believed) {
  ScriptedScram server("secret", "salt", 5);
  Authenticator login(with_password());
  const std::string first = body_of_answer(login, kScramOnly, std::string("SCRAM-SHA-256").size() + 5);
  Bytes out;
  EXPECT_FALSE(login.answer(kOk, out));
  body_of_answer(login, data(Request::sasl_continue, server.first(first)), 0);
  EXPECT_FALSE(login.answer(kOk, out));
}

}  // namespace
}  // namespace wirespeed::postgres
