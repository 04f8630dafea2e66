// Neo4j from C++: queries, transactions, retries over a pool of connections and the servers of a cluster.
//
//   auto client = Client::make("neo4j://localhost", Credentials::basic("neo4j", "secret"), {});
//   auto result = (*client)->query("MATCH (p:Person) RETURN p.name AS name", {}, {}, Stop::after(30s));
//   auto count = (*client)->execute({}, stop, [](Transaction& tx, const Stop& s) -> Outcome<int> { ... });
//
// Thread-safe; its results and transactions may outlive it. Nothing runs in the background.
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "wirespeed/bolt_client/bookmarks.hpp"
#include "wirespeed/bolt_client/query_result.hpp"
#include "wirespeed/bolt_client/retry.hpp"
#include "wirespeed/bolt_client/router.hpp"
#include "wirespeed/bolt_client/transaction.hpp"
#include "wirespeed/bolt_client/uri.hpp"

namespace wirespeed::bolt_client {

using bolt::Credentials;

// A server that was reached.
struct Reached {
  net::Address address;
  bolt::ProtocolVersion version;
  bolt::ServerInfo server;
};

class Client {
 public:
  // Connects to nothing yet.
  static Outcome<std::shared_ptr<Client>> make(std::string_view uri, Credentials credentials, ClientOptions options);

  // For make().
  Client(Uri uri, ClientOptions options, ConnectionOptions connection);

  // One query as its own transaction. Returns when it is sent: fields() and next_batch() wait, and show its errors.
  Outcome<QueryResult> query(std::string_view query, const Map& parameters, const WorkConfig& config, const Stop& stop);

  // An explicit transaction.
  Outcome<Transaction> begin(const WorkConfig& config, const Stop& stop);

  // A managed transaction: `work`, as Outcome<T>(Transaction&, const Stop&), is called until it and its commit succeed,
  // or fail with what no retry mends, or options.retry_timeout has passed. It may run several times.
  template <typename Work>
  auto execute(const WorkConfig& config, const Stop& stop, Work work)
      -> std::invoke_result_t<Work&, Transaction&, const Stop&>;

  // Reaches a server that would take the work, by a whole round trip.
  Outcome<Reached> verify_connectivity(const WorkConfig& config, const Stop& stop);

  // Token rotation: connections log on with these before their next use.
  void set_credentials(Credentials credentials) { pool_->set_credentials(std::move(credentials)); }
  const std::shared_ptr<BookmarkManager>& bookmarks() const noexcept { return bookmarks_; }
  const ClientOptions& options() const noexcept { return pool_->options(); }
  void close() { pool_->close(); }

  // The steps of query() and begin(), for callers who must not wait where they stand.
  struct Prepared {
    std::shared_ptr<Lease> lease;
    bolt::TransactionConfig transaction;
    BookmarkUse bookmarks;
    std::int64_t fetch_size;
    bolt::TelemetryApi api;
    // How parameters are to be encoded.
    RecordForm form() const noexcept;
  };
  Outcome<Prepared> prepare(const WorkConfig& config, const Stop& stop);
  // Without any wait; nothing where that is not possible.
  std::optional<Prepared> try_prepare(const WorkConfig& config);
  static Outcome<QueryResult> query(Prepared prepared, std::string_view query, ByteView parameters);
  static Outcome<Transaction> begin(Prepared prepared);

 private:
  Prepared prepared(const WorkConfig& config);

  const Uri uri_;
  const std::shared_ptr<Pool> pool_;
  const std::shared_ptr<Router> router_;  // where the scheme routes
  const std::shared_ptr<BookmarkManager> bookmarks_ = std::make_shared<BookmarkManager>();
};

template <typename Work>
auto Client::execute(const WorkConfig& config, const Stop& stop, Work work)
    -> std::invoke_result_t<Work&, Transaction&, const Stop&> {
  using Answer = std::invoke_result_t<Work&, Transaction&, const Stop&>;
  WorkConfig managed = config;
  managed.api = bolt::TelemetryApi::managed;
  Retry retry(options().retry_timeout);
  const auto attempt = [&]() -> Answer {
    auto transaction = begin(managed, stop);
    if (!transaction) return std::unexpected(std::move(transaction).error());
    Answer answer = work(*transaction, stop);
    if (!answer) return answer;
    if (auto ok = transaction->commit(stop); !ok) return std::unexpected(std::move(ok).error());
    return answer;
  };
  for (;;) {
    Answer answer = attempt();
    const auto delay = answer ? std::nullopt : retry.delay_after(answer.error());
    if (!delay) return answer;
    if (auto slept = sleep_for(*delay, stop); !slept) return std::unexpected(Error(std::move(slept).error()));
  }
}

}  // namespace wirespeed::bolt_client
