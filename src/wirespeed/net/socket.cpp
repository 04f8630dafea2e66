#include "wirespeed/net/socket.hpp"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>

namespace wirespeed::net {
namespace {

constexpr std::chrono::milliseconds kSlice{20};  // between two looks at the cancel token
constexpr std::chrono::milliseconds kLongest{60'000};

std::atomic<unsigned> forks{0};

void count_fork() noexcept { forks.fetch_add(1, std::memory_order_relaxed); }

// Counted from the load on, before there are threads: the child of a fork amid the first call would wait for ever for
// who was beginning to count, or not know that it is one.
[[maybe_unused]] const int counted_at_load = ::pthread_atfork(nullptr, nullptr, count_fork);

bool would_block(int error) noexcept { return error == EAGAIN || error == EWOULDBLOCK; }

std::unexpected<Error> io_error(const char* operation, const Address& peer, int error) {
  return fail(Errc::io, "{} {}: {}; the connection is of no more use, open another", operation, peer.text(),
              errno_text(error));
}

// How long one poll may take: to the deadline, but never longer than a slice while somebody may cancel.
int poll_ms(const Stop& stop, bool bulk) noexcept {
  auto longest = bulk ? kBulkSlice : stop.cancel != nullptr ? kSlice : kLongest;
  if (stop.deadline) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(*stop.deadline - Clock::now());
    longest = std::clamp(left, std::chrono::milliseconds(0), longest);
  }
  return static_cast<int>(longest.count());
}

}  // namespace

unsigned fork_count() noexcept { return forks.load(std::memory_order_relaxed); }

Socket& Socket::operator=(Socket&& other) noexcept {
  if (this == &other) return *this;
  close();
  descriptor_ = std::exchange(other.descriptor_, -1);
  forks_ = other.forks_;
  bulk_ = other.bulk_;
  peer_ = std::move(other.peer_);
  return *this;
}

Result<void> Socket::check_usable(const char* operation) const {
  if (!is_open()) return fail(Errc::io, "{} {}: the connection is closed; open another", operation, peer_.text());
  if (of_this_process()) return {};
  return fail(Errc::io,
              "{} {}: the connection belongs to the process that this one was forked from; open another after fork()",
              operation, peer_.text());
}

Result<Moved> Socket::try_read(std::span<std::uint8_t> into) const { return read(into, MSG_DONTWAIT); }

Result<Moved> Socket::read(std::span<std::uint8_t> into, int flags) const {
  for (;;) {
    const ssize_t n = ::recv(descriptor_, into.data(), into.size(), flags);
    if (n >= 0) return Moved{static_cast<std::size_t>(n), false};
    if (would_block(errno)) return Moved{0, true};
    if (errno != EINTR) return io_error("read from", peer_, errno);
  }
}

template <typename Send>
Result<Moved> Socket::send(Send send_some) const {
  for (;;) {
    const ssize_t n = send_some();
    if (n >= 0) return Moved{static_cast<std::size_t>(n), false};
    if (would_block(errno)) return Moved{0, true};
    if (errno != EINTR) return io_error("write to", peer_, errno);
  }
}

Result<Moved> Socket::try_write(ByteView bytes) const {
  return send([&] { return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT); });
}

Result<Moved> Socket::try_write(std::span<const iovec> parts) const {
  msghdr message{};
  message.msg_iov = const_cast<iovec*>(parts.data());  // sendmsg() only reads it
  message.msg_iovlen = parts.size();
  return send([&] { return ::sendmsg(descriptor_, &message, MSG_NOSIGNAL | MSG_DONTWAIT); });
}

Result<void> Socket::check_stop(const Stop& stop, const char* operation) const {
  if (stop.cancel != nullptr && stop.cancel->cancelled()) {
    return fail(Errc::cancelled, "{} {}: cancelled", operation, peer_.text());
  }
  if (stop.deadline && Clock::now() >= *stop.deadline) {
    return fail(Errc::deadline, "{} {}: deadline passed while waiting for the peer; give it more time", operation,
                peer_.text());
  }
  return {};
}

Result<void> Socket::wait(Ready what, const Stop& stop, const char* operation) const {
  pollfd polled{descriptor_, static_cast<short>(what == Ready::read ? POLLIN : POLLOUT), 0};
  for (;;) {
    if (auto go_on = check_stop(stop, operation); !go_on) return go_on;
    const bool bulk = bulk_ && what == Ready::read;
    const int n = ::poll(&polled, 1, poll_ms(stop, bulk));
    if (n > 0 || (n == 0 && bulk)) return {};
    if (n < 0 && errno != EINTR) return io_error(operation, peer_, errno);
  }
}

void Socket::set_bulk(bool bulk) noexcept {
  if (bulk == bulk_ || !is_open() || peer_.is_unix()) return;
  bulk_ = bulk;
  const int low_water = bulk ? kBulkBytes : 1;
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVLOWAT, &low_water, sizeof low_water);
  const timeval slice{0, std::chrono::microseconds(bulk ? kBulkSlice : kReadSlice).count()};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &slice, sizeof slice);
}

Result<unsigned> Socket::peer_user() const {
  ucred credentials{};
  socklen_t size = sizeof credentials;
  if (::getsockopt(descriptor_, SOL_SOCKET, SO_PEERCRED, &credentials, &size) == 0) return credentials.uid;
  return io_error("ask who runs", peer_, errno);
}

bool Socket::readable() const noexcept {
  pollfd polled{descriptor_, POLLIN, 0};
  return ::poll(&polled, 1, 0) > 0;
}

void Socket::shutdown_write() noexcept {
  if (is_open() && of_this_process()) ::shutdown(descriptor_, SHUT_WR);
}

void Socket::close() noexcept {
  if (is_open()) ::close(std::exchange(descriptor_, -1));
}

}  // namespace wirespeed::net
