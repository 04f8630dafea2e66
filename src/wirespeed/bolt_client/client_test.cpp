#include "wirespeed/bolt_client/client.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "wirespeed/bolt_client/scripted_peer.hpp"

namespace wirespeed::bolt_client {
namespace {

using bolt::failure;
using bolt::ignored;
using bolt::operator+;
using bolt::record;
using bolt::Request;
using bolt::success;
using packstream::Bytes;
using packstream::List;

const Stop kSoon = Stop::after(30s);
const Bytes kNoParameters{0xA0};

template <typename T>
T must(Outcome<T> outcome) {
  if (!outcome) throw std::runtime_error(outcome.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(outcome);
}

std::shared_ptr<Client> client_of(const ScriptedPeer& peer, ClientOptions options = {}, const char* scheme = "bolt") {
  options.retry_timeout = 5s;
  return must(Client::make(peer.uri(scheme), Credentials::none(), options));
}

std::int64_t count(QueryResult& result) {
  std::int64_t n = 0;
  for (;;) {
    const auto batch = must(result.next_batch(kSoon));
    if (batch.records.empty()) return n;
    n += static_cast<std::int64_t>(batch.records.size());
  }
}

std::int64_t count(Client& client, const char* text) {
  auto result = must(client.query(text, {}, {}, kSoon));
  return count(result);
}

// Two records for each PULL, and two PULLs for each result.
class TwoPulls {
 public:
  Wire operator()(const Asked& asked) {
    if (asked.request == Request::run) return more_ = true, success({{"fields", List{"x"}}});
    if (asked.request != Request::pull && asked.request != Request::discard) return success({{"bookmark", "b1"}});
    const Wire records = asked.request == Request::pull ? record({1}) + record({2}) : Wire{};
    const bool had_more = std::exchange(more_, false) && asked.request == Request::pull;
    return records + (had_more ? success({{"has_more", true}}) : success({{"bookmark", "b1"}}));
  }

 private:
  bool more_ = true;
};

ScriptedPeer::Script two_pulls() {
  return [script = std::make_shared<TwoPulls>()](const Asked& asked) { return (*script)(asked); };
}

TEST(Client, the_next_pull_goes_out_before_the_records_ahead_of_it_are_handed_on) {
  std::atomic<int> pulls = 0;
  const ScriptedPeer peer([&, script = TwoPulls()](const Asked& asked) mutable -> std::optional<Wire> {
    pulls += asked.request == Request::pull;
    return script(asked);
  });
  const auto client = client_of(peer);
  auto result = must(client->query("RETURN 1", {}, {}, kSoon));
  EXPECT_EQ(must(result.fields(kSoon)), std::vector<std::string>{"x"});
  std::size_t seen = must(result.next_batch(kSoon)).records.size();
  while (pulls < 2) std::this_thread::sleep_for(1ms);  // without asking for another batch
  seen += static_cast<std::size_t>(count(result));
  EXPECT_EQ(seen, 4U);
  EXPECT_EQ(client->bookmarks()->all(), std::vector<std::string>{"b1"});
}

TEST(Client, a_connection_is_used_again) {
  const ScriptedPeer peer(two_pulls());
  const auto client = client_of(peer);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(count(*client, "RETURN 1"), 4);
  EXPECT_EQ(peer.connections(), 1);
}

TEST(Client, threads_get_connections_of_their_own) {
  const ScriptedPeer peer([](const Asked& asked) -> std::optional<Wire> {
    return asked.request == Request::pull ? record({1}) + success() : success();
  });
  const auto client = client_of(peer, {.max_pool_size = 3});
  std::vector<std::thread> threads;
  std::atomic<std::int64_t> total = 0;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int k = 0; k < 20; ++k) total += count(*client, "RETURN 1");
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(total, 160);
  EXPECT_LE(peer.connections(), 3);
}

TEST(Client, new_credentials_are_logged_on_with) {
  const ScriptedPeer peer(two_pulls());
  const auto client = client_of(peer);
  count(*client, "RETURN 1");
  client->set_credentials(Credentials::bearer("new"));
  count(*client, "RETURN 1");
  count(*client, "RETURN 1");
  EXPECT_EQ(peer.connections(), 1);
  EXPECT_EQ(peer.logons(), 2);
}

TEST(Client, before_5_1_new_credentials_need_a_new_connection) {
  const ScriptedPeer peer(two_pulls(), bolt::kBolt50);
  const auto client = client_of(peer);
  count(*client, "RETURN 1");
  client->set_credentials(Credentials::bearer("new"));
  count(*client, "RETURN 1");
  EXPECT_EQ(peer.connections(), 2);
}

TEST(Client, a_connection_that_was_idle_for_long_is_asked_for_a_sign_of_life) {
  const ScriptedPeer peer(two_pulls());
  const auto client = client_of(peer, {.liveness_check = 0s});
  count(*client, "RETURN 1");
  count(*client, "RETURN 1");
  EXPECT_EQ(peer.resets(), 1);
  EXPECT_EQ(peer.connections(), 1);
}

TEST(Client, a_connection_that_is_too_old_is_replaced) {
  const ScriptedPeer peer(two_pulls());
  const auto client = client_of(peer, {.max_lifetime = 0s});
  count(*client, "RETURN 1");
  count(*client, "RETURN 1");
  EXPECT_EQ(peer.connections(), 2);
}

TEST(Client, a_connection_that_the_server_closed_meanwhile_is_not_used) {
  const ScriptedPeer peer([script = TwoPulls()](const Asked& asked) mutable -> std::optional<Wire> {
    if (asked.request == Request::begin) return std::nullopt;
    return script(asked);
  });
  const auto client = client_of(peer);
  {
    auto first = must(client->begin({}, kSoon));
    auto result = must(first.run("RETURN 1", kNoParameters));
    EXPECT_EQ(result.next_batch(kSoon).error().kind, Error::Kind::unavailable);
  }
  EXPECT_EQ(count(*client, "RETURN 1"), 4);
}

TEST(Client, a_failure_is_mended_by_a_reset_and_the_connection_used_again) {
  // The PULL behind the failed RUN is answered with it.
  const ScriptedPeer peer([script = TwoPulls(), failed = false](const Asked& asked) mutable -> std::optional<Wire> {
    if (asked.query() == "BAD") return failed = true, failure("Neo.ClientError.Statement.SyntaxError");
    if (std::exchange(failed, false)) return ignored();
    return script(asked);
  });
  const auto client = client_of(peer);
  auto result = must(client->query("BAD", {}, {}, kSoon));
  EXPECT_EQ(result.fields(kSoon).error().kind, Error::Kind::server);
  EXPECT_TRUE(result.has_ended());
  EXPECT_EQ(count(*client, "RETURN 1"), 4);
  EXPECT_EQ(peer.connections(), 1);
  EXPECT_EQ(peer.resets(), 1);
}

TEST(Client, work_is_tried_again_after_failures_that_pass) {
  std::atomic<int> tries = 0;
  const ScriptedPeer peer([&, failed = false, script = TwoPulls()](const Asked& asked) mutable -> std::optional<Wire> {
    if (asked.request == Request::run && ++tries == 1) {
      failed = true;
      return failure("Neo.TransientError.General.DatabaseUnavailable");
    }
    if (std::exchange(failed, false)) return ignored();
    return script(asked);
  });
  const auto client = client_of(peer);
  const auto answer = client->execute({}, kSoon, [](Transaction& transaction, const Stop&) -> Outcome<std::int64_t> {
    auto result = transaction.run("RETURN 1", kNoParameters);
    if (!result) return std::unexpected(result.error());
    auto summary = result->summary(kSoon);
    if (!summary) return std::unexpected(summary.error());
    return 7;
  });
  EXPECT_EQ(must(answer), 7);
  EXPECT_EQ(tries, 2);
}

TEST(Client, work_is_not_tried_again_when_that_would_not_help) {
  std::atomic<int> tries = 0;
  const ScriptedPeer peer([](const Asked&) { return success(); });
  const auto client = client_of(peer);
  const auto answer = client->execute({}, kSoon, [&](Transaction&, const Stop&) -> Outcome<void> {
    ++tries;
    return fail(Errc::invalid_argument, "no");
  });
  EXPECT_FALSE(answer);
  EXPECT_EQ(tries, 1);
}

TEST(Client, a_commit_that_is_lost_is_incomplete) {
  const ScriptedPeer peer([script = TwoPulls()](const Asked& asked) mutable -> std::optional<Wire> {
    if (asked.request == Request::commit) return std::nullopt;
    return script(asked);
  });
  const auto client = client_of(peer);
  auto transaction = must(client->begin({}, kSoon));
  must(transaction.run("RETURN 1", kNoParameters));
  const auto committed = transaction.commit(kSoon);
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().kind, Error::Kind::incomplete_commit);
  EXPECT_FALSE(committed.error().is_retryable());
  EXPECT_FALSE(transaction.is_open());
}

TEST(Client, bookmarks_chain_pieces_of_work) {
  std::mutex mutex;
  List sent;
  const ScriptedPeer peer([&, script = TwoPulls()](const Asked& asked) mutable -> std::optional<Wire> {
    if (asked.request == Request::run) {
      const std::lock_guard lock(mutex);
      const auto* bookmarks = asked.message.fields[2].get<Map>()->find("bookmarks");
      sent = bookmarks == nullptr ? List{} : *bookmarks->get<List>();
    }
    return script(asked);
  });
  const auto client = client_of(peer);
  for (const List& expected : {List{}, List{"b1"}}) {
    count(*client, "RETURN 1");
    const std::lock_guard lock(mutex);
    EXPECT_EQ(sent, expected);
  }
}

TEST(Client, a_call_that_a_deadline_ended_may_be_made_again) {
  std::atomic<bool> slow = true;
  const ScriptedPeer peer([&, script = TwoPulls()](const Asked& asked) mutable -> std::optional<Wire> {
    while (asked.request == Request::run && slow) std::this_thread::sleep_for(1ms);
    return script(asked);
  });
  const auto client = client_of(peer);
  auto result = must(client->query("RETURN 1", {}, {}, kSoon));
  EXPECT_EQ(result.fields(Stop::after(20ms)).error().code, Errc::deadline);
  EXPECT_EQ(result.next_batch(Stop::after(20ms)).error().code, Errc::deadline);
  slow = false;
  EXPECT_EQ(count(result), 4);
}

TEST(Client, options_that_cannot_be_are_refused) {
  EXPECT_FALSE(Client::make("bolt://x", {}, {.max_pool_size = 0}));
  EXPECT_FALSE(Client::make("bolt://x", {}, {.fetch_size = 0}));
  EXPECT_FALSE(Client::make("bolt://x", {}, {.only_version = bolt::ProtocolVersion{3, 0}}));
  EXPECT_FALSE(Client::make("bolt+s://x", {}, {.tls = net::TlsOptions{.ca_file = "/no/such"}}));
}

}  // namespace
}  // namespace wirespeed::bolt_client
