// discography serve DIR: the graph over HTTP, until SIGTERM.
#include <sys/resource.h>

#include <csignal>
#include <memory>

#include "commands.hpp"
#include "output.hpp"
#include "serve/live.hpp"
#include "serve/server.hpp"
#include "token_file.hpp"
#include "wirespeed/base/cpu.hpp"

namespace discography {
namespace {

using wirespeed::Errc;
using wirespeed::fail;
using wirespeed::Result;

constexpr const char* kFooter =
    R"(Prints the address, and answers until SIGTERM or Ctrl-C. Another graph.snapshot in DIR takes over within a second,
or at once at SIGHUP, while questions about the old one are still answered.

Examples:
  discography serve music
  discography serve music --port 0 --threads 4
  discography serve music --host 0.0.0.0 --token-file token.txt)";

constexpr std::chrono::milliseconds kForAnswers{3000};  // after SIGTERM, before what still runs is cancelled
constexpr std::chrono::milliseconds kForTheRest{1000};
constexpr rlim_t kOtherFiles = 64;  // that the process needs beside its connections

struct ServeOptions {
  std::string directory;
  ServerOptions server;
  unsigned threads = 0;
  double deadline_seconds = 5;
  double slow_milliseconds = 100;
  std::string token_file;
  bool insecure_public = false;
};

Result<void> check_exposure(const ServeOptions& options) {
  const auto loopback = is_loopback(options.server.host);
  if (!loopback) return std::unexpected(loopback.error());
  if (*loopback || options.insecure_public || !options.token_file.empty()) return {};
  return fail(Errc::invalid_argument,
              "--host {}: whoever reaches this machine could ask; give a --token-file, or say --insecure-public",
              options.server.host);
}

// As many connections as the system lets the process have files.
std::size_t fitting_connections(std::size_t wanted) {
  rlimit files{};
  if (::getrlimit(RLIMIT_NOFILE, &files) != 0) return wanted;
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  const rlim_t left = files.rlim_cur > 2 * kOtherFiles ? files.rlim_cur - kOtherFiles : files.rlim_cur / 2;
  return std::min<std::size_t>(wanted, left);
}

sigset_t own_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, number);
  return signals;
}

// Until SIGTERM or SIGINT.
void wait_for_end(Live& live) {
  const sigset_t signals = own_signals();
  for (int number = 0; number != SIGTERM && number != SIGINT;) {
    if (sigwait(&signals, &number) == 0 && number == SIGHUP) live.look_now();
  }
}

ServerOptions server_options(const ServeOptions& options) {
  ServerOptions made = options.server;
  made.threads = options.threads == 0 ? wirespeed::available_cores() : options.threads;
  made.max_connections = fitting_connections(options.server.max_connections);
  made.deadline = std::chrono::milliseconds(static_cast<std::int64_t>(options.deadline_seconds * 1e3));
  made.slow = std::chrono::nanoseconds(static_cast<std::int64_t>(options.slow_milliseconds * 1e6));
  return made;
}

Result<int> run_serve(const ServeOptions& options) {
  if (auto ok = check_exposure(options); !ok) return std::unexpected(std::move(ok).error());
  auto token = read_token(options.token_file);
  if (!token) return std::unexpected(std::move(token).error());
  const sigset_t signals = own_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);  // threads to come inherit it; wait_for_end() takes them
  std::signal(SIGPIPE, SIG_IGN);

  const Log log;
  Metrics metrics(options.directory);
  auto live = Live::open(options.directory, log, metrics);
  if (!live) return std::unexpected(std::move(live).error());
  const ServerOptions how = server_options(options);
  wirespeed::CancelToken over;
  const Service service({std::move(*token), how.deadline}, **live, metrics, over);
  Server server(how, service, metrics, log);
  if (auto ok = server.start(); !ok) return std::unexpected(std::move(ok).error());
  log.info("started", server.address());
  if (auto ok = print(fmt::format("discography: serving {} at {}\n", options.directory, server.address())); !ok) {
    return std::unexpected(std::move(ok).error());
  }

  wait_for_end(**live);
  log.info("stopping", "no more connections are taken");
  if (!server.drain(kForAnswers)) {
    over.cancel();
    server.drain(kForTheRest);
  }
  server.stop();
  log.info("stopped", server.address());
  return kFound;
}

}  // namespace

void add_serve(CLI::App& app, Action& action) {
  auto options = std::make_shared<ServeOptions>();
  CLI::App* command = add_command(app, action, "serve", "Answer over HTTP, with a page to play on", options, run_serve);
  command->add_option("DIR", options->directory, "What ingest wrote")->required();
  command->add_option("--host", options->server.host, "The address to listen at")->capture_default_str();
  command->add_option("--port", options->server.port, "0: one that is free")->capture_default_str();
  command->add_option("--threads", options->threads, "For connections, and as many for long questions; 0: all cores")
      ->check(CLI::Range(0, 1024));
  command->add_option("--deadline", options->deadline_seconds, "Seconds that a question may take")
      ->check(CLI::Range(0.001, 3600.0))
      ->capture_default_str();
  command->add_option("--queue", options->server.queue, "Long questions that may wait")->capture_default_str();
  command->add_option("--max-connections", options->server.max_connections, "At a time")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  command
      ->add_option("--log-slower", options->slow_milliseconds,
                   "Milliseconds from which on a question is logged; 0: never")
      ->check(CLI::Range(0.0, 3.6e6))
      ->capture_default_str();
  command->add_option("--token-file", options->token_file, "Ask for the bearer token that it holds");
  command->add_flag("--insecure-public", options->insecure_public, "Listen at any address without a token");
  command->footer(kFooter);
}

}  // namespace discography
