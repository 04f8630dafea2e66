#include "wirespeed/s3_client/credential_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>  // NOLINT(modernize-deprecated-headers): sigset_t and kill() are POSIX's
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <thread>
#include <vector>

#include "wirespeed/s3/credential_answers.hpp"
#include "wirespeed/s3/shell_words.hpp"
#include "wirespeed/s3_client/credential_error.hpp"

extern "C" char** environ;  // NOLINT: POSIX declares it nowhere

namespace wirespeed::s3_client {
namespace {

constexpr std::size_t kMaxOutput = 64 * 1024;
constexpr int kSliceMs = 20;

class Pipe {
 public:
  Pipe() noexcept {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close(0);
    close(1);
  }

  bool is_open() const noexcept { return ends_[0] >= 0; }
  int reader() const noexcept { return ends_[0]; }
  int writer() const noexcept { return ends_[1]; }
  void close_writer() noexcept { close(1); }

 private:
  void close(std::size_t end) noexcept {
    if (ends_[end] >= 0) ::close(ends_[end]);
    ends_[end] = -1;
  }

  std::array<int, 2> ends_{};
};

// A child: killed and buried when it goes out of scope before it ended.
class Child {
 public:
  explicit Child(pid_t pid) noexcept : pid_(pid) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (ended_) return;
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }

  // Whether it has ended; `status` is then what waitpid() says, or 0 where somebody else has heard it.
  bool has_ended(int& status) noexcept {
    const pid_t found = ::waitpid(pid_, &status, WNOHANG);
    if (found == 0 || (found < 0 && errno == EINTR)) return false;
    if (found < 0) status = 0;
    ended_ = true;
    return true;
  }

 private:
  pid_t pid_;
  bool ended_ = false;
};

// Signals as a program expects them at its start, whatever we do with them.
void set_signals(posix_spawnattr_t& attributes) noexcept {
  sigset_t none;
  sigset_t defaults;
  ::sigemptyset(&none);
  ::sigemptyset(&defaults);
  ::sigaddset(&defaults, SIGPIPE);
  ::sigaddset(&defaults, SIGINT);
  ::posix_spawnattr_setsigmask(&attributes, &none);
  ::posix_spawnattr_setsigdefault(&attributes, &defaults);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

// 0, or errno.
int spawn(const std::vector<std::string>& words, int output, pid_t& pid) {
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));  // NOLINT: exec's types
  arguments.push_back(nullptr);
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_init(&actions);
  set_signals(attributes);
  ::posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  const int error = ::posix_spawnp(&pid, arguments[0], &actions, &attributes, arguments.data(), ::environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::posix_spawnattr_destroy(&attributes);
  return error;
}

// The caller's stop, or our own for a program that takes too long.
Result<void> check(const Stop& stop, const Stop& own) {
  if (auto going = stop.check("credential process"); !going) return going;
  if (!own.requested()) return {};
  return fail(Errc::io, "credential process: it has not ended in its time and was killed; run it by hand");
}

Result<std::string> read_output(int from, const Stop& stop, const Stop& own) {
  std::string output;
  std::array<char, 4096> piece{};
  for (;;) {
    if (auto going = check(stop, own); !going) return std::unexpected(std::move(going).error());
    pollfd wanted{from, POLLIN, 0};
    if (::poll(&wanted, 1, kSliceMs) <= 0) continue;
    const ssize_t n = ::read(from, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(Errc::io, "credential process: {}", errno_text(errno));
    if (n == 0) return output;
    output.append(piece.data(), static_cast<std::size_t>(n));
    if (output.size() > kMaxOutput) {
      return fail(Errc::limit, "credential process: expected JSON, found more than {} bytes", kMaxOutput);
    }
  }
}

Result<int> wait_for(Child& child, const Stop& stop, const Stop& own) {
  int status = 0;
  while (!child.has_ended(status)) {
    if (auto going = check(stop, own); !going) return std::unexpected(std::move(going).error());
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return status;
}

std::unexpected<wirespeed::Error> bad_end(int status) {
  if (WIFSIGNALED(status)) return fail(Errc::io, "credential process: signal {} ended it", WTERMSIG(status));
  return fail(Errc::io, "credential process: it ended with status {}; what it says stands on standard error",
              WEXITSTATUS(status));
}

Result<s3::Credentials> run(std::string_view command, const Stop& stop, std::chrono::milliseconds timeout) {
  const auto words = s3::split_shell_words(command);
  if (!words) return fail(words.error().code, "credential process: {}", words.error().message);
  if (words->empty()) return fail(Errc::invalid_argument, "credential process: the command is empty");
  Pipe pipe;
  if (!pipe.is_open()) return fail(Errc::io, "credential process: {}", errno_text(errno));
  pid_t pid = 0;
  if (const int error = spawn(*words, pipe.writer(), pid); error != 0) {
    return fail(Errc::io, "credential process {}: {}", words->front(), errno_text(error));
  }
  Child child(pid);
  pipe.close_writer();
  const Stop own = Stop::after(timeout);
  const auto output = read_output(pipe.reader(), stop, own);
  if (!output) return std::unexpected(output.error());
  const auto status = wait_for(child, stop, own);
  if (!status) return std::unexpected(status.error());
  if (*status != 0) return bad_end(*status);
  return s3::parse_process_credentials(*output);
}

}  // namespace

s3::Outcome<s3::Credentials> run_credential_process(std::string_view command, const Stop& stop,
                                                    std::chrono::milliseconds timeout) {
  auto credentials = run(command, stop, timeout);
  if (!credentials) return std::unexpected(credential_error(std::move(credentials).error()));
  return std::move(*credentials);
}

}  // namespace wirespeed::s3_client
