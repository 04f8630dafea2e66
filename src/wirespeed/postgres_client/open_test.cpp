#include "wirespeed/postgres_client/open.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/net/local_server.hpp"
#include "wirespeed/postgres/scripted_scram.hpp"
#include "wirespeed/postgres_client/scripted_postgres.hpp"

namespace wirespeed::postgres_client {
namespace {

using namespace std::chrono_literals;
using namespace std::string_literals;
using postgres::ConnectionInfo;
using postgres::Error;
using postgres::Outcome;

const Stop kSoon = Stop::after(20s);

ConnectionInfo info_of(const std::string& text) {
  return value_or_throw(postgres::understand(value_or_throw(postgres::parse_conninfo(text)), {}, "me"));
}

Outcome<Opened> opened(const std::string& text, const Stop& stop = kSoon) { return open(info_of(text), stop); }

std::string at(const ScriptedPostgres& server) { return "host=127.0.0.1 port=" + std::to_string(server.port()) + " "; }
std::string plainly(const ScriptedPostgres& server) { return at(server) + "sslmode=disable user=ann password=secret "; }

std::string refusal(const Outcome<Opened>& outcome) { return outcome ? "no refusal" : outcome.error().message; }

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(Open, tells_what_the_server_said_of_the_session) {
  const ScriptedPostgres server({said(kOk, setting("TimeZone", "UTC"), notice("hello"), kKey, kReady, "rest"s)});
  auto session = opened(plainly(server) + "dbname=shop application_name=x");
  ASSERT_TRUE(session) << refusal(session);
  ASSERT_EQ(session->parameters.size(), 1U);
  EXPECT_EQ(session->parameters[0].value, "UTC");
  EXPECT_EQ(session->notices.at(0).message, "hello");
  EXPECT_EQ(session->cancel.key.process_id, 42U);
  EXPECT_EQ(text_of(session->cancel.key.secret), "keys");
  EXPECT_EQ(session->status, postgres::TransactionStatus::idle);
  EXPECT_EQ(text_of(session->received), "rest");
  EXPECT_EQ(session->protocol, postgres::kProtocol30);
  EXPECT_EQ(server.heard(0), "\0\3\0\0user\0ann\0database\0shop\0client_encoding\0UTF8\0application_name\0x\0\0"s);
}

TEST(Open, a_session_that_comes_byte_by_byte_is_the_same) {
  const ScriptedPostgres server({said(kOk, setting("a", "b"), kKey, kReady)}, 1);
  const auto session = opened(plainly(server));
  ASSERT_TRUE(session) << refusal(session);
  EXPECT_EQ(session->parameters.size(), 1U);
}

TEST(Open, answers_what_the_server_asks_for) {
  const ScriptedPostgres cleartext({said(message('R', "\0\0\0\3"s)), said(kOk, kReady)});
  EXPECT_TRUE(opened(plainly(cleartext)));
  EXPECT_EQ(cleartext.heard(1), "psecret\0"s);
  const ScriptedPostgres md5({said(message('R', "\0\0\0\5salt"s)), said(kOk, kReady)});
  EXPECT_TRUE(opened(plainly(md5)));
  EXPECT_TRUE(md5.heard(1).starts_with("pmd5"));
}

TEST(Open, logs_in_by_scram) {
  postgres::ScriptedScram scram("secret", "salt", 10);
  const ScriptedPostgres server(
      {said(message('R', "\0\0\0\x0ASCRAM-SHA-256\0\0"s)),
       [&](const std::string& heard) { return message('R', "\0\0\0\x0B"s + scram.first(heard.substr(1 + 14 + 4))); },
       [&](const std::string& heard) {
         const auto final = scram.final(heard.substr(1));
         return message('R', "\0\0\0\x0C"s + final.value_or("")) + kOk + kReady;
       }});
  const auto session = opened(plainly(server));
  EXPECT_TRUE(session) << refusal(session);
}

TEST(Open, a_wrong_password_is_the_servers_word_and_ends_the_search) {
  const ScriptedPostgres first({said(message('R', "\0\0\0\3"s)), said(error("28P01", "wrong password"))});
  const ScriptedPostgres second({said(kOk, kReady)});
  const auto refused =
      opened("host=127.0.0.1,127.0.0.1 user=ann password=secret sslmode=disable port=" + std::to_string(first.port()) +
             "," + std::to_string(second.port()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::authentication);
  EXPECT_EQ(refused.error().sqlstate(), "28P01");
  EXPECT_TRUE(mentions(refused.error().message, "wrong password"));
  EXPECT_FALSE(mentions(refused.error().message, "secret"));
  EXPECT_EQ(second.connections(), 0);
}

TEST(Open, a_server_that_is_starting_up_or_gone_has_others) {
  const ScriptedPostgres starting({said(error("57P03", "starting up"))});
  const ScriptedPostgres ready({said(kOk, kReady)});
  const auto session = opened("host=127.0.0.1,127.0.0.1,127.0.0.1 sslmode=disable port=1," +
                              std::to_string(starting.port()) + "," + std::to_string(ready.port()));
  ASSERT_TRUE(session) << refusal(session);
  EXPECT_EQ(session->host.port, ready.port());
}

TEST(Open, when_nobody_is_there_all_are_named) {
  const auto refused = opened("host=127.0.0.1,127.0.0.1 port=1,2 sslmode=disable");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::unavailable);
  EXPECT_TRUE(mentions(refused.error().message, "127.0.0.1:1"));
  EXPECT_TRUE(mentions(refused.error().message, "127.0.0.1:2"));
}

TEST(Open, a_silent_server_is_left_after_connect_timeout) {
  const ScriptedPostgres silent({});
  const ScriptedPostgres ready({said(kOk, kReady)});
  const std::string ports = "port=" + std::to_string(silent.port()) + "," + std::to_string(ready.port());
  const auto session = opened("host=127.0.0.1,127.0.0.1 sslmode=disable connect_timeout=1 " + ports);
  ASSERT_TRUE(session) << refusal(session);
  EXPECT_EQ(session->host.port, ready.port());
}

TEST(Open, connect_timeout_alone_is_no_deadline_of_the_callers) {
  const ScriptedPostgres silent({});
  const auto refused = opened(plainly(silent) + "connect_timeout=1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::unavailable);
  EXPECT_TRUE(mentions(refused.error().message, "no answer within connect_timeout (1 s)"));
}

TEST(Open, the_callers_deadline_ends_everything) {
  const ScriptedPostgres silent({});
  const auto stopped = opened(plainly(silent) + "connect_timeout=10", Stop::after(50ms));
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::deadline);
}

TEST(Open, a_cancel_ends_everything) {
  const ScriptedPostgres silent({});
  CancelToken token;
  std::thread canceller([&] {
    std::this_thread::sleep_for(20ms);
    token.cancel();
  });
  const auto stopped = opened(plainly(silent), {kSoon.deadline, &token});
  canceller.join();
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::cancelled);
}

TEST(Open, what_is_no_postgres_is_an_error) {
  for (const std::string& answer :
       {"HTTP/1.1 400 Bad Request\r\n\r\n"s, "E\0\0\0\3"s, ""s, message('R', "\0\0\0\7"s), message('R', "x"),
        message('Z', "I"), message('K', "\0\0\0\1keys"s), kOk + message('Z', "x"), kOk + message('S', "x"),
        kOk + message('K', "x"), kOk + kOk, kOk + message('T', ""), message('E', "broken"), message('N', "broken"),
        message('v', "x")}) {
    const ScriptedPostgres server({[&](const std::string&) { return answer + kHangUp; }});
    const auto refused = opened(plainly(server));
    ASSERT_FALSE(refused) << answer;
    EXPECT_NE(refused.error().kind, Error::Kind::server) << answer;
  }
}

TEST(Open, an_older_server_may_speak_3_0_where_3_2_was_asked) {
  const std::string older = message('v', "\0\3\0\0\0\0\0\0"s);
  const ScriptedPostgres server({said(older, kOk, kReady)});
  const auto session = opened(plainly(server) + "max_protocol_version=3.2");
  ASSERT_TRUE(session) << refusal(session);
  EXPECT_EQ(session->protocol, postgres::kProtocol30);
  EXPECT_TRUE(server.heard(0).starts_with("\0\3\0\2"s));
  const ScriptedPostgres again({said(older, kOk, kReady)});
  EXPECT_TRUE(mentions(refusal(opened(plainly(again) + "min_protocol_version=3.2")), "expected protocol 3.2"));
}

TEST(Open, a_server_without_tls_will_do_unless_it_is_required) {
  for (const char* mode : {"prefer", "allow"}) {
    const ScriptedPostgres server({said(kOk, kReady)});
    EXPECT_TRUE(opened(at(server) + "sslmode=" + mode)) << mode;
  }
  const ScriptedPostgres server({said(kOk, kReady)});
  EXPECT_TRUE(mentions(refusal(opened(at(server) + "sslmode=require")), "does not speak it"));
}

TEST(Open, plain_bytes_behind_the_answer_about_tls_are_refused) {
  const net::LocalServer server([](net::ServerSide& side) {
    side.read(8);
    side.write("S" + kOk + kReady);
    side.read_all();
  });
  const auto refused = opened(fmt::format("host=127.0.0.1 port={} sslmode=prefer", server.address().port));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, Error::Kind::authentication);
  EXPECT_TRUE(mentions(refused.error().message, "is nobody in between"));
}

