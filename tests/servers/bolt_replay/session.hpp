// One connection from its handshake to its end: Bolt's states on the server's side.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "answers.hpp"
#include "cursor.hpp"
#include "socket.hpp"

namespace wirespeed::bolt_replay {

class Session {
 public:
  // All are borrowed. The peer's version is what the handshake makes it.
  Session(Socket& socket, const Options& options, RecordCache& cache, Peer peer);

  // Until the peer or a fault ends it.
  void run();

 private:
  enum class State : std::uint8_t { connected, unauthenticated, ready, streaming, in_transaction, failed };

  bool answer(const Request& request);
  bool dispatch(Tag tag, const packstream::List& fields);
  bool hello(const packstream::List& fields);
  bool logon(const packstream::List& fields);
  bool begin();
  bool run_query(const packstream::List& fields);
  bool pull(Tag tag, const packstream::List& fields);
  bool end_transaction(Tag tag);
  bool reset();

  bool act(Action action);
  bool stream(Cursor& cursor, std::int64_t n);
  bool fall_silent();
  bool interrupted();
  bool allowed(Tag tag) const noexcept;
  bool enter(const packstream::Map& credentials, State state);
  void use(const Faults& faults);

  bool succeed(packstream::Map answer);
  bool fail(std::string_view code, std::string_view text);
  bool refuse(Tag tag);

  Socket& socket_;
  const Options& options_;
  RecordCache& cache_;
  Peer peer_;
  Input input_;
  Output output_;
  Faults faults_;
  Era era_;
  State state_ = State::connected;
  std::map<std::int64_t, Cursor> cursors_;  // by qid; outside of transactions there is one, -1
  std::int64_t next_qid_ = 0;
};

}  // namespace wirespeed::bolt_replay
