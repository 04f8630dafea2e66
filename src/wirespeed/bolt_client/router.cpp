#include "wirespeed/bolt_client/router.hpp"

#include <algorithm>

#include "wirespeed/bolt_client/uri.hpp"

namespace wirespeed::bolt_client {
namespace {

constexpr std::chrono::milliseconds kSlice{20};
constexpr Duration kPurgeDelay = 30s;  // of a table that has expired

// No other router would answer differently.
bool is_fatal(const Error& error) noexcept {
  if (error.code == Errc::deadline || error.code == Errc::cancelled) return true;
  if (error.failure == nullptr) return false;
  const std::string& code = error.failure->code;
  if (code == "Neo.ClientError.Security.AuthorizationExpired") return false;
  if (error.failure->is_security()) return true;
  static constexpr const char* kFatal[] = {"Neo.ClientError.Database.DatabaseNotFound",
                                           "Neo.ClientError.Transaction.InvalidBookmark",
                                           "Neo.ClientError.Transaction.InvalidBookmarkMixture",
                                           "Neo.ClientError.Statement.TypeError",
                                           "Neo.ClientError.Statement.ArgumentError",
                                           "Neo.ClientError.Request.Invalid"};
  return std::ranges::find(kFatal, code) != std::end(kFatal);
}

bool is_wrong_leader(const Error& error) noexcept {
  if (error.failure == nullptr) return false;
  return error.failure->code == "Neo.ClientError.Cluster.NotALeader" ||
         error.failure->code == "Neo.ClientError.General.ForbiddenOnReadOnlyDatabase";
}

bool is_gone(const Error& error) noexcept {
  return error.kind == Error::Kind::unavailable ||
         (error.failure != nullptr && error.failure->code == "Neo.TransientError.General.DatabaseUnavailable");
}

std::vector<net::Address> parse_all(const std::vector<std::string>& texts) {
  std::vector<net::Address> addresses;
  for (const std::string& text : texts) {
    if (auto address = net::parse_address(text, kDefaultPort); address) addresses.push_back(*std::move(address));
  }
  return addresses;
}

void erase(std::vector<net::Address>& addresses, const net::Address& address) { std::erase(addresses, address); }

}  // namespace

std::string Router::key_of(const bolt::TransactionConfig& config) {
  return config.database.empty() ? "@" + config.impersonated_user : config.database;
}

std::optional<RoutingTable> Router::find(const bolt::TransactionConfig& config) {
  const std::lock_guard lock(mutex_);
  const auto known = tables_.find(key_of(config));
  if (known == tables_.end() || !known->second.is_fresh(config.mode)) return std::nullopt;
  return known->second;
}

Outcome<RoutingTable> Router::table(const bolt::TransactionConfig& config, const Stop& stop) {
  for (;;) {
    if (auto known = find(config); known) return *std::move(known);
    if (auto go_on = stop.check("find a server"); !go_on) return std::unexpected(Error(std::move(go_on).error()));
    if (!take_turn()) continue;
    auto known = find(config);  // by another, who was first
    auto table = known ? Outcome<RoutingTable>(*std::move(known)) : refresh(config, stop);
    end_turn();
    return table;
  }
}

bool Router::take_turn() {
  std::unique_lock lock(mutex_);
  if (!refreshed_.wait_for(lock, kSlice, [this] { return !is_refreshing_; })) return false;
  is_refreshing_ = true;
  return true;
}

void Router::end_turn() {
  const std::lock_guard lock(mutex_);
  is_refreshing_ = false;
  refreshed_.notify_one();
}

std::vector<net::Address> Router::routers(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  const auto known = tables_.find(key);
  std::vector<net::Address> all = known == tables_.end() ? std::vector<net::Address>() : known->second.routers;
  if (std::ranges::find(all, initial_) == all.end()) all.push_back(initial_);
  return all;
}

Outcome<RoutingTable> Router::refresh(const bolt::TransactionConfig& config, const Stop& stop) {
  const std::string key = key_of(config);
  std::optional<Error> last;
  for (const net::Address& router : routers(key)) {
    auto table = ask(router, config, stop);
    if (table) {
      const std::lock_guard lock(mutex_);
      std::erase_if(tables_, [](const auto& entry) { return Clock::now() > entry.second.expires + kPurgeDelay; });
      tables_[key] = *table;
      return table;
    }
    if (is_fatal(table.error())) return table;
    last = table.error();
  }
  return std::unexpected(
      Error({Errc::io, fmt::format("find a server for {}: no router answered; the last said: {}",
                                   config.database.empty() ? "the home database" : config.database, last->message)},
            Error::Kind::unavailable));
}

Outcome<RoutingTable> Router::ask(const net::Address& router, const bolt::TransactionConfig& config, const Stop& stop) {
  auto lease = pool_->acquire(router, stop);
  if (!lease) {
    if (is_gone(lease.error())) remove(router);
    return std::unexpected(std::move(lease).error());
  }
  Connection& connection = (*lease)->connection();
  Map context = context_;
  context.append("address", initial_.text());
  const auto reply = std::make_shared<Reply>();
  auto ok = connection.expect(
      connection.dialogue().route(context, config.bookmarks, config.database, config.impersonated_user), reply);
  if (ok) ok = connection.await(*reply, stop);
  if (!ok) return std::unexpected(std::move(ok).error());
  if (!reply->answer()) return std::unexpected(reply->answer().error());
  auto servers = bolt::read_routing(*reply->answer());
  if (!servers) return std::unexpected(Error(std::move(servers).error()));
  RoutingTable table{servers->database, parse_all(servers->routers), parse_all(servers->readers),
                     parse_all(servers->writers), Clock::now() + std::chrono::seconds(servers->ttl_s)};
  if (table.routers.empty() || table.readers.empty()) {
    return std::unexpected(Error({Errc::io, fmt::format("ROUTE from {}: no router or no reader named", router.text())},
                                 Error::Kind::unavailable));
  }
  return table;
}

std::optional<net::Address> Router::least_connected(const RoutingTable& table, bolt::AccessMode mode) const {
  const auto& servers = table.servers(mode);
  if (servers.empty()) return std::nullopt;
  std::size_t turn = 0;
  {
    const std::lock_guard lock(mutex_);
    turn = turn_++;
  }
  const net::Address* best = nullptr;
  std::size_t fewest = 0;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const net::Address& server = servers[(turn + i) % servers.size()];
    const std::size_t used = pool_->in_use(server);
    if (best != nullptr && used >= fewest) continue;
    best = &server;
    fewest = used;
  }
  return *best;
}

