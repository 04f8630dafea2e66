#include "wirespeed/s3_client/loop.hpp"

#include <algorithm>

namespace wirespeed::s3_client {
namespace {

constexpr std::chrono::milliseconds kCancelSlice{20};  // between two looks at the cancel token
constexpr std::chrono::milliseconds kLongest{60'000};

}  // namespace

Loop::Loop(EngineOptions options)
    : forks_(net::fork_count()),
      shared_{.options = std::move(options)},
      backoff_(shared_.options.retry),
      growth_(shared_.options.max_connections) {
  auto wake_up = net::WakeUp::make();
  if (!wake_up) return;
  wake_up_ = std::make_shared<net::WakeUp>(*std::move(wake_up));
  resolver_ = std::make_unique<Resolver>([bell = wake_up_] { bell->notify(); });
}

Loop::~Loop() {
  if (!of_this_process()) return;
  for (const auto& connection : connections_) {
    connection->close(connection->stage() == Connection::Stage::idle);
  }
}

Outcome<void> Loop::prepare() {
  if (!of_this_process()) {
    return fail(Errc::io,
                "S3: the connections belong to the process that this one was forked from; make another "
                "engine after fork()");
  }
  if (epoll_ != nullptr) return {};
  if (wake_up_ == nullptr) return fail(Errc::io, "S3: no event descriptor; are too many files open?");
  auto epoll = net::Epoll::make();
  if (!epoll) return std::unexpected(std::move(epoll).error());
  if (auto ok = epoll->add(wake_up_->descriptor(), nullptr); !ok) return std::unexpected(std::move(ok).error());
  epoll_ = std::make_unique<net::Epoll>(*std::move(epoll));
  return {};
}

void Loop::wake() noexcept {
  woken_.store(true, std::memory_order_relaxed);
  if (wake_up_ != nullptr && of_this_process()) wake_up_->notify();
}

Outcome<void> Loop::run(Work& work, const Stop& stop) {
  if (auto ready = prepare(); !ready) return ready;
  work_ = &work;
  shared_.now = Clock::now();
  growth_.begin_call();
  if (shared_.now >= next_check_) check_times();
  for (bool was_late = false;;) {
    pull();
    if (work.satisfied()) return {};
    const bool cancelled = stop.cancel != nullptr && stop.cancel->cancelled();
    if (cancelled || was_late) return stop.check("S3");
    was_late = stop.deadline && shared_.now >= *stop.deadline;
    turn(stop);
  }
}

void Loop::turn(const Stop& stop) {
  if (Connection* connection = alone(stop)) {
    connection->transport().wait_once();
    drive(*connection);
    shared_.now = Clock::now();
  } else {
    take_events(longest_wait(stop));
  }
  if (shared_.now >= next_check_) check_times();
  closed_.clear();
}

// The one connection that there is anything to wait for, where a wait for it may take a slice: then it is received from
// at once, which saves asking epoll.
Connection* Loop::alone(const Stop& stop) const noexcept {
  if (!pulled_all_ || queued_ > 0 || opening_ > 0 || !yielded_.empty() || woken_.load(std::memory_order_relaxed)) {
    return nullptr;
  }
  const Flight* only = flights_.only();
  if (only == nullptr || only->on == nullptr || !only->on->only_receives()) return nullptr;
  const auto slice_ends = shared_.now + net::kReadSlice;
  if (slice_ends > next_check_ || (stop.deadline && slice_ends > *stop.deadline)) return nullptr;
  return only->on->transport().tls() == nullptr ? only->on : nullptr;
}

std::chrono::milliseconds Loop::longest_wait(const Stop& stop) const {
  if (!yielded_.empty()) return std::chrono::milliseconds(0);
  auto longest = stop.cancel != nullptr ? kCancelSlice : kLongest;
  if (queued_ > 0 && growth_.can_grow()) longest = Growth::kQuiet;
  auto until = next_check_;
  if (stop.deadline) until = std::min(until, *stop.deadline);
  if (until == Clock::time_point::max()) return longest;
  return std::clamp(std::chrono::ceil<std::chrono::milliseconds>(until - shared_.now), std::chrono::milliseconds(0),
                    longest);
}

void Loop::take_events(std::chrono::milliseconds longest) {
  const bool adapts = queued_ > 0 && growth_.can_grow();
  const auto before = adapts ? Clock::now() : Clock::time_point();
  const auto events = epoll_->wait(longest);
  shared_.now = Clock::now();
  if (adapts) adapt(shared_.now - before, events.empty());
  drive_yielded();
  for (const epoll_event& event : events) {
    auto* connection = static_cast<Connection*>(event.data.ptr);
    if (connection == nullptr) {
      wake_up_->clear();
      connect_resolved();
    } else if (!connection->is_closed()) {
      connection->transport().told(event.events);
      drive(*connection);
    }
  }
}

// Work is queued: would more connections bring more?
void Loop::adapt(std::chrono::nanoseconds slept, bool heard_nothing) {
  slept_ += slept;
  if (heard_nothing && slept >= Growth::kQuiet / 2) return growth_.quiet(open_connections(), shared_.now);
  if (opening_ > 0) return;
  const std::uint64_t bytes = shared_.counts.bytes_received + shared_.counts.bytes_sent;
  growth_.look(open_connections(), {landed_, bytes}, slept_, shared_.now);
}

void Loop::drive_yielded() {
  if (yielded_.empty()) return;
  const std::vector<Connection*> yielded = std::exchange(yielded_, {});
  for (Connection* connection : yielded) {
    if (!connection->is_closed()) drive(*connection);
  }
}

void Loop::drive(Connection& connection) { handle(connection, connection.go_on()); }

void Loop::handle(Connection& connection, Progress progress) {
  switch (progress) {
    case Progress::waiting:
      return note_check(connection.next_check());
    case Progress::yielded:
      yielded_.push_back(&connection);
      return;
    case Progress::established:
      return established(connection);
    case Progress::answered:
      return answered(connection);
    case Progress::failed:
      break;
  }
  if (connection.is_opening()) return not_established(connection);
  if (connection.flight() == nullptr) return close(connection);
  lost(connection);
}

void Loop::check_times() {
  next_check_ = Clock::time_point::max();
  std::vector<Connection*> due;
  for (const auto& connection : connections_) {
    if (shared_.now >= connection->next_check()) due.push_back(connection.get());
  }
  for (Connection* connection : due) {
    if (!connection->is_closed()) handle(*connection, connection->check());
  }
  for (const auto& connection : connections_) note_check(connection->next_check());
  for (const Flight* flight : waiting_) note_check(flight->due);
}

void Loop::abandon() noexcept {
  if (!of_this_process()) return;
  for (const auto& route : routes_) route->queue.clear();
  queued_ = 0;
  waiting_.clear();
  yielded_.clear();
  const auto is_busy = [](const auto& connection) {
    return connection->is_opening() || connection->flight() != nullptr;
  };
  for (auto busy = std::ranges::find_if(connections_, is_busy); busy != connections_.end();
       busy = std::ranges::find_if(connections_, is_busy)) {
    close(**busy);
  }
  for (const auto& flight : flights_.all()) {
    if (flight->exchange != nullptr) flights_.land(*flight);
  }
  closed_.clear();
}

}  // namespace wirespeed::s3_client
