// bolt_replay: listens, and gives each connection a thread.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>
#include <thread>

#include "listening.hpp"
#include "session.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::bolt_replay;

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
  if (options->core >= 0 && !stay_on(options->core)) return complain("bolt_replay: --core: there is no such core");
  std::uint16_t port = options->port;
  const auto listener = listen_at(port, "bolt_replay");
  if (!listener) return complain(listener.error().message);
  std::printf("port %d\n", port);
  std::fflush(stdout);
  std::signal(SIGPIPE, SIG_IGN);
  if (!options->detached) end_with_input();
  RecordCache cache;
  accept_all(*listener, *options, cache, port);
}
