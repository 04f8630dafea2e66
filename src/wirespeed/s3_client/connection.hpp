// One connection: how it comes about, and the exchanges that it carries, one after the other.
//
//   resolving -> connecting -> [tunnel] -> [handshake] -> idle <-> exchange
//
// Nothing here waits; go_on() does what can be done at once and says what came of it.
#pragma once

#include <optional>
#include <vector>

#include "wirespeed/s3_client/body_reader.hpp"
#include "wirespeed/s3_client/engine.hpp"
#include "wirespeed/s3_client/flight.hpp"
#include "wirespeed/s3_client/request_writer.hpp"

namespace wirespeed::s3_client {

struct Route;

// What the connections of one engine share.
struct Shared {
  EngineOptions options;
  EngineCounts counts{};
  Clock::time_point now{};  // of this turn of the loop
  std::vector<std::uint8_t> slab{};
  http::ResponseHead head{};
};

enum class Progress : std::uint8_t {
  waiting,
  yielded,      // there is more to do, but others had to wait already
  established,  // it is idle now, for the first time
  answered,     // the body of the answer is whole
  failed,       // error() says why
};

class Connection {
 public:
  enum class Stage : std::uint8_t { resolving, connecting, tunnel, handshake, idle, exchange };

  Connection(Shared& shared, Route& route) noexcept;

  Route& route() const noexcept { return route_; }
  Stage stage() const noexcept { return stage_; }
  bool is_opening() const noexcept { return stage_ < Stage::idle; }
  Flight* flight() const noexcept { return flight_; }
  Transport& transport() noexcept { return transport_; }
  const net::Address& address() const noexcept { return address_; }  // that it was told to connect to
  unsigned tries() const noexcept { return tries_; }                 // at connecting

  // Nothing happens on it from here on; it is destroyed when nobody names it any more.
  void close(bool goodbye) noexcept;
  bool is_closed() const noexcept { return closed_; }

  // It came to nothing before it was told where to connect to.
  Progress refuse(s3::Error error) { return fail_with(std::move(error)); }
  // To a number. `waiting` or `failed`.
  Progress connect(net::Address address);
  // REQUIRES: idle. An error of write_request() leaves it so.
  Progress start(Flight& flight);
  // The flight leaves, and it is idle again. REQUIRES: is_reusable()
  void rest() noexcept;
  Progress go_on();
  // Times that have passed.
  Progress check();
  Clock::time_point next_check() const noexcept { return std::min(check_at_, sweep_at_); }

  // What failed() means; moved out.
  s3::Error take_error();
  // After an answer, or an error of write_request(): another request can be sent.
  bool is_reusable() const noexcept { return reusable_; }
  // It had answered before, and broke before any byte of this answer came: it was closed while it rested.
  bool was_stale() const noexcept { return broken_ && answers_ > 0 && !heard_; }
  // Bytes came, or the end, while it rested.
  bool is_spoilt() noexcept { return transport_.has_unexpected(); }
  Clock::time_point resting_since() const noexcept { return resting_since_; }
  // Nothing is left to be sent, and the rest may be waited for in place.
  bool only_receives() const noexcept { return stage_ == Stage::exchange && request_.ended(); }
  std::uint64_t answers() const noexcept { return answers_; }

 private:
  enum class Watch : std::uint8_t { none, sending, first_byte, body };

  Progress step_connect();
  Progress begin_tunnel();
  Progress step_tunnel();
  Progress begin_handshake();
  Progress step_handshake();
  Progress establish();
  Progress step_idle();
  Progress step_exchange();
  Progress send();
  Progress send_failed(s3::Error error);
  Progress receive();
  Progress receive_head();
  Progress take_head();
  Progress receive_body();
  Progress answered();
  Progress waiting();
  Progress too_slow();

  // Parses what the buffer begins with. nullopt: more bytes are needed, and were tried for.
  std::optional<Progress> read_head(bool of_head);
  void consume(std::size_t bytes) noexcept;
  Progress fail_with(s3::Error error);
  Progress broke(Error error);
  std::string where() const;

  Shared& shared_;
  Route& route_;
  Stage stage_ = Stage::resolving;
  Transport transport_;
  net::Address address_;
  unsigned tries_ = 0;
  std::uint64_t answers_ = 0;
  std::optional<s3::Error> error_;

  Flight* flight_ = nullptr;
  RequestWriter request_;
  BodyReader body_;
  std::vector<std::uint8_t> buffer_;  // an answer's head, and what came with it
  std::size_t filled_ = 0;
  unsigned interim_ = 0;  // answers of status 1xx
  bool heard_ = false;    // a byte of the answer
  bool in_body_ = false;
  bool keep_alive_ = false;
  bool reusable_ = false;
  bool broken_ = false;
  bool closed_ = false;

  std::uint64_t moved_ = 0;  // bytes of this exchange, both ways
  Watch watch_ = Watch::none;
  std::uint64_t moved_before_ = 0;  // when the watch began
  Clock::time_point check_at_ = Clock::time_point::max();
  Clock::time_point sweep_at_ = Clock::time_point::max();
  Clock::time_point resting_since_{};
};

}  // namespace wirespeed::s3_client
