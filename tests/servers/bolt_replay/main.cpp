// bolt_replay: listens, and gives each connection a thread.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <thread>

#include "session.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::bolt_replay;

// A descriptor that listens, and its port in `port`.
Result<int> listen_at(std::uint16_t& port) {
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
    return fail(Errc::io, "bolt_replay: listen at 127.0.0.1:{}: {}", port, errno_text(errno));
  }
  port = ntohs(address.sin_port);
  return listener;
}

void serve(int descriptor, const Options& options, RecordCache& cache, Peer peer) {
  Socket socket(descriptor);
  Session(socket, options, cache, peer).run();
}

[[noreturn]] void accept_all(int listener, const Options& options, RecordCache& cache, std::uint16_t port) {
  for (std::uint64_t connection = 0;; ++connection) {
    const int descriptor = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) continue;
    const int yes = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    std::thread(serve, descriptor, std::cref(options), std::ref(cache), Peer{{}, connection, port}).detach();
  }
}

// Whoever started it holds the other end of its input, and takes it along when ending.
void end_with_input() {
  std::thread([] {
    char byte = 0;
    while (::read(STDIN_FILENO, &byte, 1) > 0) {
    }
    ::_exit(0);
  }).detach();
}

int complain(const std::string& text) {
  std::fprintf(stderr, "%s\n", text.c_str());
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--help") == 0) return std::fputs(kUsage, stdout), 0;
  auto options = parse_options({argv, static_cast<std::size_t>(argc)});
  if (!options) return complain(options.error().message);
  std::uint16_t port = options->port;
  const auto listener = listen_at(port);
  if (!listener) return complain(listener.error().message);
  std::printf("port %d\n", port);
  std::fflush(stdout);
  std::signal(SIGPIPE, SIG_IGN);
  if (!options->detached) end_with_input();
  RecordCache cache;
  accept_all(*listener, *options, cache, port);
}
