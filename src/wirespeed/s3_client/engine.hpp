// Carries out many exchanges at once on the thread that calls it, over its own connections, which it keeps.
//
//   Engine engine(options);
//   auto ran = engine.run(work, stop);     // until work.satisfied()
//   engine.run(work, stop);                // goes on with what is under way
//   engine.abandon();                      // closes what is under way; its exchanges hear nothing more
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/net/tls.hpp"
#include "wirespeed/s3_client/exchange.hpp"

namespace wirespeed::s3_client {

struct RetryOptions {
  unsigned attempts = 5;  // the first one counts
  std::chrono::milliseconds base{50};
  std::chrono::milliseconds longest{20'000};  // full jitter: a wait is random below min(longest, base * 2^n)
};

struct Proxy {
  net::Address address;
  std::string authorization{};  // the value of Proxy-Authorization, or empty
  std::string except{};         // who is reached without it, as NO_PROXY lists them
};

struct EngineOptions {
  std::shared_ptr<const net::TlsContext> tls = nullptr;  // for targets that want it
  std::optional<Proxy> proxy = std::nullopt;             // CONNECT for TLS, whole URLs without
  unsigned max_connections = 256;                        // at once; opened as the work asks for them
  std::chrono::milliseconds connect_timeout{5'000};
  std::chrono::milliseconds first_byte_timeout{30'000};  // from the last byte of the request to the first of the answer
  std::uint64_t low_speed_bytes = 1024;  // a body that brings, or takes, less than this in low_speed_time is stuck
  std::chrono::milliseconds low_speed_time{20'000};
  std::chrono::milliseconds idle_timeout{15'000};  // a connection that rested longer is not used again
  RetryOptions retry{};
  bool hedge = false;  // a second attempt beside the slowest, when nothing else is left to start
  // Called with an attempt's failure that may be tried again, before the wait: to get new credentials, another region.
  std::function<void(const s3::Error&)> on_retry{};
};

// Counted since it was made; for tests, logs and adaptation.
struct EngineCounts {
  std::uint64_t attempts = 0;
  std::uint64_t retries = 0;
  std::uint64_t hedges = 0;
  std::uint64_t connections_opened = 0;
  std::uint64_t bytes_received = 0;
  std::uint64_t bytes_sent = 0;
};

// One thread at a time. In a forked child it only fails, and is closed without a word to the peer.
class Engine {
 public:
  explicit Engine(EngineOptions options);
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;
  ~Engine();

  // Runs until work.satisfied(). An error is a stop (and then it can be called again with the same work), or that the
  // engine is of no more use; what goes wrong with an exchange is told to the exchange.
  Outcome<void> run(Work& work, const Stop& stop);

  // Ends a run() that waits, from any thread or a signal handler: it looks at its work again. The first one of an
  // engine may be heard 20 ms late: until then a lone exchange is waited for in its own socket.
  void wake() noexcept;

  // REQUIRES: not called by what run() calls.
  void abandon() noexcept;
  bool of_this_process() const noexcept;
  EngineCounts counts() const noexcept;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wirespeed::s3_client
