#include "wirespeed/net/stream.hpp"

#include <algorithm>
#include <thread>
#include <vector>

namespace wirespeed::net {
namespace {

constexpr std::chrono::microseconds kGatherTime{300};  // longer ones cost less, but let a fast sender wait
constexpr std::size_t kGathered = 96 * 1024;           // so much came: do not let the sender wait for us
constexpr std::size_t kPartsPerWrite = 64;             // far below IOV_MAX

iovec iovec_of(ByteView bytes) noexcept { return {const_cast<std::uint8_t*>(bytes.data()), bytes.size()}; }

// Takes `sent` bytes off the front.
void drop_front(std::span<iovec>& parts, std::size_t sent) noexcept {
  while (!parts.empty() && sent >= parts.front().iov_len) {
    sent -= parts.front().iov_len;
    parts = parts.subspan(1);
  }
  if (parts.empty()) return;
  parts.front().iov_base = static_cast<char*>(parts.front().iov_base) + sent;
  parts.front().iov_len -= sent;
}

}  // namespace

Stream& Stream::operator=(Stream&& other) noexcept {
  if (this == &other) return *this;
  close();
  tls_ = std::move(other.tls_);
  socket_ = std::move(other.socket_);
  gathers_ = other.gathers_;
  last_read_ = other.last_read_;
  return *this;
}

Result<std::size_t> Stream::read_some(std::span<std::uint8_t> into, const Stop& stop) {
  if (auto ok = socket_->check_usable("read from"); !ok) return std::unexpected(std::move(ok).error());
  return tls_ != nullptr ? tls_->read_some(into, stop) : read_plain(into, stop);
}

Result<std::size_t> Stream::read_plain(std::span<std::uint8_t> into, const Stop& stop) {
  for (;;) {
    const bool ends_soon = stop.deadline && *stop.deadline - Clock::now() < kReadSlice;
    if (gathers_ && !ends_soon) let_gather();
    auto moved = ends_soon ? socket_->try_read(into) : socket_->read_within_slice(into);
    if (!moved) return std::unexpected(std::move(moved).error());
    if (gathers_) last_read_ = moved->bytes < kGathered ? Clock::now() : Clock::time_point();
    if (!moved->would_block) return moved->bytes;
    auto go_on = ends_soon ? socket_->wait(Ready::read, stop, "read from") : socket_->check_stop(stop, "read from");
    if (!go_on) return std::unexpected(std::move(go_on).error());
  }
}

Result<Moved> Stream::read_now(std::span<std::uint8_t> into) {
  if (auto ok = socket_->check_usable("read from"); !ok) return std::unexpected(std::move(ok).error());
  return tls_ != nullptr ? tls_->try_read(into) : socket_->try_read(into);
}

void Stream::let_gather() const { std::this_thread::sleep_until(last_read_ + kGatherTime); }

void Stream::set_bulk(bool bulk) noexcept {
  if (socket_ == nullptr) return;
  socket_->set_bulk(bulk);
  gathers_ = bulk && socket_->peer().is_unix();
  last_read_ = {};
}

Result<void> Stream::start_tls(std::shared_ptr<const TlsContext> context, const std::string& server_name,
                               const Stop& stop) {
  if (auto ok = socket_->check_usable("start TLS with"); !ok) return ok;
  auto tls = TlsSession::open(std::move(context), *socket_, server_name, stop);
  if (!tls) return std::unexpected(std::move(tls).error());
  tls_ = *std::move(tls);
  return {};
}

Result<bool> Stream::push(ByteView& bytes) {
  auto moved = tls_ != nullptr ? tls_->try_write(bytes) : socket_->try_write(bytes);
  if (!moved) return std::unexpected(std::move(moved).error());
  bytes = bytes.subspan(moved->bytes);
  return moved->would_block;
}

Result<void> Stream::write_now(ByteView& bytes) {
  if (auto ok = socket_->check_usable("write to"); !ok) return ok;
  while (!bytes.empty()) {
    auto would_block = push(bytes);
    if (!would_block) return std::unexpected(std::move(would_block).error());
    if (*would_block) break;
  }
  return {};
}

Result<void> Stream::write_some(ByteView& bytes, const Stop& stop) {
  for (;;) {
    if (auto ok = write_now(bytes); !ok || bytes.empty()) return ok;
    auto ready = tls_ != nullptr ? tls_->wait_for_write(stop) : socket_->wait(Ready::write, stop, "write to");
    if (!ready) return ready;
  }
}

Result<void> Stream::write_all(std::span<const ByteView> parts, const Stop& stop) {
  if (auto ok = socket_->check_usable("write to"); !ok) return ok;
  if (tls_ == nullptr) return write_gathered(parts, stop);
  for (ByteView part : parts) {
    if (auto ok = write_some(part, stop); !ok) return ok;
  }
  return {};
}

Result<void> Stream::write_gathered(std::span<const ByteView> parts, const Stop& stop) {
  std::vector<iovec> vectors;
  vectors.reserve(parts.size());
  for (const ByteView part : parts) vectors.push_back(iovec_of(part));
  std::span<iovec> left(vectors);
  drop_front(left, 0);  // past parts that are empty
  while (!left.empty()) {
    auto moved = socket_->try_write(left.first(std::min(left.size(), kPartsPerWrite)));
    if (!moved) return std::unexpected(std::move(moved).error());
    drop_front(left, moved->bytes);
    if (!moved->would_block) continue;
    if (auto ready = socket_->wait(Ready::write, stop, "write to"); !ready) return ready;
  }
  return {};
}

bool Stream::readable() const noexcept {
  return is_open() && ((tls_ != nullptr && tls_->has_pending()) || socket_->readable());
}

void Stream::shutdown() noexcept {
  if (!is_open() || !of_this_process()) return;
  if (tls_ != nullptr) {
    tls_->say_goodbye();
  } else {
    socket_->shutdown_write();
  }
}

void Stream::close() noexcept {
  if (!is_open()) return;
  if (tls_ != nullptr && of_this_process()) tls_->say_goodbye();
  socket_->close();
}

Result<Stream> connect(const Address& address, const ConnectOptions& options, const Stop& stop) {
  auto connected = connect_socket(address, options.socket, stop);
  if (!connected) return std::unexpected(std::move(connected).error());
  auto socket = std::make_unique<Socket>(*std::move(connected));
  Stream stream(std::move(socket), nullptr);
  if (options.tls == nullptr) return stream;
  const std::string& host = options.server_name.empty() ? address.host : options.server_name;
  if (auto ok = stream.start_tls(options.tls, host, stop); !ok) return std::unexpected(std::move(ok).error());
  return stream;
}

}  // namespace wirespeed::net
