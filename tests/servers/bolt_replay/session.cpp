#include "session.hpp"

#include <fmt/format.h>

#include "handshake.hpp"
#include "request_fields.hpp"

namespace wirespeed::bolt_replay {

using packstream::List;
using packstream::Map;

namespace {

constexpr std::string_view kInvalid = "Neo.ClientError.Request.Invalid";
constexpr std::string_view kUnauthorized = "Neo.ClientError.Security.Unauthorized";
constexpr std::string_view kSyntaxError = "Neo.ClientError.Statement.SyntaxError";
constexpr std::string_view kArithmeticError = "Neo.ClientError.Statement.ArithmeticError";
constexpr std::int64_t kOutside = -1;  // the qid of a result outside of transactions

}  // namespace

Session::Session(Socket& socket, const Options& options, RecordCache& cache, Peer peer)
    : socket_(socket), options_(options), cache_(cache), peer_(peer), input_(socket), output_(socket) {
  use(options.faults);
}

void Session::run() {
  const auto version = shake_hands(input_, output_, options_);
  if (!version) return;
  peer_.version = *version;
  era_.element_ids = era_.utc = version->major >= 5;
  for (;;) {
    auto request = input_.ready();
    if (!request && !output_.flush()) return;
    if (!request) request = input_.next();
    if (!request || !answer(*request)) break;
  }
  output_.flush();
}

void Session::use(const Faults& faults) {
  faults_ = faults;
  output_.set(faults);
}

bool Session::answer(const Request& request) {
  const Tag tag = request.tag();
  if (tag == Tag::goodbye) return false;
  if (tag == Tag::reset) return reset();
  if (const auto planned = faults_.at.find(tag); planned != faults_.at.end()) return act(planned->second);
  if (state_ == State::failed) return output_.append_message(message(Tag::ignored, {})), true;
  if (!allowed(tag)) return refuse(tag);
  auto fields = fields_of(request);
  if (!fields) return fail(kInvalid, fields.error().message), false;
  return dispatch(tag, *fields);
}

bool Session::act(Action action) {
  if (action == Action::close) return false;
  if (action == Action::silence) return fall_silent();
  return fail(kArithmeticError, "as the fault wants it");
}

bool Session::allowed(Tag tag) const noexcept {
  switch (tag) {
    case Tag::hello:
      return state_ == State::connected;
    case Tag::logon:
      return state_ == State::unauthenticated;
    case Tag::logoff:
    case Tag::begin:
    case Tag::telemetry:
    case Tag::route:
      return state_ == State::ready;
    case Tag::run:
      return state_ == State::ready || state_ == State::in_transaction;
    case Tag::pull:
    case Tag::discard:
      return !cursors_.empty();
    case Tag::commit:
    case Tag::rollback:
      return state_ == State::in_transaction && cursors_.empty();
    default:
      return false;
  }
}

bool Session::dispatch(Tag tag, const List& fields) {
  switch (tag) {
    case Tag::hello:
      return hello(fields);
    case Tag::logon:
      return logon(fields);
    case Tag::logoff:
      state_ = State::unauthenticated;
      return succeed({});
    case Tag::begin:
      return begin();
    case Tag::run:
      return run_query(fields);
    case Tag::pull:
    case Tag::discard:
      return pull(tag, fields);
    case Tag::route:
      return succeed(route_answer(peer_));
    case Tag::telemetry:
      return succeed({});
    default:
      return end_transaction(tag);
  }
}

bool Session::hello(const List& fields) {
  const Map extra = map_at(fields, 0);
  const bool patched = peer_.version == BoltVersion{4, 4} && options_.utc_patch && extra.find("patch_bolt") != nullptr;
  era_.utc = era_.utc || patched;
  if (!peer_.at_least(5, 1) && !enter(extra, State::ready)) return false;
  if (peer_.at_least(5, 1)) state_ = State::unauthenticated;
  return succeed(hello_answer(peer_, options_, patched));
}

bool Session::logon(const List& fields) {
  return enter(map_at(fields, 0), State::ready) && succeed(logon_answer(peer_));
}

// A wrong password ends the connection, as Neo4j does.
bool Session::enter(const Map& credentials, State state) {
  const bool open = options_.user.empty();
  if (!open && (text_at(credentials, "principal") != options_.user ||
                text_at(credentials, "credentials") != options_.password)) {
    return fail(kUnauthorized, "The client is unauthorized due to authentication failure."), false;
  }
  state_ = state;
  return true;
}

bool Session::begin() {
  use(options_.faults);
  state_ = State::in_transaction;
  return succeed(peer_.at_least(5, 8) ? Map{{"db", "neo4j"}} : Map{});
}

bool Session::run_query(const List& fields) {
  const auto query = parse_query(text_of_first(fields), options_.faults);
  if (!query) return fail(kSyntaxError, query.error().message);
  if (!output_.flush()) return false;
  use(query->faults);
  const std::int64_t qid = state_ == State::in_transaction ? next_qid_++ : kOutside;
  if (state_ == State::ready) state_ = State::streaming;
  cursors_.try_emplace(qid, *query, era_, cache_);
  return succeed(run_answer(peer_, query->workload, qid));
}

bool Session::pull(Tag tag, const List& fields) {
  const Map extra = map_at(fields, 0);
  const std::int64_t qid = integer_at(extra, "qid", -1);
  const auto found = qid < 0 ? std::prev(cursors_.end()) : cursors_.find(qid);
  if (found == cursors_.end()) return refuse(tag);
  Cursor& cursor = found->second;
  const std::int64_t n = integer_at(extra, "n", -1);
  if (tag == Tag::discard) cursor.discard(n);
  if (cursor.faults().delay > 0) {
    if (!output_.flush()) return false;
    if (input_.reset_comes(static_cast<int>(cursor.faults().delay))) return interrupted();
  }
  const bool lied = cursor.faults().longer || cursor.faults().shorter;
  if (tag == Tag::pull && !stream(cursor, n)) return false;
  if (state_ == State::failed) return true;
  if (!cursor.exhausted()) return succeed({{"has_more", true}});
  cursors_.erase(found);
  const bool in_transaction = state_ == State::in_transaction;
  if (!in_transaction) state_ = State::ready;
  return succeed(end_answer(peer_, in_transaction)) && !lied;
}

// What it makes of a part that could not be sent is in the state: failed where a FAILURE or IGNORED was said.
bool Session::stream(Cursor& cursor, std::int64_t n) {
  switch (cursor.pull(n, input_, output_)) {
    case Sent::all:
      return true;
    case Sent::failed:
      return fail(kArithmeticError, "/ by zero");
    case Sent::interrupted:
      return interrupted();
    case Sent::silent:
      return fall_silent();
    default:
      return false;
  }
}

bool Session::interrupted() {
  state_ = State::failed;
  output_.append_message(message(Tag::ignored, {}));
  return true;
}

bool Session::fall_silent() {
  if (output_.flush()) input_.pass_over_all();
  return false;
}

bool Session::end_transaction(Tag tag) {
  state_ = State::ready;
  next_qid_ = 0;
  return succeed(tag == Tag::commit ? bookmark_answer(peer_) : Map{});
}

bool Session::reset() {
  if (state_ == State::connected || state_ == State::unauthenticated) return refuse(Tag::reset);
  if (const auto planned = faults_.at.find(Tag::reset); planned != faults_.at.end()) return act(planned->second);
  cursors_.clear();
  next_qid_ = 0;
  state_ = State::ready;
  const bool sent = succeed({}) && output_.flush();
  use(options_.faults);
  return sent;
}

bool Session::succeed(Map answer) {
  output_.append_message(message(Tag::success, {std::move(answer)}));
  return true;
}

bool Session::fail(std::string_view code, std::string_view text) {
  state_ = State::failed;
  cursors_.clear();
  output_.append_message(message(Tag::failure, {failure_answer(peer_, code, text)}));
  return true;
}

bool Session::refuse(Tag tag) { return fail(kInvalid, fmt::format("{} is not allowed now", name_of(tag))), false; }

}  // namespace wirespeed::bolt_replay
