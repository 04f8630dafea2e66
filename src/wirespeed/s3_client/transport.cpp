#include "wirespeed/s3_client/transport.hpp"

#include <algorithm>
#include <array>

#include "wirespeed/net/connecting.hpp"
#include "wirespeed/net/epoll.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::uint64_t kLargest = 256 * 1024;  // of low-water marks: larger ones leave the cache before they are read
constexpr std::uint64_t kSmallest = 64 * 1024;  // for less it is not worth the system call
constexpr std::uint64_t kInTls = 256 * 1024;    // what OpenSSL may have received of it, unseen by us

}  // namespace

void Transport::adopt(net::Socket socket) noexcept {
  socket_ = std::move(socket);
  readable_ = writable_ = ended_ = waits_ = false;
  low_water_ = 1;
}

Result<void> Transport::start_tls(std::shared_ptr<const net::TlsContext> context, const std::string& host,
                                  const net::TlsTicket& ticket) {
  auto session = net::TlsSession::start(std::move(context), socket_, host, ticket);
  if (!session) return std::unexpected(std::move(session).error());
  tls_ = *std::move(session);
  return {};
}

void Transport::told(std::uint32_t events) noexcept {
  constexpr std::uint32_t kEnded = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
  if ((events & kEnded) != 0) ended_ = true;
  if ((events & (EPOLLIN | kEnded)) != 0) readable_ = true;
  // TLS may have to read before it can write.
  if ((events & (EPOLLOUT | EPOLLHUP | EPOLLERR)) != 0 || tls_ != nullptr) writable_ = true;
}

Result<net::Moved> Transport::read(std::span<std::uint8_t> into) {
  if (waits_) return read_within_slice(into);
  if (!readable_) return net::Moved{0, true};
  auto moved = tls_ != nullptr ? tls_->try_read_once(into) : socket_.try_read(into);
  if (!moved) return moved;
  // A socket that gave less than was asked for is empty. Of TLS only a try that gave nothing tells so.
  if (moved->would_block || (tls_ == nullptr && moved->bytes < into.size())) readable_ = ended_;
  if (moved->would_block) readable_ = false;
  return moved;
}

Result<net::Moved> Transport::read_within_slice(std::span<std::uint8_t> into) {
  waits_ = false;
  auto moved = socket_.read_within_slice(into);
  if (moved && !moved->would_block) readable_ = moved->bytes == into.size();
  return moved;
}

Result<std::size_t> Transport::write(std::span<iovec> parts) {
  if (!writable_) return 0;
  if (tls_ != nullptr) return write_tls(parts);
  std::size_t all = 0;
  for (const iovec& part : parts) all += part.iov_len;
  const auto moved = socket_.try_write(parts);
  if (!moved) return std::unexpected(moved.error());
  if (moved->bytes < all) writable_ = false;
  return moved->bytes;
}

Result<std::size_t> Transport::write_tls(std::span<iovec> parts) {
  std::size_t total = 0;
  for (const iovec& part : parts) {
    const auto moved = tls_->try_write({static_cast<const std::uint8_t*>(part.iov_base), part.iov_len});
    if (!moved) return std::unexpected(moved.error());
    total += moved->bytes;
    if (moved->bytes == part.iov_len) continue;
    writable_ = false;
    break;
  }
  return total;
}

void Transport::expect(std::uint64_t bytes) noexcept {
  if (tls_ != nullptr) bytes = bytes > kLargest + kInTls ? kLargest : 1;
  const int mark = bytes < kSmallest ? 1 : static_cast<int>(std::min(bytes, kLargest));
  if (mark == low_water_) return;
  low_water_ = mark;
  net::set_low_water(socket_, mark);
}

bool Transport::has_unexpected() noexcept {
  std::array<std::uint8_t, 1> scratch;
  const auto moved = tls_ != nullptr ? tls_->try_read_once(scratch) : socket_.try_read(scratch);
  return !moved || !moved->would_block;
}

void Transport::close(bool goodbye) noexcept {
  if (goodbye && tls_ != nullptr && socket_.is_open() && socket_.of_this_process()) tls_->say_goodbye();
  tls_ = nullptr;
  socket_.close();
}

}  // namespace wirespeed::s3_client
