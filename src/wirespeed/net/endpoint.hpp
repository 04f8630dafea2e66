// Inside net: addresses as the system has them.
#pragma once

#include <sys/socket.h>

#include <vector>

#include "wirespeed/net/socket.hpp"

namespace wirespeed::net {

struct Endpoint {
  sockaddr_storage storage{};
  socklen_t size = 0;

  int family() const noexcept { return storage.ss_family; }
  const sockaddr* data() const noexcept { return reinterpret_cast<const sockaddr*>(&storage); }
};

// What getaddrinfo() said.
struct Endpoints {
  int status = 0;
  std::vector<Endpoint> found;
};

Endpoints look_up(const Address& address, int flags);
// A host that is a number: no name server is asked.
Endpoints look_up_number(const Address& address);
std::unexpected<Error> lookup_error(const Address& address, int status);

// REQUIRES: a host that is a number, or a Unix socket; names are refused.
Result<Endpoint> endpoint_of(const Address& address);
Result<Address> numeric_address(const Endpoint& endpoint, std::uint16_t port);

std::unexpected<Error> connect_error(const Address& address, int error);
// A socket that has begun to connect, or has connected already. `connected` says which.
Result<Socket> begin_connect(const Address& address, const Endpoint& endpoint, const SocketOptions& options,
                             bool& connected);
// From here on each call says whether it waits, and none waits for longer than a slice.
void wait_by_slices(const Socket& socket) noexcept;

}  // namespace wirespeed::net
