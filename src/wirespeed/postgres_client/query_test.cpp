#include "wirespeed/postgres_client/query.hpp"

#include "wirespeed/postgres_client/scripted_queries.hpp"

namespace wirespeed::postgres_client {
namespace {

using Rows = std::vector<TextRow>;

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// Whatever the pieces are in which answers come.
class QueryInPieces : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Bytes, QueryInPieces, testing::Values(1, 2, 3, 4, 5, SIZE_MAX));

TEST_P(QueryInPieces, a_statement_is_described_and_run) {
  ScriptedSession session(
      Script()
          .describes({}, {kTextOid, kTextOid})
          .on_sync(kBound + row({"a", "b"}) + row({"", "long " + std::string(3000, 'x')}) + done("SELECT 2") + kReady),
      GetParam());
  const auto query = session->query("SELECT a, b");
  const Went went = run(*query);
  EXPECT_EQ(went.rows, (Rows{{"a", "b"}, {"", "long " + std::string(3000, 'x')}}));
  EXPECT_EQ(went.end, "SELECT 2");
  EXPECT_TRUE(query->has_ended());
  EXPECT_TRUE(session->is_idle());
  EXPECT_EQ(session.heard_up_to('S'), "PDHBES");
}

TEST_P(QueryInPieces, what_belongs_to_no_request_is_kept_for_who_wants_it) {
  const std::string notification = message('A', big_endian(std::uint32_t{7}) + "jobs" + '\0' + "42" + '\0');
  ScriptedSession session(Script()
                              .describes({}, {kTextOid})
                              .on_sync(kBound + notice("careful") + row({"a"}) + setting("TimeZone", "Europe/Rome") +
                                       row({"b"}) + notification + done("SELECT 2") + kReady),
                          GetParam());
  const auto query = session->query("SELECT a");
  EXPECT_EQ(run(*query).rows, (Rows{{"a"}, {"b"}}));
  EXPECT_EQ(session->take_notices().at(0).message, "careful");
  EXPECT_EQ(session->take_notifications().at(0).payload, "42");
  EXPECT_EQ(*session->parameter("TimeZone"), "Europe/Rome");
}

TEST_P(QueryInPieces, an_error_comes_behind_the_rows_before_it) {
  ScriptedSession session(Script()
                              .describes({}, {kTextOid})
                              .on_sync(kBound + row({"a"}) + refusal("22012", "division by zero") + kReady)
                              .on_sync(kParsed + kBound + columns({kTextOid}) + row({"b"}) + done("SELECT 1") + kReady),
                          GetParam());
  const auto query = session->query("SELECT a");
  const Went went = run(*query);
  EXPECT_EQ(went.rows, (Rows{{"a"}}));
  EXPECT_TRUE(mentions(went.end, "22012: division by zero"));
  EXPECT_TRUE(mentions(query->read(*std::make_unique<TextRows>(), kPatience).error().message, "22012"));
  const auto next = session->query("SELECT a");
  EXPECT_EQ(run(*next).rows, (Rows{{"b"}}));
}

TEST_P(QueryInPieces, what_is_left_of_a_result_waits_while_another_runs) {
  ScriptedSession session(Script()
                              .describes({}, {kTextOid})
                              .on_sync(kBound + row({"a"}) + row({"b"}) + refusal("22012", "late") + kReady)
                              .describes({}, {kTextOid})
                              .on_sync(kBound + row({"other"}) + done("SELECT 1") + kReady),
                          GetParam());
  const auto first = session->query("SELECT a");
  ASSERT_TRUE(first->describe(kPatience));
  ASSERT_TRUE(first->execute({}));
  ASSERT_TRUE(first->wait_for_rows(kPatience));
  const auto second = session->query("SELECT other");
  EXPECT_EQ(run(*second).rows, (Rows{{"other"}}));
  TextRows rows;
  Outcome<bool> more = true;
  while (more && *more) more = first->read(rows, kPatience);
  EXPECT_EQ(rows.rows(), (Rows{{"a"}, {"b"}}));
  ASSERT_FALSE(more);
  EXPECT_TRUE(mentions(more.error().message, "late"));
}

TEST_P(QueryInPieces, a_call_that_its_deadline_ends_goes_on) {
  ScriptedSession session(
      Script().describes({}, {kTextOid}).on_sync(kBound + row({"a"}) + row({"b"}) + done("SELECT 2") + kReady),
      GetParam());
  const auto query = session->query("SELECT a");
  const auto now = [] { return Stop::after(std::chrono::seconds(0)); };
  while (!query->describe(now())) ASSERT_FALSE(kPatience.requested());
  ASSERT_TRUE(query->execute({}));
  TextRows rows;
  for (;;) {
    auto more = query->read(rows, now());
    if (more && !*more) break;
    if (!more) {
      ASSERT_EQ(more.error().code, Errc::deadline) << more.error().message;
    }
    ASSERT_FALSE(kPatience.requested());
  }
  EXPECT_EQ(rows.rows(), (Rows{{"a"}, {"b"}}));
}

TEST_P(QueryInPieces, a_row_that_is_not_made_of_values_ends_the_connection) {
  std::string damaged = row({"abcd"});
  damaged[10] = 5;  // the size of its only value
  ScriptedSession session(
      Script().describes({}, {kTextOid}).on_sync(kBound + row({"a"}) + damaged + done("SELECT 2") + kReady),
      GetParam());
  const auto query = session->query("SELECT a");
  const Went went = run(*query);
  EXPECT_TRUE(mentions(went.end, "the connection is closed")) << went.end;
  EXPECT_FALSE(session->is_open());
}

TEST_P(QueryInPieces, a_message_that_has_no_place_ends_the_connection) {
  ScriptedSession session(Script().describes({}, {kTextOid}).on_sync(kBound + row({"a"}) + kOk + kReady), GetParam());
  const auto query = session->query("SELECT a");
  EXPECT_TRUE(mentions(run(*query).end, "expected rows or their end"));
  EXPECT_FALSE(session->is_open());
}

TEST_P(QueryInPieces, a_result_that_breaks_off_is_an_error) {
  const std::string whole = kBound + row({"abc"}) + done("SELECT 1");
  for (std::size_t cut = 0; cut <= whole.size(); cut += 3) {
    ScriptedSession session(Script().describes({}, {kTextOid}).on_sync(whole.substr(0, cut) + kHangUp), GetParam());
    const auto query = session->query("SELECT a");
    EXPECT_TRUE(mentions(run(*query).end, "the server closed the connection")) << cut;
    EXPECT_FALSE(session->is_open());
  }
}

TEST(Query, that_is_known_needs_one_round_trip_and_gets_a_name_in_the_end) {
  Script script;
  script.describes({}, {kTextOid}).on_sync(kBound + row({"1"}) + done("SELECT 1") + kReady);
  script.on_sync(kParsed + kBound + columns({kTextOid}) + row({"2"}) + done("SELECT 1") + kReady);
  script.on_sync(kParsed + kBound + row({"42"}) + done("SELECT 1") + kReady);  // the process, asked for once
  script.on_sync(kParsed + kBound + columns({kTextOid}) + row({"3"}) + done("SELECT 1") + kReady);
  script.on_sync(kBound + row({"4"}) + done("SELECT 1") + kReady);
  ScriptedSession session(script, SIZE_MAX, {.prepare_threshold = 2});
  for (const char* value : {"1", "2", "3", "4"}) {
    const auto query = session->query("SELECT a");
    EXPECT_EQ(run(*query).rows, (Rows{{value}}));
  }
  EXPECT_EQ(session.heard_up_to('S', 5),
            "PDHBES"
            "PBDES"
            "PBDES"
            "PBDES"
            "BES");
}

TEST(Query, that_lost_its_name_is_run_again) {
  Script script;
  script.describes({}, {kTextOid}).on_sync(kBound + done("SELECT 0") + kReady);
  script.on_sync(kParsed + kBound + row({"42"}) + done("SELECT 1") + kReady);
  script.on_sync(kParsed + kBound + columns({kTextOid}) + done("SELECT 0") + kReady);
  script.on_sync(refusal("26000", "prepared statement does not exist") + kReady);
  script.on_sync(kParsed + kBound + columns({kTextOid}) + row({"again"}) + done("SELECT 1") + kReady);
  ScriptedSession session(script, SIZE_MAX, {.prepare_threshold = 1});
  Went went;
  for (int i = 0; i < 3; ++i) {
    const auto query = session->query("SELECT a");
    went = run(*query);
  }
  EXPECT_EQ(went.rows, (Rows{{"again"}}));
}

TEST(Query, whose_record_has_no_binary_form_is_run_again_for_text) {
  const std::string lacks = refusal("42883", "no binary output function", "getTypeBinaryOutputInfo");
  Script script;
  script.describes({}, {kRecord, kInt4}).on_sync(kBound + lacks + kReady);
  script.on_sync(kParsed + kBound + row({"(1,2)", std::string(4, '\0')}) + done("SELECT 1") + kReady);
  ScriptedSession session(script);
  const auto query = session->query("SELECT ROW(i), 0");
  EXPECT_EQ(run(*query).rows.at(0).at(0), "(1,2)");
  EXPECT_EQ(query->columns()[0].format, Format::text);
  EXPECT_EQ(query->columns()[1].format, Format::binary);
}

TEST(Query, whose_record_has_no_binary_form_says_what_to_do_within_a_transaction) {
  const std::string lacks = refusal("42883", "no binary output function", "array_send");
  Script script;
  script.on('Q', done("BEGIN") + kReadyWithin);
  script.describes({}, {kRecord}).on_sync(kBound + lacks + message('Z', "E"));
  ScriptedSession session(script);
  const auto begin = session->script("BEGIN");
  ASSERT_TRUE(begin->execute_script(kPatience));
  ASSERT_TRUE(begin->finish(kPatience));
  const auto query = session->query("SELECT ROW(i)");
  EXPECT_TRUE(mentions(run(*query).end, "cast what has this type to text"));
}

TEST(Query, that_was_only_described_makes_way_for_another) {
  Script script;
  script.describes({}, {kTextOid}).on_sync(kReady);
  script.describes({}, {kTextOid}).on_sync(kBound + row({"next"}) + done("SELECT 1") + kReady);
  script.on_sync(kParsed + kBound + columns({kTextOid}) + row({"first"}) + done("SELECT 1") + kReady);
  ScriptedSession session(script);
  const auto first = session->query("SELECT first");
  ASSERT_TRUE(first->describe(kPatience));
  const auto query = session->query("SELECT next");
  EXPECT_EQ(run(*query).rows, (Rows{{"next"}}));
  EXPECT_EQ(run(*first).rows, (Rows{{"first"}}));
  EXPECT_EQ(session.heard_up_to('S', 3), "PDHSPDHBESPBES");
}

TEST(Query, that_is_dropped_before_its_end_leaves_the_connection_in_order) {
  Script script;
  script.describes({}, {kTextOid}).on_sync(kBound + row({"a"}) + row({"b"}) + done("SELECT 2") + kReady);
  script.describes({}, {kTextOid}).on_sync(kBound + row({"next"}) + done("SELECT 1") + kReady);
  ScriptedSession session(script);
  {
    const auto query = session->query("SELECT a");
    ASSERT_TRUE(query->describe(kPatience));
    ASSERT_TRUE(query->execute({}));
  }
  const auto query = session->query("SELECT next");
  EXPECT_EQ(run(*query).rows, (Rows{{"next"}}));
}

}  // namespace
}  // namespace wirespeed::postgres_client
