// How a client connects and how a piece of work runs. Every default is the official drivers'.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/bolt/requests.hpp"
#include "wirespeed/net/tls.hpp"

namespace wirespeed::bolt_client {

using namespace std::chrono_literals;
using Duration = std::chrono::nanoseconds;

class BookmarkManager;

// Enough that the round trip between two PULLs is little beside what they bring. Memory does not follow it: what is not
// read yet waits on the server.
inline constexpr std::int64_t kDefaultFetchSize = 10'000;

struct ClientOptions {
  std::size_t max_pool_size = 100;  // connections to one server
  Duration acquire_timeout = 60s;   // for a connection of the pool, opening it included
  Duration connect_timeout = 30s;
  Duration max_lifetime = 1h;                             // of a connection; then it is replaced
  std::optional<Duration> liveness_check = std::nullopt;  // idle for longer: asked for a sign of life before use
  Duration retry_timeout = 30s;                           // of execute(), for all tries
  bool keep_alive = true;
  std::optional<net::TlsOptions> tls{};  // for bolt:// and neo4j://: TLS with these; for all: CA and client certificate
  std::string user_agent = "wirespeed";
  bolt::NotificationFilter notifications{};
  bool telemetry = true;                                // where the server asks for it
  std::optional<bolt::ProtocolVersion> only_version{};  // instead of the highest that both speak
  std::int64_t fetch_size = kDefaultFetchSize;
};

// One query, or the queries of one transaction.
struct WorkConfig {
  bolt::TransactionConfig transaction;         // its bookmarks are sent besides the manager's
  std::optional<std::int64_t> fetch_size;      // records a PULL asks for; -1 for all
  std::shared_ptr<BookmarkManager> bookmarks;  // the client's own where there is none
  bolt::TelemetryApi api = bolt::TelemetryApi::auto_commit;
};

// The same stop, but at the latest after `timeout`.
inline Stop within(const Stop& stop, Duration timeout) {
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(timeout);
  return {stop.deadline && *stop.deadline < end ? stop.deadline : end, stop.cancel};
}

}  // namespace wirespeed::bolt_client
