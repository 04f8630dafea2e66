// Connecting in steps, none of which waits; and what else an event loop does with sockets.
#pragma once

#include "wirespeed/net/socket.hpp"

namespace wirespeed::net {

// Begins, and returns at once; wait until it can be written to, then finish_connect().
// REQUIRES: a host that is a number, or a Unix socket; names are refused.
Result<Socket> start_connect(const Address& address, const SocketOptions& options);

// Whether it has come about. Once it has, the socket is as connect_socket() leaves it.
Result<void> finish_connect(const Socket& socket);

// Readable (also for epoll and poll) only when so many bytes are there, or the end: a wait for large pieces. Means
// nothing on a Unix socket. Of 1: as usual.
void set_low_water(const Socket& socket, int bytes) noexcept;

}  // namespace wirespeed::net
