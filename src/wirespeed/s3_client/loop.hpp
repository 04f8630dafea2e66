// The loop inside an engine: what is pulled from the work, which connection carries it, what is tried again.
//
//   work --next()--> flight --> queue of its route --> connection --> landed, or waiting for another attempt
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "wirespeed/net/epoll.hpp"
#include "wirespeed/s3_client/backoff.hpp"
#include "wirespeed/s3_client/growth.hpp"
#include "wirespeed/s3_client/hedging.hpp"
#include "wirespeed/s3_client/resolver.hpp"
#include "wirespeed/s3_client/route.hpp"

namespace wirespeed::s3_client {

class Loop {
 public:
  explicit Loop(EngineOptions options);
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  ~Loop();

  Outcome<void> run(Work& work, const Stop& stop);
  void wake() noexcept;
  void abandon() noexcept;
  bool of_this_process() const noexcept { return forks_ == net::fork_count(); }
  const EngineCounts& counts() const noexcept { return shared_.counts; }

 private:
  // Turns of the loop (loop.cpp).
  Outcome<void> prepare();
  std::chrono::milliseconds longest_wait(const Stop& stop) const;
  void turn(const Stop& stop);
  Connection* alone(const Stop& stop) const noexcept;
  void take_events(std::chrono::milliseconds longest);
  void adapt(std::chrono::nanoseconds slept, bool heard_nothing);
  void drive_yielded();
  void drive(Connection& connection);
  void handle(Connection& connection, Progress progress);
  void check_times();
  void note_check(Clock::time_point at) noexcept { next_check_ = std::min(next_check_, at); }

  // Which exchange goes where (loop_flights.cpp).
  void pull();
  void take_due();
  void place(Flight& flight);
  bool start(Connection& connection, Flight& flight);
  Flight* next_for(Route& route);
  void serve(Connection& connection);
  void answered(Connection& connection);
  void landed(Flight& flight);
  void attempt_failed(Flight& flight, s3::Error error);
  void end_with(Flight& flight, s3::Error error);
  void lost(Connection& connection);

  // A second attempt beside a slow one (hedging.cpp).
  void hedge();
  Flight* slowest() const noexcept;
  std::size_t twins() const noexcept;
  void begin_twin(Flight& flight);
  void twin_landed(Flight& twin);
  void twin_failed(Flight& twin);
  void withdraw(Flight& flight);

  // Connections (loop_connections.cpp).
  Route& route_of(const Target& target);
  Connection* take_idle(Route& route);
  void expand(Route& route);
  bool make_room(const Route& route);
  void open(Route& route);
  void connect(Connection& connection);
  void connect_resolved();
  void forget(Connection& connection) noexcept;
  void keep_ticket(Connection& connection);
  void established(Connection& connection);
  void not_established(Connection& connection);
  void close(Connection& connection, bool goodbye = false);
  void close_idle(Route& route);

  unsigned open_connections() const noexcept { return static_cast<unsigned>(connections_.size()); }

  unsigned forks_;
  Shared shared_;
  std::unique_ptr<net::Epoll> epoll_;
  std::shared_ptr<net::WakeUp> wake_up_;
  std::atomic<bool> woken_{false};  // somebody wakes us: never again wait where that is not seen
  Work* work_ = nullptr;

  std::vector<std::unique_ptr<Route>> routes_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::unique_ptr<Connection>> closed_;  // until the turn ends: events may still name them
  std::vector<Connection*> yielded_;
  Flights flights_;
  std::vector<Flight*> waiting_;  // for another attempt
  std::size_t queued_ = 0;        // in all routes
  unsigned opening_ = 0;
  bool pulled_all_ = false;  // the work had nothing more to start

  std::unique_ptr<Resolver> resolver_;
  Backoff backoff_;
  Growth growth_;
  std::uint64_t landed_ = 0;
  UsualTime usual_time_;
  std::chrono::nanoseconds slept_{};
  Clock::time_point next_check_ = Clock::time_point::max();
};

}  // namespace wirespeed::s3_client
