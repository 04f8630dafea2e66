// Connections that are kept for the next who needs one, at most so many to each server.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "wirespeed/bolt_client/connection.hpp"

namespace wirespeed::bolt_client {

class Pool;

// A connection in use, shared by all that work on it: a transaction and its results. The last one gives it back.
class Lease {
 public:
  Lease(std::shared_ptr<Pool> pool, std::unique_ptr<Connection> connection, unsigned credentials_in_use) noexcept;
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  ~Lease();

  std::mutex& mutex() noexcept { return mutex_; }

  // REQUIRES of both: the caller holds mutex(), or nobody else knows the lease yet; it was not given back.
  Connection& connection() noexcept { return *connection_; }
  void give_back() noexcept;

 private:
  std::shared_ptr<Pool> pool_;
  std::unique_ptr<Connection> connection_;
  unsigned credentials_in_use_;
  std::mutex mutex_;
};

// Thread-safe.
class Pool : public std::enable_shared_from_this<Pool> {
 public:
  Pool(ClientOptions options, ConnectionOptions connection) noexcept
      : options_(std::move(options)), connection_(std::move(connection)) {}

  const ClientOptions& options() const noexcept { return options_; }

  // One that is idle and alive, else a new one, else the first that is given back.
  Outcome<std::shared_ptr<Lease>> acquire(const net::Address& address, const Stop& stop);
  // One that can be used at once, or nullptr.
  std::shared_ptr<Lease> try_acquire(const net::Address& address);

  // Connections to a server that somebody uses.
  std::size_t in_use(const net::Address& address) const;
  // Closes what is idle there: the server is gone.
  void drop(const net::Address& address);
  // For new connections, and for those that there are, before their next use.
  void set_credentials(bolt::Credentials credentials);
  // Closes what is idle; what is in use is closed when it comes back. Nothing can be acquired any more.
  void close();

 private:
  friend class Lease;

  struct Idle {
    std::unique_ptr<Connection> connection;
    unsigned credentials = 0;
    Clock::time_point since = Clock::now();
  };
  struct Server {
    std::vector<Idle> idle;
    std::size_t total = 0;  // idle, in use and being opened
  };

  void give_back(std::unique_ptr<Connection> connection, unsigned credentials) noexcept;
  void count_down(const net::Address& address) noexcept;
  // An idle one, or one without a connection when it may be opened.
  Outcome<Idle> take(const net::Address& address, const Stop& stop);
  // Whether it can be used, without or with asking it.
  bool is_fresh(const Idle& idle) const;
  bool revive(Idle& idle, const Stop& stop);
  bool log_on_again(Idle& idle, const Stop& stop);
  Outcome<void> open(const net::Address& address, Idle& into, const Stop& stop);
  std::shared_ptr<Lease> lease(Idle idle);
  ConnectionOptions connection_options(unsigned& credentials) const;

  const ClientOptions options_;
  mutable std::mutex mutex_;
  std::condition_variable given_back_;
  ConnectionOptions connection_;  // its credentials change
  unsigned credentials_ = 0;      // how often they did
  std::map<net::Address, Server> servers_;
  bool closed_ = false;
};

}  // namespace wirespeed::bolt_client
