// As much of HTTP as a drain needs: it sends requests that were made beforehand over a number of connections, and of
// what comes looks at the status and at where bodies end.
#pragma once

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "loopback.hpp"
#include "neo4j_driver/drain_call.hpp"

namespace bench::s3 {

struct Bytes {
  char* data = nullptr;
  std::size_t size = 0;
};

struct Request {
  std::string head;
  std::string_view body;
  char* into = nullptr;  // where its answer's body goes, whole; null: nowhere
};

// How the server that a workload is about stands in the names of variables.
inline std::string upper_name(const Workload& workload) {
  std::string name = workload.at("server");
  for (char& one : name) one = one == '.' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(one)));
  return name;
}

// host:port of the server that a workload is about.
inline std::string address_of(const Workload& workload) { return server(upper_name(workload)); }

inline std::string head_of(std::string_view method, std::string_view target, std::string_view address,
                           std::string_view fields) {
  return fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\n{}\r\n", method, target, address, fields);
}

class Connection {
 public:
  explicit Connection(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    connect_loopback(socket_, port);
    ::fcntl(socket_, F_SETFL, O_NONBLOCK);
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { ::close(socket_); }

  int socket() const noexcept { return socket_; }
  bool idle() const noexcept { return idle_; }
  bool closed() const noexcept {
    char next = 0;
    return ::recv(socket_, &next, 1, MSG_PEEK) == 0;
  }
  // The beginning of the last answer's body.
  std::string_view start_of_body() const noexcept { return start_; }

  void begin(Request request) {
    request_ = std::move(request);
    head_left_ = request_.head;
    body_left_ = request_.body;
    held_bytes_ = left_ = received_ = 0;
    in_head_ = true;
    idle_ = false;
    start_.clear();
    send();
  }

  // Sends and receives what can be; true when that ended an answer.
  bool go(Bytes spare) {
    if (idle_) return false;
    send();
    while (receive(spare)) {
      if (!in_head_ && left_ == 0) return idle_ = true;
    }
    return false;
  }

 private:
  static constexpr std::size_t kStartBytes = 1024;

  void send() {
    while (!head_left_.empty() || !body_left_.empty()) {
      std::array<iovec, 2> parts{{{const_cast<char*>(head_left_.data()), head_left_.size()},
                                  {const_cast<char*>(body_left_.data()), body_left_.size()}}};
      msghdr message{};
      message.msg_iov = parts.data();
      message.msg_iovlen = parts.size();
      const ssize_t sent = ::sendmsg(socket_, &message, MSG_NOSIGNAL);
      if (sent < 0 && errno == EAGAIN) return;
      if (sent < 0) throw std::runtime_error("send: the server closed the connection");
      const std::size_t of_head = std::min(head_left_.size(), static_cast<std::size_t>(sent));
      head_left_.remove_prefix(of_head);
      body_left_.remove_prefix(static_cast<std::size_t>(sent) - of_head);
    }
  }

  bool receive(Bytes spare) {
    const bool into = !in_head_ && request_.into != nullptr;
    char* to = into ? request_.into + received_ : in_head_ ? held_.data() + held_bytes_ : spare.data;
    const std::size_t room = in_head_ ? held_.size() - held_bytes_ : into ? left_ : std::min(left_, spare.size);
    const ssize_t got = ::recv(socket_, to, room, 0);
    if (got < 0 && errno == EAGAIN) return false;
    if (got <= 0) throw std::runtime_error("receive: the server closed the connection");
    if (in_head_) {
      take_head(static_cast<std::size_t>(got));
    } else {
      take_body(to, static_cast<std::size_t>(got));
    }
    return true;
  }

  void take_body(const char* data, std::size_t size) {
    if (start_.size() < kStartBytes && request_.into == nullptr) {
      start_.append(data, std::min(size, kStartBytes - start_.size()));
    }
    received_ += size;
    left_ -= size;
  }

  void take_head(std::size_t got) {
    held_bytes_ += got;
    const std::string_view held(held_.data(), held_bytes_);
    const std::size_t end = held.find("\r\n\r\n");
    if (end == std::string_view::npos) {
      if (held_bytes_ == held_.size()) throw std::runtime_error("expected the end of a head, found none");
      return;
    }
    const std::string_view head = held.substr(0, end + 2);
    if (head.size() < 12 || head[9] != '2') {
      throw std::runtime_error("expected a status of 2xx, found " + std::string(head.substr(0, head.find('\r'))));
    }
    left_ = length_in(head);
    in_head_ = false;
    const std::string_view body = held.substr(end + 4, left_);
    if (request_.into != nullptr) std::memcpy(request_.into, body.data(), body.size());
    take_body(body.data(), body.size());
  }

  static std::size_t length_in(std::string_view head) {
    for (const std::string_view name : {"\r\nContent-Length: ", "\r\ncontent-length: "}) {
      const std::size_t at = head.find(name);
      if (at != std::string_view::npos) return static_cast<std::size_t>(number(head.substr(at + name.size())));
    }
    return 0;
  }

  int socket_;
  Request request_;
  std::string_view head_left_;
  std::string_view body_left_;
  std::array<char, std::size_t{1} << 14> held_;
  std::size_t held_bytes_ = 0;
  std::size_t left_ = 0;
  std::size_t received_ = 0;
  bool in_head_ = true;
  bool idle_ = true;
  std::string start_;
};

class Client {
 public:
  Client(const std::string& address, std::size_t connections)
      : epoll_(::epoll_create1(EPOLL_CLOEXEC)),
        spare_(std::size_t{1} << 18),
        port_(static_cast<std::uint16_t>(number(std::string_view(address).substr(address.rfind(':') + 1)))) {
    for (std::size_t i = 0; i < connections; ++i) connections_.push_back(open());
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;
  ~Client() { ::close(epoll_); }

  // `next` gives the request that a connection makes, and false when it has none for now; `done` sees each answer.
  using Next = std::function<bool(std::size_t connection, Request& request)>;
  using Done = std::function<void(std::size_t connection, std::string_view start_of_body)>;
  void run(const Next& next, const Done& done) {
    for (auto& connection : connections_) {
      if (connection->closed()) connection = open();  // servers end connections that rest
    }
    for (std::size_t i = 0; i < connections_.size(); ++i) begin(i, next);
    while (busy_ > 0) wait(next, done);
  }

 private:
  std::unique_ptr<Connection> open() const {
    auto connection = std::make_unique<Connection>(port_);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.ptr = connection.get();
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection->socket(), &event);
    return connection;
  }

  void begin(std::size_t index, const Next& next) {
    Request request;
    if (!next(index, request)) return;
    ++busy_;
    connections_[index]->begin(std::move(request));
  }

  void wait(const Next& next, const Done& done) {
    std::array<epoll_event, 64> events{};
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), -1);
    for (int i = 0; i < count; ++i) {
      auto* connection = static_cast<Connection*>(events[static_cast<std::size_t>(i)].data.ptr);
      if (!connection->go({spare_.data(), spare_.size()})) continue;
      --busy_;
      const std::size_t index = index_of(connection);
      done(index, connection->start_of_body());
      begin(index, next);
    }
  }

  std::size_t index_of(const Connection* connection) const {
    const auto found = std::find_if(connections_.begin(), connections_.end(),
                                    [&](const auto& one) { return one.get() == connection; });
    return static_cast<std::size_t>(found - connections_.begin());
  }

  int epoll_;
  std::vector<char> spare_;
  std::uint16_t port_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::size_t busy_ = 0;
};

}  // namespace bench::s3
