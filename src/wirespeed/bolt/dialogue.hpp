// One connection's conversation, pure: requests become bytes, bytes become answers, and both sides' states are kept.
//
//   Dialogue dialogue(version);
//   dialogue.run("RETURN 1", parameters, &config);
//   dialogue.pull(1000);
//   send(dialogue.output());                               // RUN and PULL in one flush
//   dialogue.commit_received(read(dialogue.room()));
//   while (*dialogue.next(received) != Came::nothing) ...
//
// Requests may be sent ahead of answers; what is allowed is reckoned as if those under way will succeed. Answers come
// in the order of the requests. After a FAILURE all that was sent behind it is IGNORED, up to a RESET.
#pragma once

#include <deque>
#include <vector>

#include "wirespeed/bolt/chunks.hpp"
#include "wirespeed/bolt/requests.hpp"
#include "wirespeed/bolt/responses.hpp"

namespace wirespeed::bolt {

enum class State : std::uint8_t {
  connected,       // before HELLO
  authentication,  // before LOGON (5.1 and newer)
  ready,
  streaming,  // a result of its own transaction is open
  tx_ready,
  tx_streaming,
  failed,   // until RESET
  defunct,  // the connection is of no more use
};

const char* to_string(State state) noexcept;

enum class Came : std::uint8_t { nothing, records, answer };

// What next() fills in.
struct Received {
  // Came::records: the field lists of RECORDs, to the PULL that is the oldest under way; alive until the next room().
  std::vector<ByteView> records;
  // Came::answer: to the oldest request under way, which has ended with it.
  Request request = Request::reset;
  Response response = Response::success;
  packstream::Map metadata;  // of SUCCESS and FAILURE
};

class Dialogue {
 public:
  explicit Dialogue(ProtocolVersion version, DechunkerLimits limits = {}) : version_(version), dechunker_(limits) {}

  ProtocolVersion version() const noexcept { return version_; }
  State state() const noexcept { return state_; }
  // As agreed upon by HELLO's answer.
  const ServerInfo& server() const noexcept { return server_; }
  bool uses_utc() const noexcept { return version_ >= kBolt50 || server_.has_utc_patch; }

  // Each appends a request to output(), or says why it cannot be sent now: then nothing has changed.
  Outcome<void> hello(const Hello& hello);
  Outcome<void> logon(const Credentials& credentials);
  Outcome<void> logoff() { return bare(Request::logoff); }
  Outcome<void> goodbye() { return bare(Request::goodbye); }
  Outcome<void> reset() { return bare(Request::reset); }
  // `parameters` is a map in PackStream. `auto_commit` is the transaction to be; nullptr within an explicit one.
  Outcome<void> run(std::string_view query, ByteView parameters, const TransactionConfig* auto_commit);
  Outcome<void> pull(std::int64_t records, std::int64_t result = kLastResult);
  Outcome<void> discard(std::int64_t records, std::int64_t result = kLastResult);
  Outcome<void> begin(const TransactionConfig& config);
  Outcome<void> commit() { return bare(Request::commit); }
  Outcome<void> rollback() { return bare(Request::rollback); }
  Outcome<void> route(const packstream::Map& routing, const std::vector<std::string>& bookmarks,
                      const std::string& database, const std::string& impersonated_user);
  Outcome<void> telemetry(TelemetryApi api);

  // What is to be sent, and how much of it was.
  ByteView output() const noexcept { return ByteView(output_).subspan(sent_); }
  void commit_sent(std::size_t bytes) noexcept;

  // Where received bytes go; see Dechunker. REQUIRES: next() has said Came::nothing since the last ones.
  std::span<std::uint8_t> room() { return dechunker_.room(); }
  void commit_received(std::size_t bytes) noexcept { dechunker_.commit(bytes); }

  // Takes in what has come: RECORDs that stand together all at once, or one answer. An error comes after all that came
  // before it, and is final: the dialogue is defunct.
  Outcome<Came> next(Received& out);

  // Requests that wait for an answer.
  std::size_t pending() const noexcept { return pending_.size(); }
  // The peer is gone: nothing more can be sent.
  void abandon() noexcept { state_ = State::defunct; }

 private:
  struct Pending {
    Request request;
    unsigned epoch;    // how many RESETs were sent before it
    bool ends_result;  // PULL, DISCARD: counted as the end of its result already
  };

  Outcome<void> bare(Request request);
  Outcome<void> pull_or_discard(Request request, std::int64_t records, std::int64_t result);
  Outcome<void> check(Request request) const;
  Outcome<void> send(Request request, Outcome<Bytes> message, bool ends_result = false);
  void sent(Request request, bool ends_result) noexcept;
  void open_result() noexcept;
  void end_result() noexcept;

  Outcome<void> answer(const Message& message, Received& out);
  void answered(const Pending& pending, const Received& received);
  Outcome<std::optional<Message>> next_message();
  Outcome<Came> take_records(Received& out);
  std::unexpected<Error> give_up(wirespeed::Error error);

  ProtocolVersion version_;
  Dechunker dechunker_;
  Bytes output_;
  std::size_t sent_ = 0;
  std::deque<Pending> pending_;
  State state_ = State::connected;
  unsigned epoch_ = 0;
  std::size_t open_results_ = 0;
  ServerInfo server_;
  std::optional<Message> peeked_;  // read, but not taken yet
  std::optional<Error> broken_;
};

}  // namespace wirespeed::bolt
