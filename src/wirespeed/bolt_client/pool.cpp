#include "wirespeed/bolt_client/pool.hpp"

namespace wirespeed::bolt_client {
namespace {

constexpr Duration kSlice = 20ms;
constexpr Duration kResetPatience = 100ms;  // for a query that is cut short to come to its end
constexpr Duration kSignOfLifePatience = 5s;

std::unexpected<wirespeed::Error> closed() {
  return fail(Errc::invalid_argument, "Bolt client: it is closed; make another");
}

bool reset(Connection& connection, const Stop& stop) {
  const auto reply = std::make_shared<Reply>();
  return connection.expect(connection.dialogue().reset(), reply) && connection.await(*reply, stop) && reply->answer();
}

// What failed is made good while nobody waits for it.
bool begin_reset(Connection& connection) {
  return connection.expect(connection.dialogue().reset(), std::make_shared<Reply>()) && connection.flush_now();
}

// A connection that comes back, and whether it can be kept.
bool tidy(Connection& connection) {
  if (!connection.is_open() || !connection.of_this_process()) return false;
  if (connection.is_idle()) return true;
  const bool only_failed = connection.dialogue().state() == bolt::State::failed && !connection.is_waiting();
  return only_failed ? begin_reset(connection) : connection.interrupt(kResetPatience);
}

}  // namespace

Lease::Lease(std::shared_ptr<Pool> pool, std::unique_ptr<Connection> connection, unsigned credentials_in_use) noexcept
    : pool_(std::move(pool)), connection_(std::move(connection)), credentials_in_use_(credentials_in_use) {}

Lease::~Lease() {
  if (connection_ != nullptr) give_back();
}

void Lease::give_back() noexcept { pool_->give_back(std::move(connection_), credentials_in_use_); }

void Pool::give_back(std::unique_ptr<Connection> connection, unsigned credentials) noexcept {
  const net::Address address = connection->address();
  const bool is_good = tidy(*connection);
  connection->set_observer({});
  const std::lock_guard lock(mutex_);
  if (is_good && !closed_) {
    servers_[address].idle.push_back({std::move(connection), credentials, Clock::now()});
  } else {
    connection->close();
    --servers_[address].total;
  }
  given_back_.notify_one();
}

void Pool::count_down(const net::Address& address) noexcept {
  const std::lock_guard lock(mutex_);
  --servers_[address].total;
  given_back_.notify_one();
}

std::shared_ptr<Lease> Pool::lease(Idle idle) {
  return std::make_shared<Lease>(shared_from_this(), std::move(idle.connection), idle.credentials);
}

bool Pool::is_fresh(const Idle& idle) const {
  const Connection& connection = *idle.connection;
  if (!connection.is_idle() || !connection.of_this_process() || connection.has_news()) return false;
  const auto now = Clock::now();
  const bool is_young = now - connection.opened_at() < options_.max_lifetime;
  const bool needs_check = options_.liveness_check && now - idle.since >= *options_.liveness_check;
  return is_young && !needs_check && idle.credentials == credentials_;
}

std::shared_ptr<Lease> Pool::try_acquire(const net::Address& address) {
  Idle idle;
  {
    const std::lock_guard lock(mutex_);
    const auto server = servers_.find(address);
    if (closed_ || server == servers_.end()) return nullptr;
    auto& all = server->second.idle;
    if (all.empty() || !is_fresh(all.back())) return nullptr;
    idle = std::move(all.back());
    all.pop_back();
  }
  return lease(std::move(idle));
}

Outcome<Pool::Idle> Pool::take(const net::Address& address, const Stop& stop) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (closed_) return closed();
    Server& server = servers_[address];
    if (!server.idle.empty()) {
      Idle idle = std::move(server.idle.back());
      server.idle.pop_back();
      return idle;
    }
    if (server.total < options_.max_pool_size) {
      ++server.total;
      return Idle{};
    }
    if (stop.requested()) {
      const Errc code = stop.check("").error().code;
      return fail(code, "Bolt pool: all {} connections to {} are in use; close results and transactions, or allow more",
                  options_.max_pool_size, address.text());
    }
    given_back_.wait_for(lock, kSlice);
  }
}

