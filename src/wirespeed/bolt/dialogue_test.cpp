#include "wirespeed/bolt/dialogue.hpp"

#include <gtest/gtest.h>

#include "wirespeed/bolt/scripted_server.hpp"

namespace wirespeed::bolt {
namespace {

using packstream::List;
using packstream::Map;

const Bytes kNoParameters{0xA0};
const TransactionConfig kAutoCommit{};

// What came, as one reads it: "RUN:SUCCESS", "2 records", "nothing", or an error's code.
std::string came(Dialogue& dialogue) {
  Received received;
  const auto what = dialogue.next(received);
  if (!what) return to_string(what.error().code);
  if (*what == Came::nothing) return "nothing";
  if (*what == Came::records) return fmt::format("{} records", received.records.size());
  return fmt::format("{}:{}", to_string(received.request), to_string(received.response));
}

// Up to what ends it.
std::string all_that_came(Dialogue& dialogue) {
  std::string all;
  for (;;) {
    const std::string one = came(dialogue);
    if (one == "nothing") return all;
    all += one + " ";
    if (one == "malformed") return all;
  }
}

std::string fed(Dialogue& dialogue, ByteView bytes, std::size_t step = SIZE_MAX) {
  std::string all;
  while (!bytes.empty()) {
    const auto room = dialogue.room();
    const std::size_t n = std::min({bytes.size(), room.size(), step});
    std::copy_n(bytes.begin(), n, room.begin());
    dialogue.commit_received(n);
    bytes = bytes.subspan(n);
    all += all_that_came(dialogue);
  }
  return all;
}

Dialogue ready(ProtocolVersion version = kBolt58) {
  Dialogue dialogue(version);
  EXPECT_TRUE(dialogue.hello({"test", {}, {}, {}}));
  if (version >= kBolt51) {
    EXPECT_TRUE(dialogue.logon({}));
  }
  fed(dialogue, version >= kBolt51 ? success() + success() : success());
  dialogue.commit_sent(dialogue.output().size());
  return dialogue;
}

Dialogue streaming() {
  Dialogue dialogue = ready();
  EXPECT_TRUE(dialogue.run("RETURN 1", kNoParameters, &kAutoCommit));
  EXPECT_TRUE(dialogue.pull(10));
  return dialogue;
}

TEST(Dialogue, hello_and_logon_go_out_together) {
  Dialogue dialogue(kBolt58);
  EXPECT_TRUE(dialogue.hello({"test", {}, {}, {}}));
  EXPECT_TRUE(dialogue.logon({}));
  EXPECT_EQ(dialogue.pending(), 2U);
  EXPECT_EQ(dialogue.state(), State::ready);
  EXPECT_EQ(fed(dialogue, success({{"server", "Neo4j/5"}}) + success()), "HELLO:SUCCESS LOGON:SUCCESS ");
  EXPECT_EQ(dialogue.server().agent, "Neo4j/5");
}

TEST(Dialogue, before_5_1_hello_is_all) {
  Dialogue dialogue(kBolt44);
  EXPECT_TRUE(dialogue.hello({"test", {}, {}, {}}));
  EXPECT_EQ(dialogue.state(), State::ready);
  EXPECT_FALSE(dialogue.uses_utc());
  fed(dialogue, success({{"patch_bolt", List{"utc"}}}));
  EXPECT_TRUE(dialogue.uses_utc());
}

TEST(Dialogue, records_that_stand_together_come_together) {
  Dialogue dialogue = streaming();
  const Wire wire = success() + record({1}) + record({2}) + success();
  EXPECT_EQ(fed(dialogue, wire), "RUN:SUCCESS 2 records PULL:SUCCESS ");
  EXPECT_EQ(dialogue.state(), State::ready);
}

TEST(Dialogue, it_does_not_matter_how_the_bytes_come) {
  const Wire wire = success() + record({1}) + record({2}) + success({{"has_more", true}});
  for (const std::size_t step : {1, 2, 3, 4, 5}) {
    Dialogue dialogue = streaming();
    EXPECT_EQ(fed(dialogue, wire, step), "RUN:SUCCESS 1 records 1 records PULL:SUCCESS ");
    EXPECT_EQ(dialogue.state(), State::streaming);
  }
}

TEST(Dialogue, a_record_s_view_is_the_list_of_its_values) {
  Dialogue dialogue = streaming();
  const Wire wire = success() + record({7});
  std::copy(wire.begin(), wire.end(), dialogue.room().begin());
  dialogue.commit_received(wire.size());
  Received received;
  ASSERT_EQ(*dialogue.next(received), Came::answer);
  ASSERT_EQ(*dialogue.next(received), Came::records);
  EXPECT_EQ(value_or_throw(packstream::decode(received.records[0])), packstream::Value(List{7}));
}

TEST(Dialogue, a_result_is_open_while_there_is_more) {
  Dialogue dialogue = streaming();
  fed(dialogue, success() + record({1}) + success({{"has_more", true}}));
  EXPECT_FALSE(dialogue.run("RETURN 2", kNoParameters, &kAutoCommit));
  EXPECT_TRUE(dialogue.pull(10));
  fed(dialogue, success());
  EXPECT_TRUE(dialogue.run("RETURN 2", kNoParameters, &kAutoCommit));
}

TEST(Dialogue, what_is_behind_a_pull_of_all_may_be_sent_with_it) {
  Dialogue dialogue = ready();
  EXPECT_TRUE(dialogue.begin({}));
  EXPECT_TRUE(dialogue.run("RETURN 1", kNoParameters, nullptr));
  EXPECT_FALSE(dialogue.commit());
  EXPECT_TRUE(dialogue.pull(kAllRecords));
  EXPECT_TRUE(dialogue.commit());
  EXPECT_EQ(fed(dialogue, success() + success() + success() + success()),
            "BEGIN:SUCCESS RUN:SUCCESS PULL:SUCCESS COMMIT:SUCCESS ");
  EXPECT_EQ(dialogue.state(), State::ready);
}

TEST(Dialogue, a_transaction_can_have_several_results_open) {
  Dialogue dialogue = ready();
  EXPECT_TRUE(dialogue.begin({}));
  for (int i = 0; i < 2; ++i) {
    EXPECT_TRUE(dialogue.run("RETURN 1", kNoParameters, nullptr));
    EXPECT_TRUE(dialogue.pull(1));
  }
  const Wire more = success({{"qid", 0}}) + success({{"has_more", true}});
  fed(dialogue, success() + more + more);
  EXPECT_TRUE(dialogue.discard(kAllRecords, 0));
  EXPECT_FALSE(dialogue.commit());
  EXPECT_TRUE(dialogue.discard(kAllRecords, 1));
  EXPECT_TRUE(dialogue.commit());
}

TEST(Dialogue, after_a_failure_the_rest_is_ignored_until_a_reset) {
  Dialogue dialogue = streaming();
  EXPECT_EQ(fed(dialogue, failure("Neo.ClientError.Statement.SyntaxError") + ignored()), "RUN:FAILURE PULL:IGNORED ");
  EXPECT_EQ(dialogue.state(), State::failed);
  EXPECT_FALSE(dialogue.run("RETURN 1", kNoParameters, &kAutoCommit));
  EXPECT_TRUE(dialogue.reset());
  EXPECT_TRUE(dialogue.run("RETURN 1", kNoParameters, &kAutoCommit));
  EXPECT_EQ(fed(dialogue, success() + success()), "RESET:SUCCESS RUN:SUCCESS ");
  EXPECT_EQ(dialogue.state(), State::streaming);
}

TEST(Dialogue, a_reset_races_what_is_under_way) {
  Dialogue dialogue = streaming();
  EXPECT_TRUE(dialogue.reset());
  EXPECT_EQ(fed(dialogue, success() + record({1}) + ignored() + success()),
            "RUN:SUCCESS 1 records PULL:IGNORED RESET:SUCCESS ");
  EXPECT_EQ(dialogue.state(), State::ready);
}

TEST(Dialogue, a_reset_that_fails_ends_it) {
  Dialogue dialogue = ready();
  EXPECT_TRUE(dialogue.reset());
  fed(dialogue, failure("Neo.ClientError.Request.Invalid"));
  EXPECT_EQ(dialogue.state(), State::defunct);
  EXPECT_FALSE(dialogue.reset());
}

TEST(Dialogue, goodbye_is_the_last_word) {
  Dialogue dialogue = ready();
  EXPECT_TRUE(dialogue.goodbye());
  EXPECT_EQ(dialogue.pending(), 0U);
  EXPECT_FALSE(dialogue.run("RETURN 1", kNoParameters, &kAutoCommit));
}

TEST(Dialogue, what_nobody_asked_for_ends_it) {
  Dialogue dialogue = ready();
  EXPECT_NE(fed(dialogue, success()).find("malformed"), std::string::npos);
  EXPECT_EQ(dialogue.state(), State::defunct);
}

TEST(Dialogue, a_record_in_answer_to_no_pull_ends_it) {
  Dialogue dialogue = streaming();
  Received received;
  const Wire wire = record({1});
  std::copy(wire.begin(), wire.end(), dialogue.room().begin());
  dialogue.commit_received(wire.size());
  EXPECT_EQ(came(dialogue), "malformed");
  EXPECT_EQ(came(dialogue), "malformed");
}

TEST(Dialogue, records_before_garbage_are_still_given_out) {
  Dialogue dialogue = streaming();
  const Wire wire = success() + record({1}) + Wire{0, 2, 0x91, 0x01, 0, 0};
  std::copy(wire.begin(), wire.end(), dialogue.room().begin());
  dialogue.commit_received(wire.size());
  EXPECT_EQ(came(dialogue), "RUN:SUCCESS");
  EXPECT_EQ(came(dialogue), "1 records");
  EXPECT_EQ(came(dialogue), "malformed");
}

TEST(Dialogue, logoff_asks_for_a_logon) {
  Dialogue dialogue = ready();
  EXPECT_TRUE(dialogue.logoff());
  EXPECT_FALSE(dialogue.run("RETURN 1", kNoParameters, &kAutoCommit));
  EXPECT_TRUE(dialogue.logon(Credentials::bearer("new")));
  EXPECT_TRUE(dialogue.run("RETURN 1", kNoParameters, &kAutoCommit));
}

TEST(Dialogue, telemetry_is_sent_from_5_4_on) {
  Dialogue old = ready(kBolt53);
  EXPECT_EQ(old.telemetry(TelemetryApi::managed).error().code, Errc::unsupported);
  Dialogue dialogue = ready();
  EXPECT_TRUE(dialogue.telemetry(TelemetryApi::managed));
}

TEST(Dialogue, a_request_that_cannot_be_sent_leaves_nothing_behind) {
  Dialogue dialogue = ready();
  EXPECT_FALSE(dialogue.pull(1));
  EXPECT_FALSE(dialogue.commit());
  EXPECT_TRUE(dialogue.output().empty());
  EXPECT_EQ(dialogue.pending(), 0U);
}

}  // namespace
}  // namespace wirespeed::bolt