TEST(Open, a_rule_for_encrypted_connections_alone_is_told_with_both_reasons) {
  const ScriptedPostgres server({said(error("28000", "no encryption"))});
  const auto refused = opened(at(server) + "sslmode=allow");
  ASSERT_FALSE(refused);
  EXPECT_TRUE(mentions(refused.error().message, "no encryption"));
  EXPECT_TRUE(mentions(refused.error().message, "and with other encryption"));
  EXPECT_EQ(server.connections(), 2);
}

std::string standby(bool is) {
  return setting("in_hot_standby", is ? "on" : "off") + setting("default_transaction_read_only", "off");
}

TEST(Open, a_session_is_what_was_asked_for) {
  const ScriptedPostgres replica({said(kOk, standby(true), kReady)});
  const ScriptedPostgres primary({said(kOk, standby(false), kReady)});
  const std::string both = "host=127.0.0.1,127.0.0.1 sslmode=disable port=" + std::to_string(replica.port()) + "," +
                           std::to_string(primary.port()) + " target_session_attrs=";
  for (const char* target : {"any", "read-only", "standby", "prefer-standby"}) {
    EXPECT_EQ(opened(both + target)->host.port, replica.port()) << target;
  }
  for (const char* target : {"read-write", "primary"}) {
    EXPECT_EQ(opened(both + target)->host.port, primary.port()) << target;
  }
  EXPECT_TRUE(mentions(refusal(opened(plainly(primary) + "target_session_attrs=standby")), "it is no standby"));
  EXPECT_TRUE(opened(plainly(primary) + "target_session_attrs=prefer-standby"));
}

