#include "wirespeed/bolt/requests.hpp"

#include <gtest/gtest.h>

namespace wirespeed::bolt {
namespace {

using packstream::List;
using packstream::Map;
using packstream::Structure;
using packstream::Value;

Structure decoded(const Outcome<Bytes>& message) {
  if (!message) throw std::runtime_error(message.error().message);
  return *value_or_throw(packstream::decode(*message)).get<Structure>();
}

Map map_of(const Outcome<Bytes>& message, std::size_t field = 0) { return *decoded(message).fields[field].get<Map>(); }

std::vector<std::string> keys(const Map& map) {
  std::vector<std::string> names;
  for (const auto& entry : map.entries()) names.push_back(entry.first);
  return names;
}

using Names = std::vector<std::string>;

Hello hello() { return {"test/1", Credentials::basic("neo4j", "secret"), {}, Map{{"address", "here:1"}}}; }

TEST(Requests, hello_carries_credentials_only_before_5_1) {
  EXPECT_EQ(keys(map_of(encode_hello(hello(), kBolt44))),
            (Names{"user_agent", "routing", "patch_bolt", "scheme", "principal", "credentials"}));
  EXPECT_EQ(keys(map_of(encode_hello(hello(), kBolt50))),
            (Names{"user_agent", "routing", "scheme", "principal", "credentials"}));
  EXPECT_EQ(keys(map_of(encode_hello(hello(), kBolt51))), (Names{"user_agent", "routing"}));
  EXPECT_EQ(keys(map_of(encode_hello(hello(), kBolt53))), (Names{"user_agent", "routing", "bolt_agent"}));
}

TEST(Requests, hello_asks_for_no_routing_unless_the_caller_does) {
  Hello plain = hello();
  plain.routing.reset();
  EXPECT_EQ(keys(map_of(encode_hello(plain, kBolt51))), Names{"user_agent"});
}

TEST(Requests, notification_filters_are_named_as_the_version_has_them) {
  Hello filtered = hello();
  filtered.notifications = {"WARNING", Names{"HINT"}};
  EXPECT_NE(map_of(encode_hello(filtered, kBolt52)).find("notifications_disabled_categories"), nullptr);
  EXPECT_NE(map_of(encode_hello(filtered, kBolt58)).find("notifications_disabled_classifications"), nullptr);
  EXPECT_EQ(encode_hello(filtered, kBolt51).error().code, Errc::unsupported);
}

TEST(Requests, logon_says_what_the_scheme_needs) {
  EXPECT_EQ(map_of(encode_logon(Credentials::none())), (Map{{"scheme", "none"}}));
  EXPECT_EQ(map_of(encode_logon(Credentials::basic("ann", "pw", "here"))),
            (Map{{"scheme", "basic"}, {"principal", "ann"}, {"credentials", "pw"}, {"realm", "here"}}));
  EXPECT_EQ(map_of(encode_logon(Credentials::basic("ann", ""))),
            (Map{{"scheme", "basic"}, {"principal", "ann"}, {"credentials", ""}}));
  EXPECT_EQ(map_of(encode_logon(Credentials::bearer("token"))), (Map{{"scheme", "bearer"}, {"credentials", "token"}}));
  EXPECT_EQ(map_of(encode_logon(Credentials::kerberos("t"))), (Map{{"scheme", "kerberos"}, {"credentials", "t"}}));
  EXPECT_EQ(
      map_of(encode_logon(Credentials::custom("own", "p", "c", "r", Map{{"x", 1}}))),
      (Map{
          {"scheme", "own"}, {"principal", "p"}, {"credentials", "c"}, {"realm", "r"}, {"parameters", Map{{"x", 1}}}}));
}

TEST(Requests, begin_carries_what_the_transaction_is_configured_with) {
  TransactionConfig config{"music", "bob", AccessMode::read, {"b1", "b2"}, 1500, {}, {}};
  config.metadata = value_or_throw(packstream::encode(Map{{"app", "x"}}));
  EXPECT_EQ(map_of(encode_begin(config, kBolt58)), (Map{{"bookmarks", List{"b1", "b2"}},
                                                        {"tx_timeout", 1500},
                                                        {"mode", "r"},
                                                        {"db", "music"},
                                                        {"imp_user", "bob"},
                                                        {"tx_metadata", Map{{"app", "x"}}}}));
  EXPECT_EQ(map_of(encode_begin({}, kBolt58)), Map{});
}

TEST(Requests, run_is_the_query_the_parameters_and_the_settings) {
  const TransactionConfig config{"music", {}, AccessMode::write, {}, {}, {}, {}};
  for (const TransactionConfig* settings : {&config, static_cast<const TransactionConfig*>(nullptr)}) {
    auto run = *encode_run("RETURN $x", settings, kBolt58);
    Bytes whole = run.head;
    const Bytes parameters = *encode_parameters(Map{{"x", 7}}, kBolt58);
    whole.insert(whole.end(), parameters.begin(), parameters.end());
    whole.insert(whole.end(), run.tail.begin(), run.tail.end());
    const Map extra = settings == nullptr ? Map{} : Map{{"db", "music"}};
    EXPECT_EQ(decoded(whole), (Structure{0x10, {"RETURN $x", Map{{"x", 7}}, extra}}));
  }
}

TEST(Requests, pull_names_a_result_only_when_asked_to) {
  EXPECT_EQ(map_of(encode_pull(Request::pull, 1000, kLastResult)), (Map{{"n", 1000}}));
  EXPECT_EQ(map_of(encode_pull(Request::discard, kAllRecords, 3)), (Map{{"n", -1}, {"qid", 3}}));
  EXPECT_EQ(decoded(encode_pull(Request::discard, 1, 1)).tag, 0x2F);
}

TEST(Requests, route_carries_the_context_bookmarks_and_database) {
  EXPECT_EQ(decoded(encode_route(Map{{"address", "a:1"}}, {"b"}, "music", "")),
            (Structure{0x66, {Map{{"address", "a:1"}}, List{"b"}, Map{{"db", "music"}}}}));
}

TEST(Requests, bare_requests_are_two_bytes) {
  EXPECT_EQ(encode_bare(Request::reset), (Bytes{0xB0, 0x0F}));
  EXPECT_EQ(encode_bare(Request::goodbye), (Bytes{0xB0, 0x02}));
  EXPECT_EQ(decoded(encode_telemetry(TelemetryApi::auto_commit)), (Structure{0x54, {2}}));
}

}  // namespace
}  // namespace wirespeed::bolt
