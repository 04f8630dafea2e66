#include "wirespeed/postgres_client/connection.hpp"

#include "wirespeed/postgres_client/scripted_queries.hpp"

namespace wirespeed::postgres_client {
namespace {

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A server that says something by itself once it has read a Query.
Script after_a_query(const std::string& more) { return Script().on('Q', done("LISTEN") + kReady + more); }

void run_script(Connection& connection) {
  const auto query = connection.script("LISTEN jobs");
  ASSERT_TRUE(query->execute_script(kPatience));
  ASSERT_TRUE(query->finish(kPatience));
}

class ConnectionInPieces : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Bytes, ConnectionInPieces, testing::Values(1, 2, 3, 4, 5, SIZE_MAX));

TEST_P(ConnectionInPieces, a_notification_ends_the_wait_for_it) {
  const std::string heard = message('A', big_endian(std::uint32_t{7}) + "jobs" + '\0' + "payload" + '\0');
  ScriptedSession session(after_a_query(notice("a notice is no notification") + heard), GetParam());
  run_script(*session);
  ASSERT_TRUE(session->listen(kPatience));
  const auto notifications = session->take_notifications();
  ASSERT_EQ(notifications.size(), 1U);
  EXPECT_EQ(notifications[0].channel, "jobs");
  EXPECT_EQ(notifications[0].payload, "payload");
  EXPECT_EQ(session->listen(Stop::after(std::chrono::milliseconds(5))).error().code, Errc::deadline);
  EXPECT_TRUE(session->is_open());
}

TEST_P(ConnectionInPieces, a_server_that_ends_the_session_says_why) {
  ScriptedSession session(after_a_query(error("57P01", "terminating connection") + kHangUp), GetParam());
  run_script(*session);
  const auto ended = session->listen(kPatience);
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().sqlstate(), "57P01");
  EXPECT_FALSE(session->is_open());
}

TEST_P(ConnectionInPieces, what_nobody_asked_for_ends_the_connection) {
  ScriptedSession session(after_a_query(row({"a"})), GetParam());
  run_script(*session);
  EXPECT_TRUE(mentions(session->listen(kPatience).error().message, "expected a notification"));
  EXPECT_FALSE(session->is_open());
}

TEST_P(ConnectionInPieces, several_statements_end_one_after_the_other) {
  ScriptedSession session(Script().on('Q', done("CREATE TABLE") + columns({kTextOid}) + row({"a"}) + done("SELECT 1") +
                                               message('I', "") + done("DROP TABLE") + kReady),
                          GetParam());
  const auto query = session->script("...");
  ASSERT_TRUE(query->execute_script(kPatience));
  ASSERT_TRUE(query->finish(kPatience));
  ASSERT_EQ(query->tags().size(), 3U);
  EXPECT_EQ(query->tags()[2].text, "DROP TABLE");
}

TEST(Connection, says_goodbye) {
  ScriptedSession session{Script()};
  session->close();
  EXPECT_EQ(session.heard_up_to('X'), "X");
  EXPECT_FALSE(session->is_open());
}

TEST(Connection, cancels_on_another_one_with_the_key_of_the_session) {
  ScriptedSession session{Script()};
  const auto cancelled = session->cancel(Stop::after(std::chrono::milliseconds(200)));
  if (!cancelled) {
    EXPECT_EQ(cancelled.error().code, Errc::deadline);
  }  // this server does not hang up
  while (session.server().connections() < 2) ASSERT_FALSE(kPatience.requested());
  EXPECT_EQ(session.server().heard(0), std::string("\x04\xD2\x16\x2E\0\0\0\x2Akeys", 12));
  EXPECT_TRUE(session->is_open());
}

TEST(Connection, what_it_learnt_of_types_is_forgotten_with_the_statements_that_use_them) {
  constexpr Oid kMood = 20'000;
  const std::string mood = row({"0", "20000", "mood", "mood", "e", "0", "0", "-1", "t", "t"});
  Script script;
  for (int i = 0; i < 2; ++i) {
    script.describes({}, {kMood}).on_sync(kReady);                        // it is ended for the question
    script.on_sync(kParsed + kBound + mood + done("SELECT 1") + kReady);  // to the catalog
    script.on_sync(kParsed + kBound + columns({kMood}) + row({"sad"}) + done("SELECT 1") + kReady);
  }
  ScriptedSession session(script);
  for (int i = 0; i < 2; ++i) {
    const auto query = session->query("SELECT mood");
    EXPECT_EQ(run(*query).rows, (std::vector<TextRow>{{"sad"}}));
    ASSERT_NE(session->types().find(kMood), nullptr);
    EXPECT_EQ(session->types().find(kMood)->kind, postgres::Kind::enumeration);
    session->forget_types();
    EXPECT_EQ(session->types().find(kMood), nullptr);
  }
}

}  // namespace
}  // namespace wirespeed::postgres_client
