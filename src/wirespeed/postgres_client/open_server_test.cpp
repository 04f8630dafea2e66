// Opening sessions with a real server as tools/servers starts it. The environment says where it is:
//
//   WIRESPEED_POSTGRES_HOST, _PORT, _DATABASE      over TCP
//   WIRESPEED_POSTGRES_ROLES                       "scramuser=password md5user=password ..."
//   WIRESPEED_POSTGRES_CERTIFICATES                the folder of ca.crt, certuser.crt and certuser.key
//   WIRESPEED_POSTGRES_SOCKETS, _POOLER            the folder of its Unix socket; the port of pgbouncer before it
//   WIRESPEED_POSTGRES_DIRECT                      "port password" of a server that speaks TLS from the first byte
#include <gtest/gtest.h>

#include <cstdlib>
#include <sstream>

#include "wirespeed/postgres_client/inbox.hpp"
#include "wirespeed/postgres_client/open.hpp"

namespace wirespeed::postgres_client {
namespace {

using namespace std::chrono_literals;
using postgres::ConnectionInfo;
using postgres::Error;
using postgres::MessageType;
using postgres::Outcome;

const Stop kSoon = Stop::after(120s);

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

std::string password_of(const std::string& role) {
  std::istringstream roles(from_environment("WIRESPEED_POSTGRES_ROLES"));
  for (std::string entry; roles >> entry;) {
    if (entry.starts_with(role + "=")) return entry.substr(role.size() + 1);
  }
  return {};
}

Outcome<Opened> opened(const std::string& text) {
  return open(value_or_throw(postgres::understand(value_or_throw(postgres::parse_conninfo(text)), {}, "nobody")),
              kSoon);
}

std::string refusal(const Outcome<Opened>& outcome) { return outcome ? "no refusal" : outcome.error().message; }

class RealServer : public testing::Test {
 protected:
  void SetUp() override {
    if (from_environment("WIRESPEED_POSTGRES_PORT").empty()) GTEST_SKIP() << "no server: see the top of this file";
  }

