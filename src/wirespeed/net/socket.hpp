// A descriptor of a connected stream socket, and waits on it that a Stop ends.
#pragma once

#include <sys/uio.h>

#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/net/address.hpp"

namespace wirespeed::net {

inline constexpr std::chrono::milliseconds kReadSlice{20};
inline constexpr std::chrono::milliseconds kBulkSlice{4};  // a tick of the kernel's clock: it waits for no less
inline constexpr int kBulkBytes = 256 * 1024;

enum class Ready : std::uint8_t { read, write };

// What one try gave: bytes moved (0 of a read is the end), or that it would have to wait.
struct Moved {
  std::size_t bytes = 0;
  bool would_block = false;
};

// How many times this process has been forked off: a socket opened under another count is the parent's.
unsigned fork_count() noexcept;

// Owns the descriptor. One thread at a time.
class Socket {
 public:
  Socket() = default;
  explicit Socket(int descriptor, Address peer) noexcept
      : descriptor_(descriptor), forks_(fork_count()), peer_(std::move(peer)) {}
  Socket(Socket&& other) noexcept
      : descriptor_(std::exchange(other.descriptor_, -1)),
        forks_(other.forks_),
        bulk_(other.bulk_),
        peer_(std::move(other.peer_)) {}
  Socket& operator=(Socket&& other) noexcept;
  ~Socket() { close(); }

  bool is_open() const noexcept { return descriptor_ >= 0; }
  int descriptor() const noexcept { return descriptor_; }
  const Address& peer() const noexcept { return peer_; }
  bool of_this_process() const noexcept { return forks_ == fork_count(); }

  // An error when the socket is closed, or belongs to the process that this one was forked from.
  Result<void> check_usable(const char* operation) const;

  // Each tries once and never waits.
  Result<Moved> try_read(std::span<std::uint8_t> into) const;
  Result<Moved> try_write(ByteView bytes) const;
  Result<Moved> try_write(std::span<const iovec> parts) const;
  // Waits for bytes, for kReadSlice at most (kBulkSlice in bulk): one system call, where asking, waiting and reading
  // are three.
  Result<Moved> read_within_slice(std::span<std::uint8_t> into) const { return read(into, 0); }

  // The error that a stop is, if it asks to end.
  Result<void> check_stop(const Stop& stop, const char* operation) const;

  // While much comes: waits end when kBulkBytes are there (SO_RCVLOWAT, which poll() and epoll honour, too), or after
  // kBulkSlice whatever is there. Over TCP alone: the low-water mark means nothing to poll() on other sockets.
  void set_bulk(bool bulk) noexcept;
  bool is_bulk() const noexcept { return bulk_; }

  // Returns when it is ready, or in bulk when it is worth a try; a cancel or a deadline ends the wait within 20 ms.
  Result<void> wait(Ready what, const Stop& stop, const char* operation) const;

  // Whether bytes, or the end, can be read without waiting.
  bool readable() const noexcept;

  // Who runs the server at the other end of a Unix socket.
  Result<unsigned> peer_user() const;

  // Tells the peer that nothing more comes.
  void shutdown_write() noexcept;
  void close() noexcept;

 private:
  Result<Moved> read(std::span<std::uint8_t> into, int flags) const;
  template <typename Send>
  Result<Moved> send(Send send_some) const;

  int descriptor_ = -1;
  unsigned forks_ = 0;
  bool bulk_ = false;
  Address peer_;
};

// Options of TCP: nothing held back to be sent together, dead peers noticed. Unix sockets have none.
// 0: the system's default.
struct SocketOptions {
  bool keep_alive = true;
  int keep_alive_idle_seconds = 0;
  int keep_alive_interval_seconds = 0;
  int keep_alive_count = 0;
  int user_timeout_ms = 0;
};

// The addresses that a host name stands for, in the system's order; a number or a Unix socket stands for itself.
Result<std::vector<Address>> resolve(const Address& address, const Stop& stop);

// Resolves, and tries each answer in turn until one connects.
Result<Socket> connect_socket(const Address& address, const SocketOptions& options, const Stop& stop);

}  // namespace wirespeed::net