// Asks a connection that is not fresh whether it still can be used. The pool's lock is not held.
bool Pool::revive(Idle& idle, const Stop& stop) {
  Connection& connection = *idle.connection;
  const Stop soon = within(stop, kSignOfLifePatience);
  if (!connection.is_open() || !connection.of_this_process()) return false;
  if (Clock::now() - connection.opened_at() >= options_.max_lifetime) return false;
  if (connection.is_waiting() && !connection.settle(soon)) return false;
  if (!connection.is_idle() || connection.has_news()) return false;
  const bool needs_check = options_.liveness_check && Clock::now() - idle.since >= *options_.liveness_check;
  if (needs_check && !reset(connection, soon)) return false;
  return log_on_again(idle, soon);
}

bool Pool::log_on_again(Idle& idle, const Stop& stop) {
  unsigned now = 0;
  const ConnectionOptions options = connection_options(now);
  if (idle.credentials == now) return true;
  Connection& connection = *idle.connection;
  if (connection.dialogue().version() < bolt::kBolt51) return false;
  const auto reply = std::make_shared<Reply>();
  const bool ok = connection.expect(connection.dialogue().logoff(), std::make_shared<Reply>()) &&
                  connection.expect(connection.dialogue().logon(options.hello.credentials), reply) &&
                  connection.await(*reply, stop) && reply->answer();
  idle.credentials = now;
  return ok;
}

ConnectionOptions Pool::connection_options(unsigned& credentials) const {
  const std::lock_guard lock(mutex_);
  credentials = credentials_;
  return connection_;
}

Outcome<void> Pool::open(const net::Address& address, Idle& into, const Stop& stop) {
  ConnectionOptions options = connection_options(into.credentials);
  if (options.hello.routing) options.hello.routing->append("address", address.text());
  auto connection = Connection::open(address, options, within(stop, options_.connect_timeout));
  if (connection) {
    into.connection = *std::move(connection);
    return {};
  }
  const bool in_time = connection.error().code != Errc::deadline || stop.requested();
  if (in_time) return std::unexpected(std::move(connection).error());
  return std::unexpected(Error({Errc::io, connection.error().message}, Error::Kind::unavailable));
}

Outcome<std::shared_ptr<Lease>> Pool::acquire(const net::Address& address, const Stop& stop) {
  const Stop in_time = within(stop, options_.acquire_timeout);
  for (;;) {
    auto taken = take(address, in_time);
    if (!taken) return std::unexpected(std::move(taken).error());
    if (taken->connection == nullptr) {
      auto opened = open(address, *taken, in_time);
      if (opened) return lease(*std::move(taken));
      count_down(address);
      return std::unexpected(std::move(opened).error());
    }
    if (revive(*taken, in_time)) return lease(*std::move(taken));
    taken->connection->close();
    count_down(address);
  }
}

std::size_t Pool::in_use(const net::Address& address) const {
  const std::lock_guard lock(mutex_);
  const auto server = servers_.find(address);
  return server == servers_.end() ? 0 : server->second.total - server->second.idle.size();
}

void Pool::drop(const net::Address& address) {
  std::vector<Idle> dropped;
  const std::lock_guard lock(mutex_);
  Server& server = servers_[address];
  dropped.swap(server.idle);
  server.total -= dropped.size();
  given_back_.notify_all();
}

void Pool::set_credentials(bolt::Credentials credentials) {
  const std::lock_guard lock(mutex_);
  connection_.hello.credentials = std::move(credentials);
  ++credentials_;
}

void Pool::close() {
  std::map<net::Address, std::vector<Idle>> dropped;
  const std::lock_guard lock(mutex_);
  closed_ = true;
  for (auto& [address, server] : servers_) {
    server.total -= server.idle.size();
    dropped[address].swap(server.idle);
  }
  given_back_.notify_all();
}

}  // namespace wirespeed::bolt_client
