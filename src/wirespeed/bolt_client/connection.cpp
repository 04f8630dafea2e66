#include "wirespeed/bolt_client/connection.hpp"

#include "wirespeed/bolt/handshake.hpp"

namespace wirespeed::bolt_client {
namespace {

using bolt::Came;
using bolt::Response;
using bolt::State;

bool is_stop(const wirespeed::Error& error) noexcept {
  return error.code == Errc::deadline || error.code == Errc::cancelled;
}

// A deadline or a cancel says nothing about the server; all else means that it cannot be reached.
Error unavailable(wirespeed::Error error) {
  const bool own = is_stop(error) || error.code == Errc::invalid_argument || error.code == Errc::unsupported;
  return {std::move(error), own ? Error::Kind::other : Error::Kind::unavailable};
}

Outcome<bolt::ProtocolVersion> agree(net::Stream& stream, std::optional<bolt::ProtocolVersion> only,
                                     std::vector<std::uint8_t>& rest, const Stop& stop) {
  bolt::Handshake handshake(only);
  std::uint8_t byte = 0;
  for (;;) {
    // The choice from a manifest goes out with HELLO, which needs no answer to it.
    if (handshake.version()) {
      rest = std::move(handshake.output());
      return *handshake.version();
    }
    if (auto ok = stream.write_all(handshake.output(), stop); !ok) return std::unexpected(unavailable(ok.error()));
    handshake.output().clear();
    auto n = stream.read_some({&byte, 1}, stop);
    if (!n) return std::unexpected(unavailable(std::move(n).error()));
    if (*n == 0) {
      return std::unexpected(unavailable(
          {Errc::io, fmt::format("Bolt handshake with {}: the server closed the connection; does it want TLS (a scheme "
                                 "with +s or +ssc), or is it no Bolt port?",
                                 stream.peer().text())}));
    }
    auto taken = handshake.feed({&byte, 1});
    if (!taken) return std::unexpected(Error(std::move(taken).error(), Error::Kind::unavailable));
  }
}

}  // namespace

Outcome<std::unique_ptr<Connection>> Connection::open(const net::Address& address, const ConnectionOptions& options,
                                                      const Stop& stop) {
  auto stream = net::connect(address, options.net, stop);
  if (!stream) return std::unexpected(unavailable(std::move(stream).error()));
  std::vector<std::uint8_t> choice;
  auto version = agree(*stream, options.only_version, choice, stop);
  if (!version) return std::unexpected(std::move(version).error());
  if (auto ok = stream->write_all(choice, stop); !ok) return std::unexpected(unavailable(std::move(ok).error()));
  auto connection = std::make_unique<Connection>(*std::move(stream), *version);
  if (auto ok = connection->greet(options, stop); !ok) return std::unexpected(std::move(ok).error());
  return connection;
}

Outcome<void> Connection::greet(const ConnectionOptions& options, const Stop& stop) {
  const auto hello = std::make_shared<Reply>();
  if (auto ok = expect(dialogue_.hello(options.hello), hello); !ok) return ok;
  auto last = hello;
  if (dialogue_.version() >= bolt::kBolt51) {
    last = std::make_shared<Reply>();
    if (auto ok = expect(dialogue_.logon(options.hello.credentials), last); !ok) return ok;
  }
  if (auto ok = await(*last, stop); !ok) return ok;
  if (!last->answer()) return std::unexpected(last->answer().error());
  return {};
}

Outcome<void> Connection::expect(Outcome<void> requested, std::shared_ptr<ResponseHandler> handler) {
  if (!requested) return end_ ? std::unexpected(*end_) : requested;
  if (handlers_.empty()) heard_at_ = Clock::now();
  handlers_.push_back(std::move(handler));
  return {};
}

Outcome<void> Connection::flush(const Stop& stop) {
  while (!dialogue_.output().empty()) {
    ByteView left = dialogue_.output();
    const std::size_t before = left.size();
    auto written = stream_.write_some(left, stop);
    dialogue_.commit_sent(before - left.size());
    if (!written) return broken(std::move(written).error());
  }
  return {};
}

Outcome<void> Connection::flush_now() {
  ByteView left = dialogue_.output();
  if (left.empty()) return {};
  const std::size_t before = left.size();
  auto written = stream_.write_now(left);
  dialogue_.commit_sent(before - left.size());
  if (!written) return broken(std::move(written).error());
  return {};
}

Outcome<void> Connection::receive(const Stop& stop) {
  if (end_) return std::unexpected(*end_);
  if (auto ok = flush(stop); !ok) return ok;
  if (auto ok = read(stop); !ok) return ok;
  return hand_out();
}

// The server hinted how long a silence may last while it owes an answer.
std::optional<Clock::time_point> Connection::silence_ends() const {
  if (!dialogue_.server().receive_timeout_s) return std::nullopt;
  return heard_at_ + std::chrono::seconds(*dialogue_.server().receive_timeout_s);
}

Outcome<void> Connection::read(const Stop& stop) {
  const auto silence = silence_ends();
  Stop both = stop;
  if (silence && (!stop.deadline || *silence < *stop.deadline)) both.deadline = silence;
  auto n = stream_.read_some(dialogue_.room(), both);
  if (!n && n.error().code == Errc::deadline && both.deadline == silence && silence) {
    return broken({Errc::io, fmt::format("read from {}: the server was silent for {} s, which it said means that it is "
                                         "gone; open another connection",
                                         address().text(), *dialogue_.server().receive_timeout_s)});
  }
  if (!n) return broken(std::move(n).error());
  if (*n == 0) {
    return broken(
        {Errc::io, fmt::format("read from {}: the server closed the connection; open another", address().text())});
  }
  heard_at_ = Clock::now();
  dialogue_.commit_received(*n);
  return {};
}

Outcome<void> Connection::hand_out() {
  for (;;) {
    if (end_) return std::unexpected(*end_);  // a handler tried to send, and could not
    auto came = dialogue_.next(received_);
    if (!came) return end(Error(std::move(came).error(), Error::Kind::unavailable));
    if (*came == Came::nothing) return {};
    if (*came == Came::records) {
      handlers_.front()->on_records(received_.records);
    } else {
      answered(received_);
    }
  }
}

void Connection::answered(bolt::Received& received) {
  const auto handler = std::move(handlers_.front());
  handlers_.pop_front();
  if (received.response == Response::success) return handler->on_success(std::move(received.metadata));
  if (received.response == Response::failure) {
    failure_ = Error(bolt::read_failure(received.metadata));
    observe(*failure_);
  }
  if (!failure_) failure_ = Error({Errc::cancelled, "the request was ignored, for the connection was reset"});
  handler->on_failure(*failure_);
}

Outcome<void> Connection::await(const Reply& reply, const Stop& stop) {
  while (!reply.has_come()) {
    if (auto ok = receive(stop); !ok) return reply.has_come() ? Outcome<void>() : ok;
  }
  return {};
}

Outcome<void> Connection::settle(const Stop& stop) {
  while (!handlers_.empty()) {
    if (auto ok = receive(stop); !ok) return ok;
  }
  return {};
}

bool Connection::interrupt(Duration patience) {
  if (!is_open() || !of_this_process()) return false;
  failure_.reset();
  if (!expect(dialogue_.reset(), std::make_shared<Reply>())) return false;
  return settle(Stop::after(patience)).has_value() && is_idle();
}

bool Connection::is_idle() const noexcept {
  return is_open() && dialogue_.state() == State::ready && handlers_.empty() && dialogue_.output().empty();
}

std::unexpected<Error> Connection::broken(wirespeed::Error error) {
  if (is_stop(error)) return std::unexpected(Error(std::move(error)));
  return end(unavailable(std::move(error)));
}

std::unexpected<Error> Connection::end(Error error) {
  end_ = std::move(error);
  dialogue_.abandon();
  observe(*end_);
  const auto waiting = std::exchange(handlers_, {});
  for (const auto& handler : waiting) handler->on_failure(*end_);
  stream_.close();
  return std::unexpected(*end_);
}

void Connection::observe(const Error& error) const {
  if (observer_) observer_(error);
}

void Connection::close() noexcept {
  if (!stream_.is_open()) return;
  if (of_this_process() && dialogue_.output().empty() && dialogue_.goodbye()) {
    ByteView left = dialogue_.output();
    [[maybe_unused]] const auto said = stream_.write_now(left);
  }
  dialogue_.abandon();
  stream_.close();
}

}  // namespace wirespeed::bolt_client
