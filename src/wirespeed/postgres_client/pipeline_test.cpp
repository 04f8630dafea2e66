#include "wirespeed/postgres_client/pipeline.hpp"

#include "wirespeed/postgres_client/scripted_queries.hpp"

namespace wirespeed::postgres_client {
namespace {

using Rows = std::vector<TextRow>;

bool mentions(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A question of a pipeline, and its answer.
std::string described(const std::vector<Oid>& gives) {
  return kParsed + parameters({}) + (gives.empty() ? kNoRows : columns(gives)) + kReady;
}

// Statements without parameters, sent together.
struct Together {
  Together(ScriptedSession& session, const std::vector<std::string>& statements) : pipeline(session.shared()) {
    for (const std::string& sql : statements) {
      queries.push_back(session->query(sql));
      pipeline.add(queries.back());
    }
  }

  Outcome<void> run() {
    if (auto ok = pipeline.describe(kPatience); !ok) return ok;
    for (std::size_t i = 0; i < pipeline.size(); ++i) {
      if (pipeline.plan(i) == nullptr && !pipeline.describe_next(i, kPatience)) break;
      if (auto ok = pipeline.run(i, {}); !ok) return ok;
    }
    pipeline.sync();
    return pipeline.receive(kPatience);
  }

  Went went(std::size_t i) {
    TextRows rows;
    Outcome<bool> more = true;
    while (more && *more) more = queries[i]->read(rows, kPatience);
    return {rows.rows(), more ? "" : more.error().message};
  }

  Pipeline pipeline;
  std::vector<std::shared_ptr<Query>> queries;
};

class PipelineInPieces : public testing::TestWithParam<std::size_t> {};
INSTANTIATE_TEST_SUITE_P(Bytes, PipelineInPieces, testing::Values(1, 2, 3, 4, 5, SIZE_MAX));

TEST_P(PipelineInPieces, answers_are_their_statements_in_order) {
  Script script;
  script.on_sync(described({kTextOid})).on_sync(described({kTextOid}));
  script.on_sync(kParsed + kBound + columns({kTextOid}) + row({"a"}) + row({"b"}) + done("SELECT 2") + kParsed +
                 kBound + notice("between") + columns({kTextOid}) + row({"c"}) + done("SELECT 1") + kReady);
  ScriptedSession session(script, GetParam());
  Together together(session, {"SELECT 1", "SELECT 2"});
  ASSERT_TRUE(together.run());
  EXPECT_EQ(together.went(0).rows, (Rows{{"a"}, {"b"}}));
  EXPECT_EQ(together.went(1).rows, (Rows{{"c"}}));
  EXPECT_TRUE(session->is_idle());
  EXPECT_EQ(session.heard_up_to('S', 3),
            "PDSPDS"
            "PBEPBES");
}

TEST_P(PipelineInPieces, what_is_behind_an_error_was_skipped) {
  Script script;
  for (int i = 0; i < 3; ++i) script.on_sync(described({kTextOid}));
  script.on_sync(kParsed + kBound + row({"a"}) + done("SELECT 1") + kParsed + kBound + row({"b"}) +
                 refusal("22012", "division by zero") + kReady);
  ScriptedSession session(script, GetParam());
  Together together(session, {"SELECT 1", "SELECT 2", "SELECT 3"});
  ASSERT_TRUE(together.run());
  EXPECT_EQ(together.went(0).rows, (Rows{{"a"}}));
  EXPECT_TRUE(mentions(together.went(1).end, "22012"));
  EXPECT_TRUE(mentions(together.went(2).end, "was not run"));
  EXPECT_EQ(together.queries[2]->failure()->kind, Error::Kind::skipped);
  EXPECT_TRUE(session->is_open());
}

TEST_P(PipelineInPieces, a_connection_that_breaks_off_fails_what_has_not_ended) {
  Script script;
  script.on_sync(described({kTextOid})).on_sync(described({kTextOid}));
  script.on_sync(kParsed + kBound + row({"a"}) + done("SELECT 1") + kParsed + kHangUp);
  ScriptedSession session(script, GetParam());
  Together together(session, {"SELECT 1", "SELECT 2"});
  EXPECT_FALSE(together.run());
  EXPECT_EQ(together.went(0).rows, (Rows{{"a"}}));
  EXPECT_TRUE(mentions(together.went(1).end, "closed the connection"));
  EXPECT_FALSE(session->is_open());
}

TEST(Pipeline, readiness_before_all_answers_ends_the_connection) {
  Script script;
  script.on_sync(described({kTextOid})).on_sync(described({kTextOid}));
  script.on_sync(kParsed + kBound + row({"a"}) + done("SELECT 1") + kReady);
  ScriptedSession session(script);
  Together together(session, {"SELECT 1", "SELECT 2"});
  EXPECT_TRUE(mentions(together.run().error().message, "expected the answer to a statement"));
  EXPECT_FALSE(session->is_open());
}

TEST(Pipeline, the_same_statement_is_described_and_parsed_once) {
  Script script;
  script.on_sync(described({kTextOid}));
  script.on_sync(kParsed + kBound + row({"a"}) + done("SELECT 1") + kBound + row({"b"}) + done("SELECT 1") + kReady);
  ScriptedSession session(script);
  Together together(session, {"SELECT 1", "SELECT 1"});
  ASSERT_TRUE(together.run());
  EXPECT_EQ(together.went(1).rows, (Rows{{"b"}}));
  EXPECT_EQ(session.heard_up_to('S', 2),
            "PDS"
            "PBEBES");
}

TEST(Pipeline, what_cannot_be_described_beforehand_is_described_in_its_place) {
  Script script;
  script.on_sync(described({})).on_sync(refusal("42P01", "no such table") + kReady);
  script.on('H', kParsed + kBound + done("CREATE TABLE") + kParsed + parameters({}) + columns({kTextOid}));
  script.on_sync(kBound + row({"there"}) + done("SELECT 1") + kReady);
  ScriptedSession session(script);
  Together together(session, {"CREATE TABLE t", "SELECT t"});
  ASSERT_TRUE(together.run());
  EXPECT_EQ(together.went(1).rows, (Rows{{"there"}}));
  EXPECT_EQ(session.heard_up_to('S', 3),
            "PDSPDS"
            "PBEPDHBES");
}

TEST(Pipeline, within_a_transaction_a_question_that_fails_is_undone) {
  Script script;
  script.on('Q', done("BEGIN") + kReadyWithin).on('Q', done("SAVEPOINT") + kReadyWithin);
  script.on('Q', done("ROLLBACK") + done("RELEASE") + kReadyWithin);
  script.on_sync(kParsed + parameters({}) + columns({kTextOid}) + kReadyWithin);
  script.on_sync(kParsed + kBound + row({"a"}) + done("SELECT 1") + kReadyWithin);
  ScriptedSession session(script);
  const auto begin = session->script("BEGIN");
  ASSERT_TRUE(begin->execute_script(kPatience));
  ASSERT_TRUE(begin->finish(kPatience));
  Together together(session, {"SELECT 1"});
  ASSERT_TRUE(together.run());
  EXPECT_EQ(together.went(0).rows, (Rows{{"a"}}));
  EXPECT_EQ(session.heard_up_to('S', 2),
            "Q"
            "QPDSQ"
            "PBES");
}

TEST(Pipeline, that_is_left_fails_its_queries_and_the_connection_goes_on) {
  Script script;
  script.on_sync(described({kTextOid}));
  script.on_sync(kParsed + kBound + row({"a"}) + done("SELECT 1") + kReady);
  script.describes({}, {kTextOid}).on_sync(kBound + row({"next"}) + done("SELECT 1") + kReady);
  ScriptedSession session(script);
  std::shared_ptr<Query> left;
  {
    Together together(session, {"SELECT 1"});
    ASSERT_TRUE(together.pipeline.describe(kPatience));
    ASSERT_TRUE(together.pipeline.run(0, {}));
    together.pipeline.sync();
    left = together.queries[0];
  }
  EXPECT_TRUE(mentions(left->failure()->message, "was left"));
  const auto query = session->query("SELECT next");
  EXPECT_EQ(run(*query).rows, (Rows{{"next"}}));
}

}  // namespace
}  // namespace wirespeed::postgres_client
