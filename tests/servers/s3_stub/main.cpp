// s3_stub: listens, prints its port, serves.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstring>

#include "listening.hpp"
#include "server.hpp"

namespace {

using namespace wirespeed;
using namespace wirespeed::s3_stub;

int complain(const std::string& text) {
  std::fprintf(stderr, "%s\n", text.c_str());
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::strcmp(argv[1], "--help") == 0) return std::fputs(kUsage, stdout), 0;
  auto options = parse_options({argv, static_cast<std::size_t>(argc)});
  if (!options) return complain(options.error().message);
  if (options->core >= 0 && !stay_on(options->core)) return complain("s3_stub: --core: there is no such core");
  std::uint16_t port = options->port;
  const auto listener = listen_at(port, "s3_stub");
  if (!listener) return complain(listener.error().message);
  ::fcntl(*listener, F_SETFL, O_NONBLOCK);
  std::printf("port %d\n", port);
  std::fflush(stdout);
  std::signal(SIGPIPE, SIG_IGN);
  const int input = options->detached ? -1 : STDIN_FILENO;
  Server(*listener, input, *std::move(options)).run();
}
