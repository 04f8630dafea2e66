#include "server.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace wirespeed::s3_stub {

namespace {

constexpr std::uint64_t kListener = 0;
constexpr std::uint64_t kInput = 1;
constexpr std::uint64_t kFirst = 2;  // connection

}  // namespace

Server::Server(int listener, int input, Options options)
    : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      listener_(listener),
      input_(input),
      service_(std::move(options)),
      next_(kFirst) {
  watch(listener_, EPOLLIN, kListener);
  if (input_ >= 0) watch(input_, EPOLLIN, kInput);
}

Server::~Server() { ::close(epoll_); }

void Server::watch(int descriptor, std::uint32_t events, std::uint64_t number) {
  epoll_event event{};
  event.events = events;
  event.data.u64 = number;
  ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
}

void Server::run() {
  std::array<epoll_event, 256> events{};
  for (;;) {
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), milliseconds_to_wait());
    for (int i = 0; i < count; ++i) {
      const auto& event = events[static_cast<std::size_t>(i)];
      if (!handle(event.data.u64, event.events)) return;
    }
    turn_due();
    turn_again();
  }
}

// False when the server is to end.
bool Server::handle(std::uint64_t number, std::uint32_t events) {
  if (number == kListener) return accept_all(), true;
  if (number == kInput) return !input_ended();
  const auto found = connections_.find(number);
  if (found == connections_.end()) return true;
  if ((events & (EPOLLIN | EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) found->second->readable();
  if ((events & EPOLLOUT) != 0) found->second->writable();
  if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) found->second->left_by_peer();
  turn(number);
  return true;
}

bool Server::input_ended() const {
  std::array<char, 256> bytes{};
  return ::read(input_, bytes.data(), bytes.size()) <= 0;
}

void Server::accept_all() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (socket < 0) return;
    const int yes = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    connections_.emplace(next_, std::make_unique<Connection>(socket, next_, service_));
    service_.connections(1);
    watch(socket, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, next_++);
  }
}

void Server::turn(std::uint64_t number) {
  const auto found = connections_.find(number);
  if (found == connections_.end()) return;
  const Connection::Wish wish = found->second->turn();
  if (wish.end) {
    connections_.erase(found);
    service_.connections(-1);
    return;
  }
  if (wish.again) again_.push_back(number);
  if (wish.at) timers_.push({*wish.at, number});
}

void Server::turn_again() {
  for (const std::uint64_t number : std::exchange(again_, {})) turn(number);
}

void Server::turn_due() {
  while (!timers_.empty() && timers_.top().at <= Clock::now()) {
    const std::uint64_t number = timers_.top().connection;
    timers_.pop();
    turn(number);
  }
}

int Server::milliseconds_to_wait() const {
  if (!again_.empty()) return 0;
  if (timers_.empty()) return -1;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(timers_.top().at - Clock::now());
  return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
}

}  // namespace wirespeed::s3_stub
