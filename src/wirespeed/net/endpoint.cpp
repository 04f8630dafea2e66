#include "wirespeed/net/endpoint.hpp"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/time.h>
#include <sys/un.h>

#include <cerrno>
#include <cstddef>
#include <cstring>

namespace wirespeed::net {
namespace {

void set_tcp_option(const Socket& socket, int option, int value) noexcept {
  if (value > 0) ::setsockopt(socket.descriptor(), IPPROTO_TCP, option, &value, sizeof value);
}

void set_options(const Socket& socket, int family, const SocketOptions& options) noexcept {
  if (family == AF_UNIX) return;
  set_tcp_option(socket, TCP_NODELAY, 1);
  set_tcp_option(socket, TCP_USER_TIMEOUT, options.user_timeout_ms);
  if (!options.keep_alive) return;
  const int on = 1;
  ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  set_tcp_option(socket, TCP_KEEPIDLE, options.keep_alive_idle_seconds);
  set_tcp_option(socket, TCP_KEEPINTVL, options.keep_alive_interval_seconds);
  set_tcp_option(socket, TCP_KEEPCNT, options.keep_alive_count);
}

Result<Endpoint> unix_endpoint(const Address& address) {
  sockaddr_un name{};
  name.sun_family = AF_UNIX;
  if (address.path.size() >= sizeof name.sun_path) {
    return fail(Errc::invalid_argument, "connect to {}: expected a path of at most {} bytes, found {}", address.text(),
                sizeof name.sun_path - 1, address.path.size());
  }
  std::memcpy(name.sun_path, address.path.data(), address.path.size());
  Endpoint endpoint;
  endpoint.size = sizeof name;
  if (name.sun_path[0] == '@') {  // an abstract one: a zero byte stands there, and the size counts
    name.sun_path[0] = '\0';
    endpoint.size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.path.size());
  }
  std::memcpy(&endpoint.storage, &name, sizeof name);
  return endpoint;
}

}  // namespace

Endpoints look_up(const Address& address, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  Endpoints endpoints;
  endpoints.status = ::getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found);
  if (endpoints.status != 0) return endpoints;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    Endpoint endpoint;
    endpoint.size = at->ai_addrlen;
    std::memcpy(&endpoint.storage, at->ai_addr, at->ai_addrlen);
    endpoints.found.push_back(endpoint);
  }
  ::freeaddrinfo(found);
  return endpoints;
}

Endpoints look_up_number(const Address& address) { return look_up(address, AI_NUMERICHOST); }

std::unexpected<Error> lookup_error(const Address& address, int status) {
  return fail(Errc::io, "connect to {}: the host name cannot be resolved: {}; see to its spelling and to the resolver",
              address.text(), ::gai_strerror(status));
}

Result<Endpoint> endpoint_of(const Address& address) {
  if (address.is_unix()) return unix_endpoint(address);
  const Endpoints endpoints = look_up_number(address);
  if (endpoints.status != 0 || endpoints.found.empty()) return lookup_error(address, endpoints.status);
  return endpoints.found.front();
}

Result<Address> numeric_address(const Endpoint& endpoint, std::uint16_t port) {
  char host[NI_MAXHOST];
  const int status = ::getnameinfo(endpoint.data(), endpoint.size, host, sizeof host, nullptr, 0, NI_NUMERICHOST);
  if (status != 0) return fail(Errc::io, "resolve a host name: {}", ::gai_strerror(status));
  return Address{host, port, {}};
}

std::unexpected<Error> connect_error(const Address& address, int error) {
  return fail(Errc::io, "connect to {}: {}; is the server running there, and is the port right?", address.text(),
              errno_text(error));
}

Result<Socket> begin_connect(const Address& address, const Endpoint& endpoint, const SocketOptions& options,
                             bool& connected) {
  Socket socket(::socket(endpoint.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), address);
  if (!socket.is_open()) return connect_error(address, errno);
  set_options(socket, endpoint.family(), options);
  connected = ::connect(socket.descriptor(), endpoint.data(), endpoint.size) == 0;
  if (!connected && errno != EINPROGRESS && errno != EINTR) return connect_error(address, errno);
  return socket;
}

void wait_by_slices(const Socket& socket) noexcept {
  const timeval slice{0, std::chrono::microseconds(kReadSlice).count()};
  ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &slice, sizeof slice);
  ::fcntl(socket.descriptor(), F_SETFL, ::fcntl(socket.descriptor(), F_GETFL) & ~O_NONBLOCK);
}

}  // namespace wirespeed::net