std::shared_ptr<Lease> Router::watched(std::shared_ptr<Lease> lease, const std::string& key) {
  lease->connection().set_observer(
      [router = weak_from_this(), address = lease->connection().address(), key](const Error& error) {
        if (const auto alive = router.lock(); alive) alive->observe(address, key, error);
      });
  return lease;
}

std::shared_ptr<Lease> Router::try_acquire(bolt::TransactionConfig& config) {
  const auto table = find(config);
  const auto server = table ? least_connected(*table, config.mode) : std::nullopt;
  auto lease = server ? pool_->try_acquire(*server) : nullptr;
  if (lease == nullptr) return nullptr;
  const std::string key = key_of(config);
  if (config.database.empty()) config.database = table->database;
  return watched(std::move(lease), key);
}

Outcome<std::shared_ptr<Lease>> Router::acquire(bolt::TransactionConfig& config, const Stop& stop) {
  const std::string key = key_of(config);
  std::vector<net::Address> tried;
  for (;;) {
    auto known = table(config, stop);
    if (!known) return std::unexpected(std::move(known).error());
    const auto server = least_connected(*known, config.mode);
    if (!server) {
      return std::unexpected(
          Error({Errc::io, fmt::format("find a server: no {} for {}; is there a leader?",
                                       config.mode == bolt::AccessMode::read ? "reader" : "writer", known->database)},
                Error::Kind::session_expired));
    }
    auto lease = pool_->acquire(*server, stop);
    if (lease) {
      if (config.database.empty()) config.database = known->database;
      return watched(*std::move(lease), key);
    }
    if (!is_gone(lease.error()) || std::ranges::find(tried, *server) != tried.end()) return lease;
    tried.push_back(*server);
    remove(*server);  // the next one, or what a new table names
  }
}

void Router::observe(const net::Address& address, const std::string& key, const Error& error) {
  if (is_wrong_leader(error)) remove_writer(address, key);
  if (is_gone(error)) remove(address);
}

void Router::remove(const net::Address& address) {
  {
    const std::lock_guard lock(mutex_);
    for (auto& [key, table] : tables_) {
      erase(table.routers, address);
      erase(table.readers, address);
      erase(table.writers, address);
    }
  }
  pool_->drop(address);
}

void Router::remove_writer(const net::Address& address, const std::string& key) {
  const std::lock_guard lock(mutex_);
  const auto known = tables_.find(key);
  if (known != tables_.end()) erase(known->second.writers, address);
}

}  // namespace wirespeed::bolt_client