  std::string as(const std::string& role, const std::string& more = {}) const {
    return fmt::format("host={} port={} dbname={} user={} password='{}' {}",
                       from_environment("WIRESPEED_POSTGRES_HOST"), from_environment("WIRESPEED_POSTGRES_PORT"),
                       from_environment("WIRESPEED_POSTGRES_DATABASE"), role, password_of(role), more);
  }
  std::string ca() const { return " sslrootcert=" + certificate("ca.crt") + " "; }
  std::string certificate(const std::string& name) const {
    return from_environment("WIRESPEED_POSTGRES_CERTIFICATES") + "/" + name;
  }
};

// The first value of what a query answers, or the error's SQLSTATE.
std::string answer(Opened& session, std::string_view sql) {
  postgres::Bytes request;
  value_or_throw(postgres::append_query(request, sql));
  EXPECT_TRUE(session.stream.write_all(ByteView(request), kSoon));
  Inbox inbox(session.stream);
  std::string value;
  for (;;) {
    const auto message = inbox.next(kSoon);
    if (!message) return message.error().message;
    if (message->type == MessageType::data_row) value = text_of(message->body.subspan(6));
    if (message->type == MessageType::error_response)
      value = value_or_throw(postgres::parse_notice(message->body)).sqlstate;
    if (message->type == MessageType::ready_for_query) return value;
  }
}

TEST_F(RealServer, lets_in_by_every_method) {
  for (const char* role : {"trusted", "scramuser", "md5user", "clearuser"}) {
    for (const char* mode : {"disable", "allow", "prefer", "require"}) {
      auto session = opened(as(role, fmt::format("sslmode={}", mode)));
      ASSERT_TRUE(session) << role << " " << mode << ": " << refusal(session);
      EXPECT_EQ(session->stream.is_encrypted(), mode[0] == 'p' || mode[0] == 'r');
      EXPECT_EQ(answer(*session, "SELECT current_user"), role);
    }
  }
}

TEST_F(RealServer, refuses_a_wrong_password) {
  for (const char* role : {"scramuser", "md5user", "clearuser"}) {
    const auto refused = opened(as(role, "password=wrong"));
    ASSERT_FALSE(refused) << role;
    EXPECT_EQ(refused.error().sqlstate(), "28P01");
    EXPECT_EQ(refused.error().kind, Error::Kind::authentication);
  }
}

TEST_F(RealServer, is_verified_and_bound_to) {
  auto session =
      opened(as("scramuser", "sslmode=verify-full channel_binding=require require_auth=scram-sha-256" + ca()));
  ASSERT_TRUE(session) << refusal(session);
  EXPECT_EQ(answer(*session, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"), "t");
  EXPECT_FALSE(opened(as("scramuser", "sslmode=disable channel_binding=require")));
  EXPECT_FALSE(opened(as("md5user", "sslmode=require channel_binding=require")));
  EXPECT_TRUE(opened(as("scramuser", "sslmode=require channel_binding=disable")));
}

TEST_F(RealServer, must_be_the_host_that_was_meant_only_where_that_is_asked) {
  const std::string elsewhere = " host=elsewhere.example hostaddr=127.0.0.1" + ca();
  EXPECT_TRUE(opened(as("scramuser", "sslmode=verify-ca" + elsewhere)));
  EXPECT_TRUE(opened(as("scramuser", "sslmode=require" + elsewhere)));
  EXPECT_FALSE(opened(as("scramuser", "sslmode=verify-full" + elsewhere)));
  EXPECT_FALSE(opened(as("scramuser", "sslrootcert=system")));
}

TEST_F(RealServer, takes_a_certificate_for_a_password) {
  const std::string own =
      fmt::format("sslcert={} sslkey={} ", certificate("certuser.crt"), certificate("certuser.key"));
  auto session = opened(as("certuser", own + "sslmode=verify-full" + ca()));
  ASSERT_TRUE(session) << refusal(session);
  EXPECT_EQ(answer(*session, "SELECT current_user"), "certuser");
  EXPECT_TRUE(opened(as("certuser", own + "sslmode=require sslcertmode=require")));
  EXPECT_FALSE(opened(as("certuser", own + "sslmode=require sslcertmode=disable")));
  EXPECT_FALSE(opened(as("certuser", "sslmode=require")));
}

TEST_F(RealServer, has_rules_for_one_encryption_alone) {
  EXPECT_TRUE(opened(as("tlsuser", "sslmode=allow"))->stream.is_encrypted());
  EXPECT_FALSE(opened(as("plainuser", "sslmode=prefer"))->stream.is_encrypted());
  EXPECT_FALSE(opened(as("tlsuser", "sslmode=disable")));
  EXPECT_FALSE(opened(as("plainuser", "sslmode=require")));
}

TEST_F(RealServer, has_a_unix_socket_run_by_whom_we_know) {
  const std::string socket = "host=" + from_environment("WIRESPEED_POSTGRES_SOCKETS");
  auto session = opened(as("trusted", socket));
  ASSERT_TRUE(session) << refusal(session);
  EXPECT_FALSE(session->stream.is_encrypted());
  EXPECT_TRUE(opened(as("trusted", socket + " requirepeer=postgres")));
  EXPECT_FALSE(opened(as("trusted", socket + " requirepeer=nobody")));
}

TEST_F(RealServer, is_a_primary_whose_sessions_write) {
  for (const char* target : {"read-write", "primary", "prefer-standby", "any"}) {
    EXPECT_TRUE(opened(as("scramuser", fmt::format("target_session_attrs={}", target)))) << target;
  }
  EXPECT_FALSE(opened(as("scramuser", "target_session_attrs=standby")));
  EXPECT_FALSE(opened(as("scramuser", "target_session_attrs=read-only")));
  EXPECT_TRUE(opened(as("scramuser", "target_session_attrs=read-only options='-c default_transaction_read_only=on'")));
}

TEST_F(RealServer, is_reached_through_a_pooler) {
  const std::string pooler = "port=" + from_environment("WIRESPEED_POSTGRES_POOLER");
  for (const char* mode : {"disable", "prefer", "require"}) {
    auto session = opened(as("scramuser", pooler + " application_name=x sslmode=" + mode));
    ASSERT_TRUE(session) << refusal(session);
    EXPECT_EQ(answer(*session, "SELECT current_user"), "scramuser");
  }
  EXPECT_TRUE(opened(as("scramuser", pooler + " target_session_attrs=read-write")));
  EXPECT_FALSE(opened(as("scramuser", pooler + " sslmode=require channel_binding=require")));
}

TEST_F(RealServer, ends_what_a_session_does_when_it_is_asked_to) {
  for (const char* mode : {"disable", "require"}) {
    auto session = opened(as("scramuser", fmt::format("sslmode={}", mode)));
    ASSERT_TRUE(session) << refusal(session);
    const CancelTarget target = session->cancel;
    EXPECT_EQ(target.tls != nullptr, session->stream.is_encrypted());
    std::thread canceller([&] {
      std::this_thread::sleep_for(200ms);
      EXPECT_TRUE(cancel(target, kSoon));
    });
    EXPECT_EQ(answer(*session, "SELECT pg_sleep(60)"), "57014");
    canceller.join();
    EXPECT_EQ(answer(*session, "SELECT 1"), "1");
  }
}

TEST_F(RealServer, speaks_tls_from_the_first_byte_when_it_is_new_enough) {
  std::istringstream direct(from_environment("WIRESPEED_POSTGRES_DIRECT"));
  std::string port;
  std::string password;
  if (!(direct >> port >> password)) GTEST_SKIP() << "no server that speaks TLS at once";
  const std::string there =
      fmt::format("port={} user=admin password='{}' sslmode=require sslnegotiation=direct", port, password);
  auto session = opened(as("admin", there));
  ASSERT_TRUE(session) << refusal(session);
  EXPECT_EQ(session->stream.tls()->protocol(), "postgresql");
  EXPECT_TRUE(cancel(session->cancel, kSoon));
  const auto old = opened(as("scramuser", "sslmode=require sslnegotiation=direct"));
  EXPECT_FALSE(old);
}

}  // namespace
}  // namespace wirespeed::postgres_client
