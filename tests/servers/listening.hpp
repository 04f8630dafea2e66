// How the servers here come up.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>

#include <cerrno>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed {

// A descriptor that listens at 127.0.0.1, and its port in `port`; 0: any that is free. `who` is for the error.
inline Result<int> listen_at(std::uint16_t& port, std::string_view who) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int yes = 1;
  ::setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (listener < 0 || ::bind(listener, generic, size) != 0 || ::listen(listener, SOMAXCONN) != 0 ||
      ::getsockname(listener, generic, &size) != 0) {
    return fail(Errc::io, "{}: listen at 127.0.0.1:{}: {}", who, port, errno_text(errno));
  }
  port = ntohs(address.sin_port);
  return listener;
}

// False for a core that is not there.
inline bool stay_on(int core) noexcept {
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<unsigned>(core), &cores);
  return ::sched_setaffinity(0, sizeof cores, &cores) == 0;
}

}  // namespace wirespeed
