// One thread, all connections.
#pragma once

#include <memory>
#include <queue>
#include <unordered_map>
#include <vector>

#include "connection.hpp"

namespace wirespeed::s3_stub {

class Server {
 public:
  // Both descriptors stay the caller's. `input`: it ends with it; -1: it does not.
  Server(int listener, int input, Options options);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Until the input ends.
  void run();

 private:
  struct Timer {
    Clock::time_point at;
    std::uint64_t connection;
    bool operator>(const Timer& other) const noexcept { return at > other.at; }
  };

  void accept_all();
  void watch(int descriptor, std::uint32_t events, std::uint64_t number);
  bool handle(std::uint64_t number, std::uint32_t events);
  bool input_ended() const;
  void turn(std::uint64_t number);
  void turn_again();
  void turn_due();
  int milliseconds_to_wait() const;

  int epoll_;
  int listener_;
  int input_;
  Service service_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> connections_;
  std::vector<std::uint64_t> again_;
  std::priority_queue<Timer, std::vector<Timer>, std::greater<>> timers_;
  std::uint64_t next_;
};

}  // namespace wirespeed::s3_stub
