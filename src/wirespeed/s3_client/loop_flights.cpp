// Which exchange goes where, and what becomes of it.
#include <algorithm>

#include "wirespeed/s3_client/loop.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr unsigned kMostLost = 3;  // connections that had rested and were broken, before another one counts

}  // namespace

// Takes from the work what can be started, and one more: it shows that there is work left.
void Loop::pull() {
  take_due();
  if (queued_ > 0) {
    for (const auto& route : routes_) expand(*route);
  }
  pulled_all_ = false;
  while (queued_ <= opening_) {
    Exchange* exchange = work_->next();
    if (exchange == nullptr) {
      pulled_all_ = true;
      return hedge();
    }
    place(flights_.start(*exchange, work_));
  }
}

void Loop::take_due() {
  for (std::size_t i = 0; i < waiting_.size();) {
    Flight& flight = *waiting_[i];
    if (flight.due > shared_.now) {
      ++i;
      continue;
    }
    waiting_[i] = waiting_.back();
    waiting_.pop_back();
    place(flight);
  }
}

void Loop::place(Flight& flight) {
  Route& route = route_of(flight.exchange->target());
  if (Connection* idle = take_idle(route)) {
    if (!start(*idle, flight)) serve(*idle);
    return;
  }
  route.queue.push_back(&flight);
  ++queued_;
  expand(route);
}

// false: its request could not be written, and the connection is still free.
bool Loop::start(Connection& connection, Flight& flight) {
  const Progress progress = connection.start(flight);
  if (progress != Progress::failed || !connection.is_reusable()) {
    handle(connection, progress);
    return true;
  }
  s3::Error error = connection.take_error();
  connection.rest();
  attempt_failed(flight, std::move(error));
  return false;
}

Flight* Loop::next_for(Route& route) {
  if (!route.queue.empty()) {
    Flight* first = route.queue.front();
    route.queue.pop_front();
    --queued_;
    return first;
  }
  while (queued_ <= opening_) {
    Exchange* exchange = work_->next();
    if (exchange == nullptr) return nullptr;
    Flight& flight = flights_.start(*exchange, work_);
    if (&route_of(exchange->target()) == &route) return &flight;
    place(flight);
  }
  return nullptr;
}

// The connection is free: what goes over it next?
void Loop::serve(Connection& connection) {
  if (open_connections() > growth_.allowed()) return close(connection, true);
  Route& route = connection.route();
  for (;;) {
    Flight* flight = next_for(route);
    if (flight == nullptr) {
      route.idle.push_back(&connection);
      return note_check(connection.next_check());
    }
    if (start(connection, *flight)) return;
  }
}

void Loop::answered(Connection& connection) {
  Flight& flight = *connection.flight();
  auto finished = flight.exchange->finish();
  flight.on = nullptr;
  const bool is_free = connection.is_reusable();
  if (connection.answers() == 1) keep_ticket(connection);
  if (is_free) {
    connection.rest();
  } else {
    close(connection);
  }
  if (finished) {
    usual_time_.note(shared_.now - flight.began);
    growth_.took(shared_.now - flight.began);
    landed(flight);
  } else {
    attempt_failed(flight, std::move(finished).error());
  }
  if (is_free) serve(connection);
}

void Loop::landed(Flight& flight) {
  if (flight.original != nullptr) return twin_landed(flight);
  if (flight.twin != nullptr) {
    withdraw(*flight.twin);
    flights_.land(*flight.twin);
  }
  ++landed_;
  Exchange& exchange = *flight.exchange;
  Work& work = *flight.work;
  flights_.land(flight);
  work.ended(exchange);
}

void Loop::attempt_failed(Flight& flight, s3::Error error) {
  flight.on = nullptr;
  if (flight.original != nullptr) return twin_failed(flight);
  if (error.retry == s3::Retry::throttled) growth_.refused(open_connections(), shared_.now);
  if (error.retry == s3::Retry::never || flight.attempt + 1 >= shared_.options.retry.attempts) {
    if (flight.twin == nullptr) return end_with(flight, std::move(error));
    flight.failed = std::move(error);
    return;
  }
  if (shared_.options.on_retry) shared_.options.on_retry(error);
  ++flight.attempt;
  ++shared_.counts.retries;
  flight.due = shared_.now + backoff_.wait(flight.attempt, error);
  waiting_.push_back(&flight);
  note_check(flight.due);
}

void Loop::end_with(Flight& flight, s3::Error error) {
  if (flight.attempt > 0) error.message += fmt::format(" (attempt {}, the last one)", flight.attempt + 1);
  ++landed_;
  Exchange& exchange = *flight.exchange;
  Work& work = *flight.work;
  flights_.land(flight);
  exchange.fail(std::move(error));
  work.ended(exchange);
}

// An answer will not come over this connection.
void Loop::lost(Connection& connection) {
  Flight& flight = *connection.flight();
  Route& route = connection.route();
  s3::Error error = connection.take_error();
  const bool stale = connection.was_stale() && flight.lost_connections < kMostLost;
  close(connection);
  flight.on = nullptr;
  if (!stale) return attempt_failed(flight, std::move(error));
  ++flight.lost_connections;
  close_idle(route);  // they rested as long
  route.queue.push_front(&flight);
  ++queued_;
  expand(route);
}

}  // namespace wirespeed::s3_client