TEST(Open, a_server_that_does_not_say_what_it_is_gets_asked) {
  const std::string row = message('D', "\0\1\0\0\0\2on"s) + message('C', "SHOW\0"s) + kReady;
  const ScriptedPostgres server({said(kOk, kReady), said(row)});
  EXPECT_TRUE(opened(plainly(server) + "target_session_attrs=read-only"));
  EXPECT_EQ(server.heard(1), "QSHOW transaction_read_only\0"s);
}

TEST(Open, hosts_in_any_order_are_all_tried) {
  const ScriptedPostgres one({said(kOk, kReady)});
  const ScriptedPostgres two({said(kOk, kReady)});
  const std::string both =
      "host=127.0.0.1,127.0.0.1 sslmode=disable load_balance_hosts=random port=" + std::to_string(one.port()) + "," +
      std::to_string(two.port());
  for (int i = 0; i < 64 && (one.connections() == 0 || two.connections() == 0); ++i) ASSERT_TRUE(opened(both));
  EXPECT_GT(one.connections(), 0);
  EXPECT_GT(two.connections(), 0);
}

TEST(Cancel, sends_the_key_and_waits_for_the_end) {
  std::string heard;
  {
    const net::LocalServer server([&](net::ServerSide& side) { heard = side.read(16); });
    ASSERT_TRUE(cancel({.key = {258, {'k', 'e', 'y', 's'}}, .address = server.address()}, kSoon));
  }
  EXPECT_EQ(heard, "\0\0\0\x10\x04\xD2\x16\x2E\0\0\1\2keys"s);
}

TEST(Cancel, cannot_be_without_a_key) { EXPECT_FALSE(cancel({}, kSoon)); }

TEST(Cancel, a_silent_server_is_given_up_at_the_deadline) {
  const net::LocalServer server([](net::ServerSide& side) { side.read_all(); });
  const auto stopped = cancel({.key = {1, {'k', 'e', 'y', 's'}}, .address = server.address()}, Stop::after(50ms));
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, Errc::deadline);
}

}  // namespace
}  // namespace wirespeed::postgres_client
