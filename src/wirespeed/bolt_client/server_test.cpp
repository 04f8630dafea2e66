// Against a real Neo4j, whose URI stands in WIRESPEED_NEO4J_URI (with WIRESPEED_NEO4J_USER and _PASSWORD if it asks).
#include <gtest/gtest.h>

#include <cstdlib>

#include "wirespeed/bolt_client/client.hpp"

namespace wirespeed::bolt_client {
namespace {

using packstream::Bytes;
using packstream::List;
using packstream::Value;

const Stop kSoon = Stop::after(120s);

template <typename T>
T must(Outcome<T> outcome) {
  if (!outcome) throw std::runtime_error(outcome.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(outcome);
}

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

Credentials credentials() {
  const std::string user = from_environment("WIRESPEED_NEO4J_USER");
  return user.empty() ? Credentials::none() : Credentials::basic(user, from_environment("WIRESPEED_NEO4J_PASSWORD"));
}

class RealServer : public testing::Test {
 protected:
  void SetUp() override {
    uri_ = from_environment("WIRESPEED_NEO4J_URI");
    if (uri_.empty()) GTEST_SKIP() << "no server: set WIRESPEED_NEO4J_URI";
    client_ = client({});
  }

  std::shared_ptr<Client> client(ClientOptions options) const {
    return must(Client::make(uri_, credentials(), options));
  }

  QueryResult query(const char* text, const Map& parameters = {}, const WorkConfig& config = {}) const {
    return must(client_->query(text, parameters, config, kSoon));
  }

  std::string uri_;
  std::shared_ptr<Client> client_;
};

std::vector<List> records(QueryResult& result) {
  std::vector<List> all;
  for (;;) {
    const auto batch = must(result.next_batch(kSoon));
    if (batch.records.empty()) return all;
    for (const ByteView record : batch.records) {
      all.push_back(*value_or_throw(packstream::decode(record, result.form().packstream)).get<List>());
    }
  }
}

std::int64_t count(QueryResult& result) {
  std::int64_t n = 0;
  for (;;) {
    const auto batch = must(result.next_batch(kSoon));
    if (batch.records.empty()) return n;
    n += static_cast<std::int64_t>(batch.records.size());
  }
}

TEST_F(RealServer, a_query_gives_its_columns_records_and_summary) {
  auto result = query("UNWIND range(1, $n) AS x RETURN x, 'a' + x AS name", Map{{"n", 3}});
  EXPECT_EQ(must(result.fields(kSoon)), (std::vector<std::string>{"x", "name"}));
  EXPECT_EQ(records(result), (std::vector<List>{{1, "a1"}, {2, "a2"}, {3, "a3"}}));
  EXPECT_EQ(must(result.summary(kSoon)).query_type, "r");
}

TEST_F(RealServer, every_version_that_it_speaks_gives_the_same) {
  for (const bolt::ProtocolVersion version :
       {bolt::kBolt44, bolt::kBolt50, bolt::kBolt51, bolt::kBolt52, bolt::kBolt53, bolt::kBolt54,
        bolt::ProtocolVersion{5, 6}, bolt::kBolt57, bolt::kBolt58}) {
    ClientOptions options;
    options.only_version = version;
    const auto own = client(options);
    EXPECT_EQ(must(own->verify_connectivity({}, kSoon)).version, version);
    auto result = must(own->query("RETURN 1 AS x, datetime('2020-01-01T00:00:00+01:00') AS t", {}, {}, kSoon));
    const auto all = records(result);
    const auto time =
        value_or_throw(bolt::read_structure(*all.at(0).at(1).get<packstream::Structure>(), result.form().structures));
    EXPECT_EQ(std::get<bolt::DateTime>(time).seconds, 1'577'833'200) << version.text();
  }
}

TEST_F(RealServer, pulls_follow_each_other_until_the_end) {
  WorkConfig config;
  config.fetch_size = 100;
  auto result = query("UNWIND range(1, 12345) AS x RETURN x", {}, config);
  EXPECT_EQ(count(result), 12'345);
}

TEST_F(RealServer, a_syntax_error_has_code_status_and_position) {
  auto result = query("RETURN 1 +");
  const auto fields = result.fields(kSoon);
  ASSERT_FALSE(fields);
  ASSERT_NE(fields.error().failure, nullptr);
  EXPECT_EQ(fields.error().failure->code, "Neo.ClientError.Statement.SyntaxError");
  EXPECT_EQ(fields.error().failure->gql_status.size(), 5U);
  EXPECT_TRUE(fields.error().failure->position);
  auto next = query("RETURN 1");
  EXPECT_EQ(count(next), 1);
}

TEST_F(RealServer, a_failure_comes_after_the_records_before_it) {
  auto result = query("UNWIND [1, 2, 0, 4] AS x RETURN 10 / x");
  std::size_t seen = 0;
  for (;;) {
    const auto batch = result.next_batch(kSoon);
    if (!batch) {
      EXPECT_EQ(batch.error().kind, Error::Kind::server);
      break;
    }
    ASSERT_FALSE(batch->records.empty());
    seen += batch->records.size();
  }
  EXPECT_LE(seen, 2U);
}

TEST_F(RealServer, a_transaction_takes_effect_with_its_commit) {
  auto transaction = must(client_->begin({}, kSoon));
  auto created = must(transaction.run("CREATE (n:CppTest {x: 1}) RETURN n", Bytes{0xA0}));
  EXPECT_EQ(count(created), 1);
  auto deleted = must(transaction.run("MATCH (n:CppTest) DELETE n", Bytes{0xA0}));
  must(transaction.commit(kSoon));
  EXPECT_FALSE(transaction.is_open());
  EXPECT_FALSE(client_->bookmarks()->all().empty());
}

TEST_F(RealServer, results_of_one_transaction_may_be_read_in_any_order) {
  WorkConfig config;
  config.fetch_size = 10;
  auto transaction = must(client_->begin(config, kSoon));
  auto first = must(transaction.run("UNWIND range(1, 100) AS x RETURN x", Bytes{0xA0}));
  auto second = must(transaction.run("UNWIND range(1, 55) AS x RETURN x", Bytes{0xA0}));
  EXPECT_EQ(count(second), 55);
  EXPECT_EQ(count(first), 100);
  must(transaction.commit(kSoon));
}

TEST_F(RealServer, a_rollback_leaves_nothing) {
  auto transaction = must(client_->begin({}, kSoon));
  must(transaction.run("CREATE (n:CppTestRolledBack)", Bytes{0xA0}));
  must(transaction.rollback(kSoon));
  auto result = query("MATCH (n:CppTestRolledBack) RETURN n");
  EXPECT_EQ(count(result), 0);
}

TEST_F(RealServer, execute_commits_what_the_work_returns) {
  const auto answer =
      client_->execute({}, kSoon, [](Transaction& transaction, const Stop& stop) -> Outcome<std::int64_t> {
        auto result = transaction.run("UNWIND range(1, 7) AS x RETURN x", Bytes{0xA0});
        if (!result) return std::unexpected(result.error());
        std::int64_t n = 0;
        for (;;) {
          auto batch = result->next_batch(stop);
          if (!batch) return std::unexpected(batch.error());
          if (batch->records.empty()) return n;
          n += static_cast<std::int64_t>(batch->records.size());
        }
      });
  EXPECT_EQ(must(answer), 7);
}

TEST_F(RealServer, a_deadline_ends_a_long_query_and_the_connection_is_used_again) {
  {
    auto result = query("UNWIND range(1, 100000000000) AS x WITH x WHERE x < 0 RETURN x");
    const auto batch = result.next_batch(Stop::after(100ms));
    ASSERT_FALSE(batch);
    EXPECT_EQ(batch.error().code, Errc::deadline);
  }
  auto next = query("RETURN 1");
  EXPECT_EQ(count(next), 1);
}

TEST_F(RealServer, a_result_that_is_left_does_not_hold_its_connection) {
  ClientOptions options;
  options.max_pool_size = 1;
  options.acquire_timeout = 30s;
  const auto own = client(options);
  for (int i = 0; i < 5; ++i) {
    auto result = must(own->query("UNWIND range(1, 1000000) AS x RETURN x", {}, {}, kSoon));
    EXPECT_FALSE(must(result.next_batch(kSoon)).records.empty());
  }
}

}  // namespace
}  // namespace wirespeed::bolt_client
