// For tests: a server in this process that does to each connection what a test says, each on a thread of its own.
#pragma once

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/net/address.hpp"

namespace wirespeed::net {

// A connection as the server has it; blocking.
class ServerSide {
 public:
  explicit ServerSide(int descriptor) noexcept : descriptor_(descriptor) {}
  ServerSide(const ServerSide&) = delete;
  ServerSide& operator=(const ServerSide&) = delete;
  ~ServerSide() { ::close(descriptor_); }

  int descriptor() const noexcept { return descriptor_; }

  bool write(ByteView bytes) const noexcept {
    while (!bytes.empty()) {
      const ssize_t n = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(n));
    }
    return true;
  }
  bool write(std::string_view text) const noexcept { return write(bytes_of(text)); }

  // What is there, at most `most` bytes; empty at the end.
  std::string read_some(std::size_t most = 65536) const {
    std::string text(most, '\0');
    const ssize_t n = ::recv(descriptor_, text.data(), text.size(), 0);
    text.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    return text;
  }
  // So many bytes, fewer only at the end.
  std::string read(std::size_t n) const {
    std::string text;
    while (text.size() < n) {
      const std::string more = read_some(n - text.size());
      if (more.empty()) break;
      text += more;
    }
    return text;
  }
  // Until the client has ended the stream.
  std::string read_all() const {
    std::string text;
    for (std::string more = read_some(); !more.empty(); more = read_some()) text += more;
    return text;
  }

 private:
  int descriptor_;
};

class LocalServer {
 public:
  using Serve = std::function<void(ServerSide&)>;

  // On a free port of 127.0.0.1, or on a Unix socket when a path is given.
  explicit LocalServer(Serve serve, std::string path = {}) : serve_(std::move(serve)) {
    path.empty() ? listen_tcp() : listen_unix(std::move(path));
    thread_ = std::thread([this] { accept_all(); });
  }
  LocalServer(const LocalServer&) = delete;
  LocalServer& operator=(const LocalServer&) = delete;
  // Waits for all that serve.
  ~LocalServer() {
    stop();
    for (std::thread& thread : serving_) thread.join();
    if (address_.is_unix()) ::unlink(address_.path.c_str());
  }

  const Address& address() const noexcept { return address_; }

  // No more connections; those that are open go on.
  void stop() {
    if (!thread_.joinable()) return;
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }

 private:
  void require(bool holds) const {
    if (!holds) std::abort();
  }
  void listen_tcp() {
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof name;
    require(::bind(listener_, reinterpret_cast<sockaddr*>(&name), size) == 0 && ::listen(listener_, 64) == 0);
    require(::getsockname(listener_, reinterpret_cast<sockaddr*>(&name), &size) == 0);
    address_ = {"127.0.0.1", ntohs(name.sin_port), {}};
  }
  void listen_unix(std::string path) {
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    path.copy(name.sun_path, sizeof name.sun_path - 1);
    ::unlink(path.c_str());
    require(::bind(listener_, reinterpret_cast<sockaddr*>(&name), sizeof name) == 0 && ::listen(listener_, 64) == 0);
    address_ = Address::unix_socket(std::move(path));
  }
  void accept_all() {
    for (;;) {
      const int accepted = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (accepted < 0) return;
      const int on = 1;
      ::setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);  // fails on a Unix socket, which needs none
      serving_.emplace_back([this, accepted] {
        ServerSide side(accepted);
        serve_(side);
      });
    }
  }

  Serve serve_;
  int listener_ = -1;
  Address address_;
  std::thread thread_;
  std::vector<std::thread> serving_;  // of thread_ alone until it has ended
};

}  // namespace wirespeed::net
