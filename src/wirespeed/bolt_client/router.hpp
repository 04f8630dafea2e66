// Which server a piece of work goes to, where the scheme is neo4j: tables of routers, readers and writers for each
// database, asked for with ROUTE, kept for as long as the server said.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "wirespeed/bolt_client/pool.hpp"

namespace wirespeed::bolt_client {

struct RoutingTable {
  std::string database;  // the home database's name under the key ""
  std::vector<net::Address> routers;
  std::vector<net::Address> readers;
  std::vector<net::Address> writers;
  Clock::time_point expires;

  const std::vector<net::Address>& servers(bolt::AccessMode mode) const noexcept {
    return mode == bolt::AccessMode::read ? readers : writers;
  }
  bool is_fresh(bolt::AccessMode mode) const noexcept {
    return Clock::now() < expires && !routers.empty() && !servers(mode).empty();
  }
};

// Thread-safe.
class Router : public std::enable_shared_from_this<Router> {
 public:
  // `initial` is asked first, and again when all routers that were ever named are gone.
  Router(std::shared_ptr<Pool> pool, net::Address initial, Map context) noexcept
      : pool_(std::move(pool)), initial_(std::move(initial)), context_(std::move(context)) {}

  // A connection for the work. Its database, when it is the home database, is named.
  Outcome<std::shared_ptr<Lease>> acquire(bolt::TransactionConfig& config, const Stop& stop);
  // The same without any wait, or nullptr.
  std::shared_ptr<Lease> try_acquire(bolt::TransactionConfig& config);

 private:
  // What tables are kept by: a user's home database is its own.
  static std::string key_of(const bolt::TransactionConfig& config);

  std::optional<RoutingTable> find(const bolt::TransactionConfig& config);
  Outcome<RoutingTable> table(const bolt::TransactionConfig& config, const Stop& stop);
  // False after a slice of time in which somebody else was at it.
  bool take_turn();
  void end_turn();
  Outcome<RoutingTable> refresh(const bolt::TransactionConfig& config, const Stop& stop);
  Outcome<RoutingTable> ask(const net::Address& router, const bolt::TransactionConfig& config, const Stop& stop);
  std::vector<net::Address> routers(const std::string& key) const;
  // Of the servers for the mode the one with the fewest connections in use.
  std::optional<net::Address> least_connected(const RoutingTable& table, bolt::AccessMode mode) const;
  std::shared_ptr<Lease> watched(std::shared_ptr<Lease> lease, const std::string& key);
  void observe(const net::Address& address, const std::string& key, const Error& error);
  void remove(const net::Address& address);
  void remove_writer(const net::Address& address, const std::string& key);

  const std::shared_ptr<Pool> pool_;
  const net::Address initial_;
  const Map context_;
  mutable std::mutex mutex_;
  std::condition_variable refreshed_;
  bool is_refreshing_ = false;  // by one at a time; the others wait
  std::map<std::string, RoutingTable> tables_;
  mutable std::size_t turn_ = 0;  // so that servers with equal load take turns
};

}  // namespace wirespeed::bolt_client
