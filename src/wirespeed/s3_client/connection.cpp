#include "wirespeed/s3_client/connection.hpp"

#include <algorithm>
#include <utility>

#include "wirespeed/s3_client/proxy.hpp"
#include "wirespeed/s3_client/route.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::size_t kBufferBytes = 24 * 1024;  // small answers whole; the rest of others goes where it belongs
constexpr std::size_t kSlabBytes = 256 * 1024;   // stays in the cache between receiving and taking
constexpr std::uint64_t kMostAtOnce = 4 << 20;   // bytes before others get their turn
constexpr std::uint64_t kMostOfTls = 1 << 20;    // one call decrypts so much at most
constexpr unsigned kMostInterim = 32;            // answers of status 1xx before the one that counts
constexpr std::chrono::milliseconds kSweep{25};  // what is below the low-water mark waits no longer for its reader

s3::Error unavailable(Error error) { return {std::move(error), s3::Error::Kind::unavailable, s3::Retry::soon}; }

}  // namespace

Connection::Connection(Shared& shared, Route& route) noexcept : shared_(shared), route_(route) {
  check_at_ = shared.now + shared.options.connect_timeout;
}

std::string Connection::where() const {
  return fmt::format("{} {}", flight_ == nullptr ? "CONNECT" : flight_->exchange->method(),
                     route_.target.address.text());
}

Progress Connection::fail_with(s3::Error error) {
  error_ = std::move(error);
  reusable_ = false;
  return Progress::failed;
}

Progress Connection::broke(Error error) {
  broken_ = true;
  return fail_with(unavailable(std::move(error)));
}

s3::Error Connection::take_error() { return *std::exchange(error_, std::nullopt); }

void Connection::close(bool goodbye) noexcept {
  closed_ = true;
  flight_ = nullptr;
  transport_.close(goodbye);
}

Progress Connection::go_on() {
  switch (stage_) {
    case Stage::resolving:
      return Progress::waiting;
    case Stage::connecting:
      return step_connect();
    case Stage::tunnel:
      return step_tunnel();
    case Stage::handshake:
      return step_handshake();
    case Stage::idle:
      return step_idle();
    case Stage::exchange:
      break;
  }
  return step_exchange();
}

Progress Connection::step_idle() {
  if (!transport_.may_read() || !transport_.has_unexpected()) return Progress::waiting;
  return fail_with(fail(Errc::io, "{}: the peer has closed the connection", route_.target.address.text()).error());
}

Progress Connection::start(Flight& flight) {
  flight_ = &flight;
  request_.head().clear();
  BodySource* body = nullptr;
  reusable_ = true;
  if (auto ok = flight.exchange->write_request(flight.attempt, request_.head(), body); !ok) {
    error_ = std::move(ok).error();
    return Progress::failed;
  }
  if (route_.proxy != nullptr && !route_.target.tls) {
    address_through_proxy(*route_.proxy, route_.target, request_.head());
  }
  flight.on = this;
  flight.began = shared_.now;
  stage_ = Stage::exchange;
  request_.begin(body);
  filled_ = 0;
  interim_ = 0;
  heard_ = in_body_ = broken_ = reusable_ = false;
  moved_ = 0;
  watch_ = Watch::none;
  transport_.expect_nothing_yet();
  transport_.expect(0);
  ++shared_.counts.attempts;
  return step_exchange();
}

void Connection::rest() noexcept {
  flight_ = nullptr;
  stage_ = Stage::idle;
  resting_since_ = shared_.now;
  check_at_ = shared_.now + shared_.options.idle_timeout;
  sweep_at_ = Clock::time_point::max();
}

Progress Connection::step_exchange() {
  if (!request_.ended()) {
    if (const Progress sent = send(); sent != Progress::waiting) return sent;
  }
  return receive();
}

Progress Connection::send() {
  const std::uint64_t before = request_.sent();
  auto ok = request_.send(transport_);
  const std::uint64_t sent = request_.sent() - before;
  moved_ += sent;
  shared_.counts.bytes_sent += sent;
  return ok ? Progress::waiting : send_failed(std::move(ok).error());
}

// A server may refuse a request before it has all of it, and close: its answer stands there to be read.
Progress Connection::send_failed(s3::Error error) {
  if (error.kind != s3::Error::Kind::unavailable) return fail_with(std::move(error));
  request_.give_up();
  broken_ = true;
  transport_.poke();
  const Progress received = receive();
  return received == Progress::answered || heard_ ? received : fail_with(std::move(error));
}

Progress Connection::receive() {
  if (!in_body_) {
    if (const Progress head = receive_head(); head == Progress::failed || !in_body_) return head;
  }
  return receive_body();
}

void Connection::consume(std::size_t bytes) noexcept {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(bytes),
            buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), buffer_.begin());
  filled_ -= bytes;
}

