#include "wirespeed/postgres/connection_info.hpp"

#include <gtest/gtest.h>

namespace wirespeed::postgres {
namespace {

Result<ConnectionInfo> understood(std::string_view text, const Environment& environment = {}) {
  auto info = parse_conninfo(text);
  if (!info) return std::unexpected(info.error());
  return understand(*std::move(info), environment, "me");
}

ConnectionInfo info_of(std::string_view text, const Environment& environment = {}) {
  return value_or_throw(understood(text, environment));
}

std::string refusal(std::string_view text) {
  const auto info = understood(text);
  return info ? "no refusal" : info.error().message;
}

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(ConnectionInfo, nothing_said_is_the_default_socket_as_oneself) {
  const ConnectionInfo info = info_of("");
  EXPECT_EQ(info.hosts, std::vector<Host>{Host{}});
  EXPECT_TRUE(info.hosts[0].is_socket());
  EXPECT_EQ(info.user, "me");
  EXPECT_EQ(info.database, "me");
  EXPECT_EQ(info.password, std::nullopt);
  EXPECT_EQ(info.tls.mode, SslMode::prefer);
  EXPECT_EQ(info.timeout, std::nullopt);
  EXPECT_TRUE(info.settings.empty());
}

TEST(ConnectionInfo, the_database_is_named_as_the_user) { EXPECT_EQ(info_of("user=ann").database, "ann"); }

TEST(ConnectionInfo, hosts_have_ports_of_their_own_or_one_for_all) {
  EXPECT_EQ(info_of("host=a,b port=1,").hosts, (std::vector<Host>{{"a", "", 1}, {"b", "", 5432}}));
  EXPECT_EQ(info_of("host=a,b port=7").hosts, (std::vector<Host>{{"a", "", 7}, {"b", "", 7}}));
  EXPECT_EQ(info_of("host=a hostaddr=127.0.0.1").hosts, (std::vector<Host>{{"a", "127.0.0.1", 5432}}));
  EXPECT_EQ(info_of("hostaddr=127.0.0.1,::1").hosts.size(), 2U);
  EXPECT_FALSE(info_of("hostaddr=127.0.0.1").hosts[0].is_socket());
  EXPECT_TRUE(info_of("host=/run/x").hosts[0].is_socket());
}

TEST(ConnectionInfo, lists_of_different_lengths_are_refused) {
  EXPECT_TRUE(mentions(refusal("host=a,b hostaddr=1.1.1.1"), "2 addresses"));
  EXPECT_TRUE(mentions(refusal("host=a,b,c port=1,2"), "3 for as many hosts"));
}

TEST(ConnectionInfo, values_that_cannot_be_say_what_can) {
  EXPECT_TRUE(mentions(refusal("sslmode=on"), "disable, allow, prefer, require, verify-ca, verify-full"));
  EXPECT_TRUE(mentions(refusal("port=0"), "1 to 65535"));
  EXPECT_TRUE(mentions(refusal("port=65536"), "1 to 65535"));
  EXPECT_FALSE(mentions(refusal("postgresql://ann:sec/ret@h"), "sec"));
  EXPECT_TRUE(mentions(refusal("connect_timeout=1s"), "an integer"));
  EXPECT_TRUE(mentions(refusal("target_session_attrs=master"), "prefer-standby"));
  EXPECT_TRUE(mentions(refusal("client_encoding=LATIN1"), "UTF8"));
  EXPECT_TRUE(mentions(refusal("replication=database"), "not supported"));
  EXPECT_TRUE(mentions(refusal("gssencmode=require"), "GSSAPI is not supported"));
  EXPECT_TRUE(mentions(refusal("min_protocol_version=3.2 max_protocol_version=3.0"), "no less than"));
}

TEST(ConnectionInfo, what_changes_nothing_is_taken) {
  for (const char* text : {"client_encoding=utf-8", "client_encoding=auto", "client_encoding=SQL_ASCII",
                           "gssencmode=prefer", "replication=off", "krbsrvname=postgres", "sslcompression=0"}) {
    EXPECT_EQ(refusal(text), "no refusal") << text;
  }
}

TEST(ConnectionInfo, a_timeout_of_zero_is_none) {
  EXPECT_EQ(info_of("connect_timeout=0").timeout, std::nullopt);
  EXPECT_EQ(info_of("connect_timeout=-1").timeout, std::nullopt);
  EXPECT_EQ(info_of("connect_timeout=3").timeout, std::chrono::seconds(3));
}

TEST(ConnectionInfo, the_systems_certificates_need_verify_full) {
  EXPECT_EQ(info_of("sslrootcert=system").tls.mode, SslMode::verify_full);
  EXPECT_TRUE(mentions(refusal("sslrootcert=system sslmode=require"), "verify-full"));
}

TEST(ConnectionInfo, direct_tls_is_never_optional) {
  EXPECT_EQ(info_of("sslnegotiation=direct sslmode=require").tls.negotiation, SslNegotiation::direct);
  EXPECT_TRUE(mentions(refusal("sslnegotiation=direct"), "sslmode"));
}

std::string allowed(const char* text) {
  const AuthMethods methods = info_of(text).require_auth;
  std::string names;
  if (methods.allows(AuthMethod::none)) names += 'n';
  if (methods.allows(AuthMethod::password)) names += 'p';
  if (methods.allows(AuthMethod::md5)) names += 'm';
  if (methods.allows(AuthMethod::scram_sha_256)) names += 's';
  return names;
}

TEST(ConnectionInfo, require_auth_allows_or_forbids) {
  EXPECT_EQ(allowed(""), "npms");
  EXPECT_EQ(allowed("require_auth=scram-sha-256,none"), "ns");
  EXPECT_EQ(allowed("require_auth=!password,!md5"), "ns");
  EXPECT_EQ(allowed("require_auth=gss"), "");
  EXPECT_TRUE(mentions(refusal("require_auth=md5,!none"), "all or none"));
  EXPECT_TRUE(mentions(refusal("require_auth=scram"), "scram-sha-256"));
  EXPECT_TRUE(mentions(refusal("require_auth=md5,"), "one of"));
}

TEST(ConnectionInfo, protocol_3_2_is_spoken_when_it_is_asked_for) {
  EXPECT_EQ(info_of("").max_protocol, 0x30000U);
  EXPECT_EQ(info_of("max_protocol_version=latest").max_protocol, 0x30002U);
  EXPECT_EQ(info_of("min_protocol_version=3.2").max_protocol, 0x30002U);
}

TEST(ConnectionInfo, settings_are_only_those_that_were_said) {
  using Settings = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(info_of("fallback_application_name=x").settings, (Settings{{"application_name", "x"}}));
  EXPECT_EQ(info_of("fallback_application_name=x application_name=y").settings, (Settings{{"application_name", "y"}}));
  EXPECT_EQ(info_of("options='-c a=b'", {{"PGTZ", "UTC"}}).settings,
            (Settings{{"options", "-c a=b"}, {"TimeZone", "UTC"}}));
}

TEST(ConnectionInfo, the_environment_is_asked_last) {
  const Environment environment{{"PGHOST", "env"}, {"PGPORT", "7"}, {"PGUSER", "env"}, {"PGPASSWORD", "env"}};
  const ConnectionInfo info = info_of("host=said", environment);
  EXPECT_EQ(info.hosts, (std::vector<Host>{{"said", "", 7}}));
  EXPECT_EQ(info.user, "env");
  EXPECT_EQ(info.password, "env");
}

TEST(ConnectionInfo, its_text_has_no_password) {
  const std::string text = info_of("host=a,b user=ann password=secret dbname=d").text();
  EXPECT_EQ(text, "user=ann dbname=d host=a:5432,b:5432");
}

TEST(ConnectionInfo, sockets_are_kept_alive_as_asked) {
  const KeepAlive asked =
      info_of("keepalives_idle=1 keepalives_interval=2 keepalives_count=3 tcp_user_timeout=4").keep_alive;
  EXPECT_TRUE(asked.on);
  EXPECT_EQ(asked.idle_seconds + asked.interval_seconds + asked.count + asked.user_timeout_ms, 10);
  EXPECT_FALSE(info_of("keepalives=0").keep_alive.on);
}

}  // namespace
}  // namespace wirespeed::postgres
