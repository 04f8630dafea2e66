#include "load.hpp"

#include <fcntl.h>
#include <sys/epoll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstring>
#include <deque>
#include <random>
#include <stdexcept>
#include <string_view>

#include "loopback.hpp"

namespace serve_mix {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

constexpr std::chrono::seconds kForStragglers{10};

// One keep-alive connection and the answer that it waits for.
struct Connection {
  int socket = -1;
  std::size_t request = 0;  // that is under way
  std::string received;
};

// The bytes of a whole answer at the front of `received`; 0 while it is not whole.
std::size_t whole_answer(const std::string& received) {
  const std::size_t head = received.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  constexpr std::string_view kLength = "Content-Length: ";
  const std::size_t at = received.find(kLength);
  if (at == std::string::npos || at > head) throw std::runtime_error("an answer without Content-Length");
  const std::size_t size = head + 4 + std::strtoull(received.c_str() + at + kLength.size(), nullptr, 10);
  return received.size() >= size ? size : 0;
}

class Load {
 public:
  Load(const LoadOptions& options, const std::vector<std::string>& targets)
      : options_(options), connections_(options.connections), epoll_(::epoll_create1(0)) {
    for (const std::string& target : targets) requests_.push_back("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    plan();
    for (std::size_t i = 0; i < connections_.size(); ++i) open(i);
  }
  ~Load() {
    for (const Connection& connection : connections_) ::close(connection.socket);
    ::close(epoll_);
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  LoadResult run() {
    started_ = SteadyClock::now();
    const auto end =
        started_ + std::chrono::duration_cast<SteadyClock::duration>(Seconds(options_.seconds)) + kForStragglers;
    while (answered_ < moments_.size() && SteadyClock::now() < end) {
      send_due();
      receive(wait_ms());
    }
    result_.sent = moments_.size();
    result_.answered = answered_;
    result_.seconds = now();
    for (std::size_t i = 0; i < moments_.size(); ++i) {
      if (latencies_[i] < 0) latencies_[i] = (result_.seconds - moments_[i]) * 1e3;
    }
    result_.latencies_ms = std::move(latencies_);
    return std::move(result_);
  }

 private:
  // When each request is meant to leave, and which one it is.
  void plan() {
    std::mt19937_64 random(options_.seed);
    std::exponential_distribution<double> distance(options_.rate);
    std::uniform_int_distribution<std::size_t> choice(0, requests_.size() - 1);
    for (double at = distance(random); at < options_.seconds; at += distance(random)) {
      moments_.push_back(at);
      choices_.push_back(choice(random));
    }
    latencies_.assign(moments_.size(), -1);
  }

  void open(std::size_t i) {
    Connection& connection = connections_[i];
    connection.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bench::connect_loopback(connection.socket, options_.port);
    ::fcntl(connection.socket, F_SETFL, O_NONBLOCK);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = i;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connection.socket, &event);
    free_.push_back(i);
  }

  double now() const { return Seconds(SteadyClock::now() - started_).count(); }

  void send_due() {
    while (next_ < moments_.size() && !free_.empty() && moments_[next_] <= now()) {
      Connection& connection = connections_[free_.front()];
      free_.pop_front();
      connection.request = next_;
      const std::string& request = requests_[choices_[next_++]];
      const ssize_t sent = ::send(connection.socket, request.data(), request.size(), MSG_NOSIGNAL);
      if (sent != static_cast<ssize_t>(request.size())) throw std::runtime_error("a request was not taken whole");
    }
  }

  // Until the next request is due. Waits of less than a millisecond are spent asking.
  int wait_ms() const {
    if (next_ >= moments_.size() || free_.empty()) return 1;
    return std::clamp(static_cast<int>((moments_[next_] - now()) * 1e3), 0, 1);
  }

  void receive(int wait) {
    std::array<epoll_event, 256> events;
    const int count = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), wait);
    for (int i = 0; i < count; ++i) read(events[static_cast<std::size_t>(i)].data.u64);
  }

  void read(std::size_t i) {
    Connection& connection = connections_[i];
    char buffer[65536];
    const ssize_t got = ::recv(connection.socket, buffer, sizeof buffer, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) throw std::runtime_error("the server closed a connection");
    connection.received.append(buffer, static_cast<std::size_t>(got));
    if (whole_answer(connection.received) == 0) return;
    take_answer(connection);
    free_.push_back(i);
  }

  void take_answer(Connection& connection) {
    latencies_[connection.request] = (now() - moments_[connection.request]) * 1e3;
    if (!connection.received.starts_with("HTTP/1.1 200 ")) ++result_.failed;
    ++answered_;
    connection.received.clear();
  }

  LoadOptions options_;
  std::vector<std::string> requests_;
  std::vector<double> moments_;  // seconds after the start
  std::vector<std::size_t> choices_;
  std::vector<double> latencies_;
  std::vector<Connection> connections_;
  std::deque<std::size_t> free_;
  int epoll_;
  SteadyClock::time_point started_;
  std::size_t next_ = 0;
  std::size_t answered_ = 0;
  LoadResult result_;
};

}  // namespace

LoadResult run_load(const LoadOptions& options, const std::vector<std::string>& targets) {
  return Load(options, targets).run();
}

double percentile(const std::vector<double>& sorted, double share) {
  return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(share * static_cast<double>(sorted.size())))];
}

}  // namespace serve_mix