std::optional<Progress> Connection::read_head(bool of_head) {
  if (buffer_.empty()) buffer_.resize(kBufferBytes);
  for (;;) {
    if (filled_ > 0) {
      auto whole = http::parse_response_head({buffer_.data(), filled_}, of_head, shared_.head);
      if (!whole) return fail_with(unavailable(std::move(whole).error()));
      if (*whole) return std::nullopt;
      if (filled_ == buffer_.size()) buffer_.resize(std::min(2 * filled_, http::kMaxHead));
    }
    auto moved = transport_.read(std::span(buffer_).subspan(filled_));
    if (!moved) return broke(std::move(moved).error());
    if (moved->would_block) return waiting();
    if (moved->bytes == 0) {
      return broke(fail(Errc::truncated, "{}: the peer closed the connection {}", where(),
                        filled_ == 0 ? "before an answer came" : "within the head of its answer")
                       .error());
    }
    heard_ = true;
    filled_ += moved->bytes;
    moved_ += moved->bytes;
    shared_.counts.bytes_received += moved->bytes;
  }
}

Progress Connection::receive_head() {
  const bool of_head = flight_->exchange->method() == "HEAD";
  for (;;) {
    if (const auto incomplete = read_head(of_head)) return *incomplete;
    if (shared_.head.status / 100 != 1) return take_head();
    consume(shared_.head.size);
    if (++interim_ > kMostInterim) {
      return fail_with(
          unavailable(fail(Errc::malformed, "{}: more than {} answers of status 1xx", where(), kMostInterim).error()));
    }
  }
}

Progress Connection::take_head() {
  const http::ResponseHead& head = shared_.head;
  auto sink = flight_->exchange->receive_head(head);
  if (!sink) return fail_with(std::move(sink).error());
  in_body_ = true;
  keep_alive_ = head.keep_alive && head.framing != http::Framing::until_close;
  if (auto ok = body_.begin(head, *sink); !ok) return fail_with(std::move(ok).error());
  const ByteView rest = ByteView(buffer_).subspan(head.size, filled_ - head.size);
  const auto used = body_.feed(rest);
  if (!used) return fail_with(used.error());
  if (*used < rest.size()) keep_alive_ = false;  // whatever that is, it answers nothing that was asked
  return Progress::waiting;
}

Progress Connection::receive_body() {
  if (shared_.slab.empty()) shared_.slab.resize(kSlabBytes);
  for (std::uint64_t total = 0; !body_.ended();) {
    if (total >= kMostAtOnce) return Progress::yielded;
    auto room = body_.room(shared_.slab);
    if (transport_.tls() != nullptr) room = room.first(std::min<std::uint64_t>(room.size(), kMostOfTls));
    const auto moved = transport_.read(room);
    if (!moved) return broke(moved.error());
    if (moved->would_block) return waiting();
    if (moved->bytes == 0) {
      if (auto ok = body_.peer_ended(); !ok) return fail_with(std::move(ok).error());
      break;
    }
    total += moved->bytes;
    moved_ += moved->bytes;
    shared_.counts.bytes_received += moved->bytes;
    const auto used = body_.took(room.first(moved->bytes));
    if (!used) return fail_with(used.error());
    if (*used < moved->bytes) keep_alive_ = false;
  }
  return answered();
}

Progress Connection::answered() {
  ++answers_;
  reusable_ =
      keep_alive_ && !broken_ && request_.ended() && !(transport_.may_hold_more() && transport_.has_unexpected());
  return Progress::answered;
}

// Begins to watch what is waited for, where that is something new.
Progress Connection::waiting() {
  if (stage_ != Stage::exchange) return Progress::waiting;
  if (in_body_) {
    transport_.expect(body_.due());
    if (body_.is_streamed()) sweep_at_ = shared_.now + kSweep;
  }
  const Watch wanted = !request_.ended() ? Watch::sending : heard_ ? Watch::body : Watch::first_byte;
  if (wanted == watch_) return Progress::waiting;
  watch_ = wanted;
  moved_before_ = moved_;
  const EngineOptions& options = shared_.options;
  check_at_ = shared_.now + (wanted == Watch::first_byte ? options.first_byte_timeout : options.low_speed_time);
  return Progress::waiting;
}

Progress Connection::check() {
  const bool sweeps = shared_.now >= sweep_at_;
  if (shared_.now < check_at_ && !sweeps) return Progress::waiting;
  sweep_at_ = Clock::time_point::max();
  if (stage_ == Stage::idle) {
    return fail_with(fail(Errc::io, "{}: the connection has rested too long", route_.target.address.text()).error());
  }
  if (is_opening()) {
    return fail_with(unavailable(fail(Errc::deadline, "connect to {}: no connection within {} ms; is the server there?",
                                      route_.through.text(), shared_.options.connect_timeout.count())
                                     .error()));
  }
  transport_.poke();
  const Progress progress = step_exchange();
  if (progress != Progress::waiting || shared_.now < check_at_) return progress;
  return too_slow();
}

// REQUIRES: what was waited for has not come in its time.
Progress Connection::too_slow() {
  const EngineOptions& options = shared_.options;
  if (watch_ == Watch::first_byte) {
    return fail_with(unavailable(
        fail(Errc::deadline, "{}: no answer within {} ms of the request", where(), options.first_byte_timeout.count())
            .error()));
  }
  const std::uint64_t moved = moved_ - moved_before_;
  if (moved < options.low_speed_bytes) {
    return fail_with(
        unavailable(fail(Errc::deadline, "{}: {} bytes {} within {} ms; the connection is stuck", where(), moved,
                         watch_ == Watch::sending ? "taken" : "came", options.low_speed_time.count())
                        .error()));
  }
  moved_before_ = moved_;
  check_at_ = shared_.now + options.low_speed_time;
  return Progress::waiting;
}

}  // namespace wirespeed::s3_client
