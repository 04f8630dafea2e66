// One connection: where the pure dialogue meets a socket.
//
// Requests are put into the dialogue together with whom their answers go to; flush() sends them; receive() waits for
// bytes and hands out all that has come with them. Both may be called again after a stop has ended them. Any other
// error is the connection's end, and every handler that still waits hears of it. One thread at a time: Lease has the
// lock.
#pragma once

#include <deque>
#include <functional>
#include <memory>

#include "wirespeed/bolt/dialogue.hpp"
#include "wirespeed/bolt_client/options.hpp"
#include "wirespeed/net/stream.hpp"

namespace wirespeed::bolt_client {

using bolt::Error;
using bolt::Outcome;
using packstream::Map;

// To whom the answer of one request goes. Called from within receive().
class ResponseHandler {
 public:
  virtual ~ResponseHandler() = default;
  // Field lists of RECORDs; alive until the next receive().
  virtual void on_records(std::span<const ByteView> /*records*/) {}
  virtual void on_success(Map /*metadata*/) = 0;
  // A FAILURE, an IGNORED (with the failure it stems from), or the connection's end.
  virtual void on_failure(const Error& error) = 0;
};

// The answer to a request that has just one.
class Reply final : public ResponseHandler {
 public:
  void on_success(Map metadata) override { answer_ = std::move(metadata); }
  void on_failure(const Error& error) override { answer_ = std::unexpected(error); }

  bool has_come() const noexcept { return answer_.has_value(); }
  // REQUIRES: has_come()
  const Outcome<Map>& answer() const noexcept { return *answer_; }

 private:
  std::optional<Outcome<Map>> answer_;
};

struct ConnectionOptions {
  net::ConnectOptions net;
  bolt::Hello hello;
  std::optional<bolt::ProtocolVersion> only_version;
};

class Connection {
 public:
  // Connects, agrees on a version, says HELLO and logs on.
  static Outcome<std::unique_ptr<Connection>> open(const net::Address& address, const ConnectionOptions& options,
                                                   const Stop& stop);

  Connection(net::Stream stream, bolt::ProtocolVersion version) noexcept
      : stream_(std::move(stream)), dialogue_(version) {}
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { close(); }

  // For requests; what each returns goes to expect() or on to the caller.
  bolt::Dialogue& dialogue() noexcept { return dialogue_; }
  const bolt::Dialogue& dialogue() const noexcept { return dialogue_; }
  // Hands the answer to the request that was just put into the dialogue to `handler`. Passes an error through.
  Outcome<void> expect(Outcome<void> requested, std::shared_ptr<ResponseHandler> handler);

  Outcome<void> flush(const Stop& stop);
  // What the peer takes at once; the rest goes with the next flush() or receive().
  Outcome<void> flush_now();
  // Waits until something has come, and hands it out.
  Outcome<void> receive(const Stop& stop);
  // Until it has come. Its answer is not looked into.
  Outcome<void> await(const Reply& reply, const Stop& stop);
  // Until nothing is under way.
  Outcome<void> settle(const Stop& stop);

  // Puts an end to all that is under way: RESET, and its answer within `patience`. False: it is of no more use.
  bool interrupt(Duration patience);

  bool is_waiting() const noexcept { return !handlers_.empty(); }
  // Whether the next piece of work may begin on it.
  bool is_idle() const noexcept;
  bool is_open() const noexcept { return stream_.is_open() && dialogue_.state() != bolt::State::defunct; }
  bool of_this_process() const noexcept { return stream_.of_this_process(); }
  bool has_news() const noexcept { return stream_.readable(); }
  const net::Address& address() const noexcept { return stream_.peer(); }
  Clock::time_point opened_at() const noexcept { return opened_at_; }

  // Hears of every failure and of the connection's end.
  void set_observer(std::function<void(const Error&)> observer) { observer_ = std::move(observer); }

  // With a GOODBYE, if it can be said at once.
  void close() noexcept;

 private:
  Outcome<void> greet(const ConnectionOptions& options, const Stop& stop);
  Outcome<void> read(const Stop& stop);
  Outcome<void> hand_out();
  void answered(bolt::Received& received);
  // Ends the connection unless it was only stopped.
  std::unexpected<Error> broken(wirespeed::Error error);
  std::unexpected<Error> end(Error error);
  void observe(const Error& error) const;
  std::optional<Clock::time_point> silence_ends() const;

  net::Stream stream_;
  bolt::Dialogue dialogue_;
  std::deque<std::shared_ptr<ResponseHandler>> handlers_;  // of the dialogue's pending requests
  bolt::Received received_;
  std::optional<Error> failure_;  // the last, from which IGNOREDs stem
  std::optional<Error> end_;      // why the connection is no more
  std::function<void(const Error&)> observer_;
  Clock::time_point opened_at_ = Clock::now();
  Clock::time_point heard_at_ = Clock::now();  // or asked, when that was later
};

}  // namespace wirespeed::bolt_client
