// A byte stream to a peer: TCP, a Unix socket, or TLS over either. Knows no protocol.
//
//   auto stream = connect(address, {.tls = context}, Stop::after(5s));
//   stream->write_all(request, stop);
//   auto n = stream->read_some(slab, stop);   // 0: the peer has ended the stream
//
// Every wait ends within 50 ms of a cancel, and at the deadline. A call that was ended so may be made again: what was
// read is in the caller's slab, and write_some() says how much is left. Any other error ends the stream's use.
// A call whose deadline has passed already does what needs no wait, and is an error of code deadline only if that was
// nothing (reads) or not all (writes).
// One thread at a time. In a forked child a stream of the parent only fails, and is closed without a word to the peer.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "wirespeed/net/tls.hpp"

namespace wirespeed::net {

struct ConnectOptions {
  std::shared_ptr<const TlsContext> tls = nullptr;  // no TLS without one
  std::string server_name{};                        // whom the certificate must be for; the host where it is empty
  SocketOptions socket{};
};

class Stream {
 public:
  // Not for callers: connect() makes streams.
  Stream(std::unique_ptr<Socket> socket, std::unique_ptr<TlsSession> tls) noexcept
      : socket_(std::move(socket)), tls_(std::move(tls)) {}
  Stream(Stream&&) noexcept = default;
  Stream& operator=(Stream&&) noexcept;
  ~Stream() { close(); }

  // Waits for at least one byte, takes as many as are there. 0: the peer has ended the stream. REQUIRES: room in `into`
  Result<std::size_t> read_some(std::span<std::uint8_t> into, const Stop& stop);

  // The same without any wait: what is there. Costs no more than its system call when nothing is.
  Result<Moved> read_now(std::span<std::uint8_t> into);

  // Takes bytes off the front of `bytes` until none are left; a stop leaves there what has not gone out.
  Result<void> write_some(ByteView& bytes, const Stop& stop);
  // The same without any wait: what the peer takes at once.
  Result<void> write_now(ByteView& bytes);
  // All parts, in order, in as few writes as the peer takes them. A stop in between ends the stream's use.
  Result<void> write_all(std::span<const ByteView> parts, const Stop& stop);
  Result<void> write_all(ByteView bytes, const Stop& stop) { return write_some(bytes, stop); }

  // While much comes, read_some() waits for large pieces: being woken for each small one is most of what reading costs.
  // What is there is still taken after 4 ms at the latest, and at once by a call whose deadline has passed. Over TCP,
  // with TLS or without, readable() and an event loop then see less than 256 KiB only at the stream's end; on a Unix
  // socket, where such a mark means nothing to them, reads that follow each other closely are kept 0.3 ms apart.
  void set_bulk(bool bulk) noexcept;

  // Starts TLS on a stream that has carried plain bytes. REQUIRES: no TLS yet, and nothing was read that belongs to it.
  // An error ends the stream's use.
  Result<void> start_tls(std::shared_ptr<const TlsContext> context, const std::string& server_name, const Stop& stop);
  // nullptr without TLS.
  const TlsSession* tls() const noexcept { return tls_.get(); }
  const Socket& socket() const noexcept { return *socket_; }

  // Whether read_some() would not wait. On a connection where nothing is due it means that the peer has closed it.
  bool readable() const noexcept;

  bool is_open() const noexcept { return socket_ != nullptr && socket_->is_open(); }
  bool of_this_process() const noexcept { return socket_ != nullptr && socket_->of_this_process(); }
  bool is_encrypted() const noexcept { return tls_ != nullptr; }
  const Address& peer() const noexcept { return socket_->peer(); }
  int descriptor() const noexcept { return socket_->descriptor(); }

  // Tells the peer that nothing more comes from here; reading goes on.
  void shutdown() noexcept;
  void close() noexcept;

 private:
  Result<std::size_t> read_plain(std::span<std::uint8_t> into, const Stop& stop);
  void let_gather() const;
  Result<bool> push(ByteView& bytes);  // true: it would have to wait
  Result<void> write_gathered(std::span<const ByteView> parts, const Stop& stop);

  std::unique_ptr<Socket> socket_;  // stays where it is, for the TLS session borrows it
  std::unique_ptr<TlsSession> tls_;
  bool gathers_ = false;  // in bulk on a Unix socket
  Clock::time_point last_read_{};
};

Result<Stream> connect(const Address& address, const ConnectOptions& options, const Stop& stop);

}  // namespace wirespeed::net
