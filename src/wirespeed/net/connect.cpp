// Names to addresses, addresses to sockets.
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <condition_variable>
#include <cstddef>
#include <cstring>
#include <mutex>
#include <thread>
#include <vector>

#include "wirespeed/net/socket.hpp"

namespace wirespeed::net {
namespace {

constexpr std::chrono::milliseconds kSlice{20};

struct Endpoint {
  sockaddr_storage storage{};
  socklen_t size = 0;

  int family() const noexcept { return storage.ss_family; }
  const sockaddr* data() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
};

// What getaddrinfo() said.
struct Answer {
  int status = 0;
  std::vector<Endpoint> endpoints;
};

Answer look_up(const std::string& host, std::uint16_t port, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  Answer answer;
  answer.status = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (answer.status != 0) return answer;
  for (const addrinfo* at = found; at != nullptr; at = at->ai_next) {
    Endpoint endpoint;
    endpoint.size = at->ai_addrlen;
    std::memcpy(&endpoint.storage, at->ai_addr, at->ai_addrlen);
    answer.endpoints.push_back(endpoint);
  }
  ::freeaddrinfo(found);
  return answer;
}

// A look-up on a thread of its own, for nothing can stop getaddrinfo(): whoever gives up leaves the thread to its end.
struct Lookup {
  std::mutex mutex;
  std::condition_variable ended;
  bool done = false;
  Answer answer;
};

std::shared_ptr<Lookup> start_lookup(const Address& address) {
  auto lookup = std::make_shared<Lookup>();
  std::thread([lookup, host = address.host, port = address.port] {
    Answer answer = look_up(host, port, AI_ADDRCONFIG);
    const std::lock_guard lock(lookup->mutex);
    lookup->answer = std::move(answer);
    lookup->done = true;
    lookup->ended.notify_all();
  }).detach();
  return lookup;
}

Result<Answer> look_up_stoppable(const Address& address, const Stop& stop) {
  const auto lookup = start_lookup(address);
  std::unique_lock lock(lookup->mutex);
  while (!lookup->ended.wait_for(lock, kSlice, [&] { return lookup->done; })) {
    if (auto go_on = stop.check("resolve a host name"); !go_on) return std::unexpected(std::move(go_on).error());
  }
  return std::move(lookup->answer);
}

Result<std::vector<Endpoint>> resolve_host(const Address& address, const Stop& stop) {
  Answer numeric = look_up(address.host, address.port, AI_NUMERICHOST);
  if (numeric.status == 0) return std::move(numeric.endpoints);
  auto answer = look_up_stoppable(address, stop);
  if (!answer) return std::unexpected(std::move(answer).error());
  if (answer->status == 0) return std::move(answer->endpoints);
  return fail(Errc::io, "connect to {}: the host name cannot be resolved: {}; see to its spelling and to the resolver",
              address.text(), ::gai_strerror(answer->status));
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

// From here on each call says whether it waits, and none waits for longer than a slice.
void wait_by_slices(const Socket& socket) noexcept {
  const timeval slice{0, std::chrono::microseconds(kReadSlice).count()};
  ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_RCVTIMEO, &slice, sizeof slice);
  ::fcntl(socket.descriptor(), F_SETFL, ::fcntl(socket.descriptor(), F_GETFL) & ~O_NONBLOCK);
}

Result<Socket> connect_endpoint(const Address& address, const Endpoint& endpoint, const SocketOptions& options,
                                const Stop& stop) {
  Socket socket(::socket(endpoint.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), address);
  if (!socket.is_open()) return connect_error(address, errno);
  set_options(socket, endpoint.family(), options);
  if (::connect(socket.descriptor(), endpoint.data(), endpoint.size) == 0) {
    wait_by_slices(socket);
    return socket;
  }
  if (errno != EINPROGRESS && errno != EINTR) return connect_error(address, errno);
  if (auto ready = socket.wait(Ready::write, stop, "connect to"); !ready) {
    return std::unexpected(std::move(ready).error());
  }
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return connect_error(address, error);
  wait_by_slices(socket);
  return socket;
}

Result<std::vector<Endpoint>> endpoints_of(const Address& address, const Stop& stop) {
  if (!address.is_unix()) return resolve_host(address, stop);
  auto endpoint = unix_endpoint(address);
  if (!endpoint) return std::unexpected(std::move(endpoint).error());
  return std::vector<Endpoint>{*endpoint};
}

}  // namespace

Result<std::vector<Address>> resolve(const Address& address, const Stop& stop) {
  if (address.is_unix()) return std::vector<Address>{address};
  const auto endpoints = resolve_host(address, stop);
  if (!endpoints) return std::unexpected(endpoints.error());
  std::vector<Address> addresses;
  for (const Endpoint& endpoint : *endpoints) {
    auto numeric = numeric_address(endpoint, address.port);
    if (!numeric) return std::unexpected(std::move(numeric).error());
    addresses.push_back(*std::move(numeric));
  }
  return addresses;
}

Result<Socket> connect_socket(const Address& address, const SocketOptions& options, const Stop& stop) {
  auto endpoints = endpoints_of(address, stop);
  if (!endpoints) return std::unexpected(std::move(endpoints).error());
  Result<Socket> last = fail(Errc::io, "connect to {}: the name has no address", address.text());
  for (const Endpoint& endpoint : *endpoints) {
    last = connect_endpoint(address, endpoint, options, stop);
    if (last || stop.requested()) return last;
  }
  return last;
}

}  // namespace wirespeed::net
