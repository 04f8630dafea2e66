#include "socket.hpp"

#include <poll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>

namespace wirespeed::bolt_replay {

Socket::~Socket() { ::close(descriptor_); }

void Socket::reset_when_closed() noexcept {
  const linger at_once{1, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

bool Input::exactly(std::span<std::uint8_t> bytes) noexcept {
  return ::recv(descriptor_, bytes.data(), bytes.size(), MSG_WAITALL) == static_cast<ssize_t>(bytes.size());
}

bool Input::fill() {
  const ssize_t got = ::recv(descriptor_, buffer_.data(), buffer_.size(), 0);
  if (got <= 0) return false;
  messages_.feed(ByteView(buffer_).first(static_cast<std::size_t>(got)));
  return true;
}

std::optional<Request> Input::next() {
  for (;;) {
    if (auto request = messages_.pop()) return request;
    if (!fill()) return std::nullopt;
  }
}

bool Input::reset_comes(int milliseconds) {
  using std::chrono::steady_clock;
  const auto deadline = steady_clock::now() + std::chrono::milliseconds(milliseconds);
  for (;;) {
    if (messages_.holds_reset()) return true;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
    pollfd waiting{descriptor_, POLLIN, 0};
    if (::poll(&waiting, 1, static_cast<int>(std::max<std::int64_t>(left, 0))) <= 0 || !fill()) return false;
  }
}

void Input::pass_over_all() {
  while (fill()) {
    while (messages_.pop()) {
    }
  }
}

void Output::set(const Faults& faults) {
  faults_ = faults;
  left_ = faults.cut ? faults.cut : faults.reset;
}

void Output::append_message(ByteView message) {
  waiting_.insert(waiting_.end(), 2 * faults_.noop, 0);
  append_framed(waiting_, message, faults_.chunk);
}

ByteView Output::before_cut(ByteView bytes) {
  if (!left_) return bytes;
  const ByteView kept = bytes.first(std::min<std::uint64_t>(bytes.size(), *left_));
  *left_ -= kept.size();
  return kept;
}

bool Output::send(ByteView bytes) {
  const ByteView first = before_cut(waiting_);
  const ByteView second = before_cut(bytes);
  open_ = open_ && (faults_.segment == 0 ? write(first, second) : write_segments(first) && write_segments(second));
  waiting_.clear();
  if (left_ && *left_ == 0) {
    if (faults_.reset) socket_.reset_when_closed();
    open_ = false;
  }
  return open_;
}

bool Output::write(ByteView first, ByteView second) {
  while (first.size() + second.size() > 0) {
    std::array<iovec, 2> parts{{{const_cast<std::uint8_t*>(first.data()), first.size()},
                                {const_cast<std::uint8_t*>(second.data()), second.size()}}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    const ssize_t sent = ::sendmsg(socket_.descriptor(), &message, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return false;
    const auto of_first = std::min(first.size(), static_cast<std::size_t>(sent));
    first = first.subspan(of_first);
    second = second.subspan(static_cast<std::size_t>(sent) - of_first);
  }
  return true;
}

bool Output::write_segments(ByteView bytes) {
  while (!bytes.empty()) {
    const ByteView segment = bytes.first(std::min<std::uint64_t>(bytes.size(), faults_.segment));
    if (!write(segment, {})) return false;
    bytes = bytes.subspan(segment.size());
  }
  return true;
}

}  // namespace wirespeed::bolt_replay
