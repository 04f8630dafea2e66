// OpenSSL's reads and writes on a Socket: non-blocking, and a peer that has left is an error, never SIGPIPE.
#pragma once

#include <openssl/bio.h>

#include "wirespeed/net/socket.hpp"

namespace wirespeed::net {

// Borrows the socket. nullptr when there is no memory.
BIO* new_socket_bio(Socket& socket) noexcept;

}  // namespace wirespeed::net
