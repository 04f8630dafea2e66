// The HTTP server: connections and their bytes (RESTinio), around a Service.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "log.hpp"
#include "service.hpp"

namespace discography {

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8042;
  unsigned threads = 1;     // for connections, and as many for long questions
  std::size_t queue = 256;  // long questions that may wait
  std::size_t max_connections = 4096;
  std::chrono::nanoseconds deadline{};  // of a question; a connection is given some more
  std::chrono::nanoseconds slow{};      // from when on a question gets a line of the log; 0: never
};

// Its own threads carry out everything. start() and stop() belong to one thread.
class Server {
 public:
  // All borrowed.
  Server(ServerOptions options, const Service& service, Metrics& metrics, const Log& log);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens from then on. An address that cannot be had is an error.
  wirespeed::Result<void> start();

  // "http://127.0.0.1:8042/", with the port that was found.
  std::string address() const;

  // Takes no more connections and lets what was asked be answered. False: `patience` was not enough.
  bool drain(std::chrono::milliseconds patience);

  // Ends what is left, whoever waits for it.
  void stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Whether only this machine reaches it. An error for what is no numeric address ("localhost" is one).
wirespeed::Result<bool> is_loopback(const std::string& host);

}  // namespace discography
