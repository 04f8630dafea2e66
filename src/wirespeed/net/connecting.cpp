#include "wirespeed/net/connecting.hpp"

#include <sys/socket.h>

#include "wirespeed/net/endpoint.hpp"

namespace wirespeed::net {
Result<Socket> start_connect(const Address& address, const SocketOptions& options) {
  const auto endpoint = endpoint_of(address);
  if (!endpoint) return std::unexpected(endpoint.error());
  bool connected = false;
  return begin_connect(address, *endpoint, options, connected);
}

Result<void> finish_connect(const Socket& socket) {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket.descriptor(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) return connect_error(socket.peer(), error);
  wait_by_slices(socket);
  return {};
}

void set_low_water(const Socket& socket, int bytes) noexcept {
  if (socket.peer().is_unix()) return;
  ::setsockopt(socket.descriptor(), SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes);
}

}  // namespace wirespeed::net
