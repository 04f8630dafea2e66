// drive PORT RATE SECONDS CONNECTIONS TARGETS: load on a server of this machine; JSON with what came of it on stdout.
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <stdexcept>

#include "contender.hpp"
#include "load.hpp"

namespace {

using namespace serve_mix;

std::vector<std::string> read_targets(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> targets;
  for (std::string line; std::getline(file, line);) targets.push_back(line);
  if (targets.empty()) throw std::runtime_error("open " + path + ": expected a target in each line");
  return targets;
}

void print(LoadResult result) {
  std::ranges::sort(result.latencies_ms);
  if (result.latencies_ms.empty()) throw std::runtime_error("no request was sent");
  const auto at = [&](double share) { return percentile(result.latencies_ms, share); };
  fmt::print(
      "{{\"sent\": {}, \"answered\": {}, \"failed\": {}, \"seconds\": {:.3f}, \"p50_ms\": {:.3f}, \"p95_ms\": {:.3f}, "
      "\"p99_ms\": {:.3f}, \"p999_ms\": {:.3f}, \"max_ms\": {:.3f}}}\n",
      result.sent, result.answered, result.failed, result.seconds, at(0.5), at(0.95), at(0.99), at(0.999),
      result.latencies_ms.back());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fputs("usage: drive PORT RATE SECONDS CONNECTIONS TARGETS\n", stderr);
    return 2;
  }
  return bench::guarded([&] {
    LoadOptions options;
    options.port = static_cast<std::uint16_t>(std::stoul(argv[1]));
    options.rate = std::stod(argv[2]);
    options.seconds = std::stod(argv[3]);
    options.connections = static_cast<unsigned>(std::stoul(argv[4]));
    print(run_load(options, read_targets(argv[5])));
  });
}
