#include "wirespeed/bolt/dialogue.hpp"

#include "wirespeed/bolt/metadata.hpp"

namespace wirespeed::bolt {
namespace {

constexpr std::size_t kMaxIdleOutput = 1 << 20;  // what is kept of the output's memory

// Whether a state takes a request; RESET and GOODBYE come through in all.
bool allows(State state, Request request) noexcept {
  switch (state) {
    case State::connected:
      return request == Request::hello;
    case State::authentication:
      return request == Request::logon;
    case State::ready:
      return request == Request::run || request == Request::begin || request == Request::route ||
             request == Request::logoff || request == Request::telemetry;
    case State::streaming:
      return request == Request::pull || request == Request::discard;
    case State::tx_ready:
      return request == Request::run || request == Request::commit || request == Request::rollback;
    case State::tx_streaming:
      return request == Request::run || request == Request::pull || request == Request::discard;
    case State::failed:
    case State::defunct:
      return false;
  }
  return false;
}

bool has_answer(Request request) noexcept { return request != Request::goodbye; }

}  // namespace

const char* to_string(State state) noexcept {
  switch (state) {
    case State::connected:
      return "connected";
    case State::authentication:
      return "authentication";
    case State::ready:
      return "ready";
    case State::streaming:
      return "streaming";
    case State::tx_ready:
      return "in a transaction";
    case State::tx_streaming:
      return "streaming in a transaction";
    case State::failed:
      return "failed";
    case State::defunct:
      return "defunct";
  }
  return "unknown";
}

Outcome<void> Dialogue::check(Request request) const {
  const bool always = request == Request::goodbye || (request == Request::reset && state_ >= State::ready);
  if (state_ != State::defunct && (always || allows(state_, request))) return {};
  return fail(Errc::invalid_argument, "Bolt: {} cannot be sent while the connection is {}; {}", to_string(request),
              to_string(state_), state_ == State::failed ? "RESET it first" : "end what is under way, or open another");
}

Outcome<void> Dialogue::send(Request request, Outcome<Bytes> message, bool ends_result) {
  if (auto ok = check(request); !ok) return ok;
  if (!message) return std::unexpected(std::move(message).error());
  append_message(output_, {*message});
  sent(request, ends_result);
  return {};
}

void Dialogue::sent(Request request, bool ends_result) noexcept {
  if (request == Request::reset) ++epoch_;
  if (has_answer(request)) pending_.push_back({request, epoch_, ends_result});
  switch (request) {
    case Request::hello:
      state_ = version_ >= kBolt51 ? State::authentication : State::ready;
      return;
    case Request::reset:
    case Request::logon:
    case Request::commit:
    case Request::rollback:
      open_results_ = 0;
      state_ = State::ready;
      return;
    case Request::logoff:
      state_ = State::authentication;
      return;
    case Request::begin:
      state_ = State::tx_ready;
      return;
    case Request::goodbye:
      state_ = State::defunct;
      return;
    case Request::run:
      return open_result();
    case Request::pull:
    case Request::discard:
      if (ends_result) end_result();
      return;
    case Request::route:
    case Request::telemetry:
      return;
  }
}

void Dialogue::open_result() noexcept {
  ++open_results_;
  state_ = state_ == State::ready ? State::streaming : State::tx_streaming;
}

void Dialogue::end_result() noexcept {
  if (open_results_ > 0) --open_results_;
  if (open_results_ > 0) return;
  if (state_ == State::streaming) state_ = State::ready;
  if (state_ == State::tx_streaming) state_ = State::tx_ready;
}

Outcome<void> Dialogue::hello(const Hello& hello) { return send(Request::hello, encode_hello(hello, version_)); }

Outcome<void> Dialogue::logon(const Credentials& credentials) {
  return send(Request::logon, encode_logon(credentials));
}

Outcome<void> Dialogue::bare(Request request) { return send(request, encode_bare(request)); }

Outcome<void> Dialogue::run(std::string_view query, ByteView parameters, const TransactionConfig* auto_commit) {
  if (auto ok = check(Request::run); !ok) return ok;
  auto run = encode_run(query, auto_commit, version_);
  if (!run) return std::unexpected(std::move(run).error());
  append_message(output_, {run->head, parameters, run->tail});
  sent(Request::run, false);
  return {};
}

Outcome<void> Dialogue::pull_or_discard(Request request, std::int64_t records, std::int64_t result) {
  return send(request, encode_pull(request, records, result), records == kAllRecords);
}

Outcome<void> Dialogue::pull(std::int64_t records, std::int64_t result) {
  return pull_or_discard(Request::pull, records, result);
}

Outcome<void> Dialogue::discard(std::int64_t records, std::int64_t result) {
  return pull_or_discard(Request::discard, records, result);
}

Outcome<void> Dialogue::begin(const TransactionConfig& config) {
  return send(Request::begin, encode_begin(config, version_));
}

Outcome<void> Dialogue::route(const packstream::Map& routing, const std::vector<std::string>& bookmarks,
                              const std::string& database, const std::string& impersonated_user) {
  return send(Request::route, encode_route(routing, bookmarks, database, impersonated_user));
}

Outcome<void> Dialogue::telemetry(TelemetryApi api) {
  if (version_ < kBolt54) {
    return fail(Errc::unsupported, "Bolt TELEMETRY: expected version 5.4 or newer, found {}", version_.text());
  }
  return send(Request::telemetry, encode_telemetry(api));
}

void Dialogue::commit_sent(std::size_t bytes) noexcept {
  sent_ += bytes;
  if (sent_ < output_.size()) return;
  sent_ = 0;
  output_.clear();
  if (output_.capacity() > kMaxIdleOutput) output_.shrink_to_fit();
}

std::unexpected<Error> Dialogue::give_up(wirespeed::Error error) {
  state_ = State::defunct;
  broken_ = Error(std::move(error));
  return std::unexpected(*broken_);
}

Outcome<std::optional<Message>> Dialogue::next_message() {
  if (peeked_) return std::exchange(peeked_, std::nullopt);
  if (broken_) return std::unexpected(*broken_);
  auto bytes = dechunker_.next();
  if (!bytes) return give_up(std::move(bytes).error());
  if (!*bytes) return std::optional<Message>();
  auto message = read_message(**bytes);
  if (!message) return give_up(std::move(message).error());
  if (!pending_.empty()) return std::optional(*message);
  return give_up({Errc::malformed, fmt::format("Bolt: {} came, but nothing was asked for; open another connection",
                                               to_string(message->response))});
}

Outcome<Came> Dialogue::next(Received& out) {
  out.records.clear();
  auto message = next_message();
  if (!message) return std::unexpected(std::move(message).error());
  if (!*message) return Came::nothing;
  if ((*message)->response == Response::record) {
    peeked_ = **message;
    return take_records(out);
  }
  if (auto ok = answer(**message, out); !ok) return std::unexpected(std::move(ok).error());
  return Came::answer;
}

Outcome<Came> Dialogue::take_records(Received& out) {
  if (pending_.front().request != Request::pull) {
    return give_up({Errc::malformed, fmt::format("Bolt: a RECORD came in answer to {}; open another connection",
                                                 to_string(pending_.front().request))});
  }
  for (;;) {
    auto message = next_message();
    if (!message || !*message) return Came::records;  // an error is said again by the next call
    if ((*message)->response != Response::record) {
      peeked_ = **message;
      return Came::records;
    }
    out.records.push_back((*message)->fields);
  }
}

Outcome<void> Dialogue::answer(const Message& message, Received& out) {
  const Pending pending = pending_.front();
  pending_.pop_front();
  out.request = pending.request;
  out.response = message.response;
  out.metadata = {};
  if (message.response != Response::ignored) {
    auto metadata = read_metadata(message, version_.packstream());
    if (!metadata) return give_up(std::move(metadata).error());
    out.metadata = *std::move(metadata);
  }
  answered(pending, out);
  return {};
}

void Dialogue::answered(const Pending& pending, const Received& received) {
  const bool is_current = pending.epoch == epoch_ && state_ != State::defunct;
  if (received.response != Response::success) {
    if (pending.request == Request::reset) return abandon();  // there is no way back from that
    if (is_current) state_ = State::failed;
    return;
  }
  if (pending.request == Request::hello) server_ = read_server_info(received.metadata);
  const bool is_result = pending.request == Request::pull || pending.request == Request::discard;
  if (is_result && is_current && !pending.ends_result && !flag_in(received.metadata, "has_more")) end_result();
}

}  // namespace wirespeed::bolt
