// Bytes of one connection, both ways, without any wait: plain or TLS, under an Epoll that tells of each change once.
#pragma once

#include <sys/uio.h>

#include <memory>
#include <span>
#include <string>

#include "wirespeed/net/tls.hpp"

namespace wirespeed::s3_client {

// Stays where it is once it has a socket, for its TLS session borrows that.
class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  ~Transport() { close(); }

  // One that has begun to connect. REQUIRES: closed
  void adopt(net::Socket socket) noexcept;
  Result<void> start_tls(std::shared_ptr<const net::TlsContext> context, const std::string& host,
                         const net::TlsTicket& ticket);
  net::TlsSession* tls() const noexcept { return tls_.get(); }
  const net::Socket& socket() const noexcept { return socket_; }

  // What epoll said.
  void told(std::uint32_t events) noexcept;
  // Looks again whatever epoll said or did not say: bytes below the low-water mark, too.
  void poke() noexcept { readable_ = writable_ = true; }
  // Nothing that is due can have come yet.
  void expect_nothing_yet() noexcept { readable_ = has_pending() || ended_; }

  // would_block: epoll will tell. 0 bytes otherwise: the end.
  Result<net::Moved> read(std::span<std::uint8_t> into);
  // The next read() of a plain connection waits for a slice (net::kReadSlice) when nothing is there.
  void wait_once() noexcept { waits_ = tls_ == nullptr; }
  // Takes `parts` in their order; fewer bytes than all: epoll will tell.
  Result<std::size_t> write(std::span<iovec> parts);

  bool may_read() const noexcept { return readable_; }
  bool may_write() const noexcept { return writable_; }

  // So many bytes are still to come: being woken for each small piece of them is most of what receiving costs.
  void expect(std::uint64_t bytes) noexcept;

  // Whether something may stand there that was not read: what epoll told of is not used up.
  bool may_hold_more() const noexcept { return tls_ != nullptr ? tls_->has_pending() : readable_; }
  // Bytes, or the end, where nothing is due: the connection is of no more use.
  bool has_unexpected() noexcept;
  bool is_open() const noexcept { return socket_.is_open(); }
  // Without TLS's goodbye where the other end is in no state to hear it, or the connection is another process's.
  void close(bool goodbye = false) noexcept;

 private:
  bool has_pending() const noexcept { return tls_ != nullptr && tls_->has_pending(); }
  Result<net::Moved> read_within_slice(std::span<std::uint8_t> into);
  Result<std::size_t> write_tls(std::span<iovec> parts);

  net::Socket socket_;
  std::unique_ptr<net::TlsSession> tls_;
  bool readable_ = false;
  bool writable_ = false;
  bool ended_ = false;  // the peer has ended the stream, or it broke: reading goes on to where that is found
  bool waits_ = false;
  int low_water_ = 1;
};

}  // namespace wirespeed::s3_client
