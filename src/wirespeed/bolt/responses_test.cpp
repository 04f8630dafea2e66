#include "wirespeed/bolt/responses.hpp"

#include <gtest/gtest.h>

#include "wirespeed/bolt/summary.hpp"

namespace wirespeed::bolt {
namespace {

using packstream::List;
using packstream::Map;

using Names = std::vector<std::string>;

TEST(Responses, what_is_no_response_is_refused) {
  using Wire = std::vector<std::uint8_t>;
  for (const Wire& wire : {Wire{}, Wire{0xB1}, Wire{0x91, 0x70}, Wire{0xB1, 0x10, 0xA0}, Wire{0xB0, 0x70},
                           Wire{0xB2, 0x71, 0x90, 0x90}, Wire{0xB2, 0x7E, 0xA0, 0xA0}}) {
    EXPECT_EQ(read_message(wire).error().code, Errc::malformed);
  }
  EXPECT_EQ(read_message(Wire{0xB0, 0x7E})->response, Response::ignored);
  EXPECT_EQ(read_message(Wire{0xB1, 0x71, 0x90})->fields.size(), 1U);
}

TEST(Responses, metadata_is_a_map) {
  const std::vector<std::uint8_t> list{0xB1, 0x70, 0x90};
  EXPECT_FALSE(read_metadata(*read_message(list), packstream::Version::v1));
  const std::vector<std::uint8_t> cut{0xB1, 0x70, 0xA1};
  EXPECT_FALSE(read_metadata(*read_message(cut), packstream::Version::v1));
}

TEST(Responses, a_server_says_who_it_is_and_what_it_hints) {
  const ServerInfo info = read_server_info(
      {{"server", "Neo4j/5.26.0"},
       {"connection_id", "bolt-1"},
       {"patch_bolt", List{"utc"}},
       {"hints", Map{{"connection.recv_timeout_seconds", 120}, {"telemetry.enabled", true}, {"ssr.enabled", true}}}});
  EXPECT_EQ(info.agent, "Neo4j/5.26.0");
  EXPECT_EQ(info.connection_id, "bolt-1");
  EXPECT_EQ(info.receive_timeout_s, 120);
  EXPECT_TRUE(info.wants_telemetry && info.routes_server_side && info.has_utc_patch);
}

TEST(Responses, a_routing_table_has_addresses_by_role) {
  const auto routing = value_or_throw(
      read_routing({{"rt", Map{{"ttl", 300},
                               {"db", "music"},
                               {"servers", List{Map{{"role", "ROUTE"}, {"addresses", List{"a:1", "b:2"}}},
                                                Map{{"role", "READ"}, {"addresses", List{"c:3"}}},
                                                Map{{"role", "WRITE"}, {"addresses", List{"d:4"}}},
                                                Map{{"role", "WATCH"}, {"addresses", List{"e:5"}}}}}}}}));
  EXPECT_EQ(routing.ttl_s, 300);
  EXPECT_EQ(routing.database, "music");
  EXPECT_EQ(routing.routers, (Names{"a:1", "b:2"}));
  EXPECT_EQ(routing.readers, Names{"c:3"});
  EXPECT_EQ(routing.writers, Names{"d:4"});
  EXPECT_FALSE(read_routing({}));
}

Map old_failure(const char* code) { return {{"code", code}, {"message", "no (line 2, column 8 (offset: 17))"}}; }

TEST(Failures, before_5_7_the_code_and_message_are_all) {
  const Failure failure = read_failure(old_failure("Neo.ClientError.Statement.SyntaxError"));
  EXPECT_EQ(failure.code, "Neo.ClientError.Statement.SyntaxError");
  EXPECT_EQ(failure.gql_status, "50N42");
  EXPECT_EQ(failure.position, (Position{17, 2, 8}));
  EXPECT_EQ(failure.diagnostic_record, (Map{{"OPERATION", ""}, {"OPERATION_CODE", "0"}, {"CURRENT_SCHEMA", "/"}}));
}

TEST(Failures, from_5_7_on_they_speak_gql_and_have_causes) {
  const Failure failure = read_failure(
      {{"neo4j_code", "Neo.ClientError.Statement.SyntaxError"},
       {"message", "bad"},
       {"gql_status", "42001"},
       {"description", "error: syntax"},
       {"diagnostic_record", Map{{"OPERATION", "x"}, {"_position", Map{{"offset", 3}, {"line", 1}, {"column", 4}}}}},
       {"cause", Map{{"gql_status", "42N01"}, {"message", "deeper"}}}});
  EXPECT_EQ(failure.gql_status, "42001");
  EXPECT_EQ(failure.gql_description, "error: syntax");
  EXPECT_EQ(failure.position, (Position{3, 1, 4}));
  EXPECT_EQ(*failure.diagnostic_record.find("OPERATION"), packstream::Value("x"));
  ASSERT_NE(failure.cause, nullptr);
  EXPECT_EQ(failure.cause->message, "deeper");
}

TEST(Failures, their_code_says_whether_to_try_again) {
  const auto retryable = [](const char* code) { return read_failure(old_failure(code)).is_retryable(); };
  EXPECT_TRUE(retryable("Neo.TransientError.General.DatabaseUnavailable"));
  EXPECT_TRUE(retryable("Neo.ClientError.Security.AuthorizationExpired"));
  EXPECT_TRUE(retryable("Neo.ClientError.Cluster.NotALeader"));
  EXPECT_FALSE(retryable("Neo.TransientError.Transaction.Terminated"));
  EXPECT_FALSE(retryable("Neo.TransientError.Transaction.LockClientStopped"));
  EXPECT_FALSE(retryable("Neo.ClientError.Statement.SyntaxError"));
  EXPECT_FALSE(retryable("Neo.DatabaseError.General.UnknownError"));
}

TEST(Failures, causes_without_end_are_cut) {
  Map map = old_failure("x");
  for (int i = 0; i < 300; ++i) map = Map{{"message", "m"}, {"cause", map}};
  int depth = 0;
  for (auto cause = read_failure(map).cause; cause != nullptr; cause = cause->cause) ++depth;
  EXPECT_EQ(depth, 100);
}

TEST(Summaries, counters_are_what_changed) {
  const Summary summary =
      read_summary({{"t_first", 3}}, {{"type", "w"},
                                      {"t_last", 4},
                                      {"bookmark", "b"},
                                      {"db", "music"},
                                      {"stats", Map{{"nodes-created", 2}, {"contains-updates", true}}}});
  EXPECT_EQ(summary.counters.count("nodes-created"), 2);
  EXPECT_EQ(summary.counters.count("nodes-deleted"), 0);
  EXPECT_TRUE(summary.counters.contains_updates);
  EXPECT_EQ(summary.available_after_ms, 3);
  EXPECT_EQ(summary.consumed_after_ms, 4);
  EXPECT_EQ(summary.bookmark + summary.database + summary.query_type, "bmusicw");
}

TEST(Summaries, notifications_are_read_as_old_servers_send_them) {
  const Summary summary =
      read_summary({}, {{"notifications", List{Map{{"code", "c"},
                                                   {"severity", "WARNING"},
                                                   {"position", Map{{"offset", 1}, {"line", 2}, {"column", 3}}}}}}});
  ASSERT_EQ(summary.notifications.size(), 1U);
  EXPECT_EQ(summary.notifications[0].severity, "WARNING");
  EXPECT_EQ(summary.notifications[0].position, (Position{1, 2, 3}));
}

TEST(Summaries, notifications_are_made_of_statuses_that_have_a_code) {
  const Map warning{{"gql_status", "01N50"},
                    {"neo4j_code", "c"},
                    {"title", "t"},
                    {"description", "d"},
                    {"diagnostic_record", Map{{"_severity", "WARNING"}, {"_classification", "HINT"}}}};
  const Summary summary = read_summary({}, {{"statuses", List{Map{{"gql_status", "00000"}}, warning}}});
  ASSERT_EQ(summary.statuses.size(), 2U);
  ASSERT_EQ(summary.notifications.size(), 1U);
  EXPECT_EQ(summary.notifications[0].category, "HINT");
}

}  // namespace
}  // namespace wirespeed::bolt
