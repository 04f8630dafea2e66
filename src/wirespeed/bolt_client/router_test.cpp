#include "wirespeed/bolt_client/router.hpp"

#include <gtest/gtest.h>

#include "wirespeed/bolt_client/client.hpp"
#include "wirespeed/bolt_client/scripted_peer.hpp"

namespace wirespeed::bolt_client {
namespace {

using bolt::AccessMode;
using bolt::failure;
using bolt::ignored;
using bolt::operator+;
using bolt::record;
using bolt::Request;
using bolt::success;
using packstream::List;

const Stop kSoon = Stop::after(30s);

template <typename T>
T must(Outcome<T> outcome) {
  if (!outcome) throw std::runtime_error(outcome.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(outcome);
}

Map server(const char* role, const List& addresses) { return {{"role", role}, {"addresses", addresses}}; }

Wire table(const List& routers, const List& readers, const List& writers, std::int64_t ttl = 300) {
  return success(
      {{"rt", Map{{"ttl", ttl},
                  {"db", "home"},
                  {"servers", List{server("ROUTE", routers), server("READ", readers), server("WRITE", writers)}}}}});
}

// A cluster: one router, one reader, one writer; each counts the queries that it got.
class Cluster : public testing::Test {
 protected:
  void SetUp() override { name({reader_.address().text()}, {writer_.address().text()}); }

  // Those that the router names.
  void name(List readers, List writers) {
    const std::lock_guard lock(mutex_);
    readers_ = std::move(readers);
    writers_ = std::move(writers);
  }

  std::optional<Wire> answer(const Asked& asked, std::atomic<int>& queries) {
    const std::lock_guard lock(mutex_);
    if (asked.request == Request::route) {
      ++routed_;
      return table({router_.address().text()}, readers_, writers_);
    }
    if (asked.request == Request::run) {
      ++queries;
      const auto* database = asked.message.fields[2].get<Map>()->find("db");
      database_ = database == nullptr ? "" : *database->get<std::string>();
    }
    return asked.request == Request::pull ? record({1}) + success() : success();
  }

  std::shared_ptr<Client> client() const { return must(Client::make(router_.uri("neo4j"), Credentials::none(), {})); }

  static Outcome<RecordBatchBytes> query(Client& client, AccessMode mode) {
    WorkConfig config;
    config.transaction.mode = mode;
    auto result = client.query("RETURN 1", {}, config, kSoon);
    if (!result) return std::unexpected(result.error());
    auto batch = result->next_batch(kSoon);
    if (!batch) return std::unexpected(batch.error());
    return RecordBatchBytes{};
  }

  std::atomic<int> routed_ = 0;
  std::atomic<int> on_router_ = 0;
  std::atomic<int> on_reader_ = 0;
  std::atomic<int> on_writer_ = 0;
  std::atomic<bool> writer_leads_ = true;
  std::atomic<bool> writer_failed_ = false;
  std::mutex mutex_;  // of what follows, up to the peers
  std::string database_;
  List readers_;
  List writers_;
  ScriptedPeer router_{[this](const Asked& asked) { return answer(asked, on_router_); }};
  ScriptedPeer reader_{[this](const Asked& asked) { return answer(asked, on_reader_); }};
  ScriptedPeer writer_{[this](const Asked& asked) -> std::optional<Wire> {
    if (writer_failed_.exchange(false)) return ignored();
    if (asked.request != Request::run || writer_leads_) return answer(asked, on_writer_);
    writer_failed_ = true;
    return failure("Neo.ClientError.Cluster.NotALeader");
  }};
};

TEST_F(Cluster, work_goes_where_it_can_be_done) {
  const auto own = client();
  must(query(*own, AccessMode::read));
  must(query(*own, AccessMode::write));
  must(query(*own, AccessMode::write));
  EXPECT_EQ(on_router_, 0);
  EXPECT_EQ(on_reader_, 1);
  EXPECT_EQ(on_writer_, 2);
  EXPECT_EQ(routed_, 1);  // asked once, for as long as the table lives
}

TEST_F(Cluster, the_home_database_is_named_once_it_is_known) {
  const auto own = client();
  must(query(*own, AccessMode::read));
  const std::lock_guard lock(mutex_);
  EXPECT_EQ(database_, "home");
}

TEST_F(Cluster, a_writer_that_leads_no_more_is_left_and_another_asked_for) {
  writer_leads_ = false;
  const auto own = client();
  const auto refused = query(*own, AccessMode::write);
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().is_retryable());
  name({reader_.address().text()}, {router_.address().text()});
  must(query(*own, AccessMode::write));
  EXPECT_EQ(on_router_, 1);
  EXPECT_EQ(routed_, 2);
}

TEST_F(Cluster, a_reader_that_cannot_be_reached_is_passed_over) {
  name({"127.0.0.1:1", reader_.address().text()}, {});
  const auto own = client();
  for (int i = 0; i < 4; ++i) must(query(*own, AccessMode::read));
  EXPECT_EQ(on_reader_, 4);
}

TEST_F(Cluster, a_cluster_without_a_writer_says_so) {
  name({reader_.address().text()}, {});
  const auto own = client();
  must(query(*own, AccessMode::read));
  const auto none = query(*own, AccessMode::write);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, Error::Kind::session_expired);
}

TEST_F(Cluster, a_cluster_whose_only_reader_is_gone_says_so) {
  name({"127.0.0.1:1"}, {});
  const auto own = client();
  const auto none = query(*own, AccessMode::read);
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().kind, Error::Kind::unavailable);
}

TEST(Routing, a_router_that_refuses_for_good_ends_the_search) {
  const ScriptedPeer router([](const Asked&) { return failure("Neo.ClientError.Database.DatabaseNotFound"); });
  const auto client = must(Client::make(router.uri("neo4j"), Credentials::none(), {}));
  const auto result = client->query("RETURN 1", {}, {}, kSoon);
  ASSERT_FALSE(result);
  ASSERT_NE(result.error().failure, nullptr);
  EXPECT_EQ(result.error().failure->code, "Neo.ClientError.Database.DatabaseNotFound");
}

}  // namespace
}  // namespace wirespeed::bolt_client
