// One connection: requests come in, are answered one after the other, and answers go out, rightly or wrongly.
//
//   head -> body -> waiting (latency) -> sending -> head ...
//
// Never blocks: turn() does what can be done now. Its socket is watched for edges, so a turn goes on until the system
// says that it would block, or until it had its share.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "service.hpp"

namespace wirespeed::s3_stub {

using Clock = std::chrono::steady_clock;

class Connection {
 public:
  // What it waits for after a turn.
  struct Wish {
    bool end = false;    // it is over
    bool again = false;  // another turn, after the others had theirs
    std::optional<Clock::time_point> at;
  };

  // Takes the socket.
  Connection(int socket, std::uint64_t number, Service& service);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection();

  void readable() noexcept { readable_ = true; }
  void writable() noexcept { writable_ = true; }
  void left_by_peer() noexcept { left_ = true; }
  Wish turn();

 private:
  enum class State : std::uint8_t { head, body, waiting, sending, silent, draining, over };
  enum class Step : std::uint8_t { done, blocked, share_used };

  Step step();
  Step read_head();
  Step read_body();
  Step read_chunk_size();
  Step discard(std::uint64_t most);
  Step wait();
  Step send();
  Step write(std::string_view head, std::string_view body);
  bool fill();
  void begin_request();
  void keep_head();
  void begin_answer();
  void begin_sending();
  void end_body();
  void end_answer();

  std::uint64_t until_fault() const noexcept;
  bool due() const { return Clock::now() >= due_; }

  int socket_;
  std::uint64_t number_;
  Service& service_;
  State state_ = State::head;
  bool readable_ = true;
  bool writable_ = true;
  bool left_ = false;

  std::vector<char> in_;
  std::size_t begin_ = 0;  // of what was received and not yet used
  std::size_t end_ = 0;
  Request request_;
  std::string head_;  // of a request whose body comes: what request_ looks at
  Plan plan_;
  std::uint64_t body_left_ = 0;  // or of its chunk
  bool in_chunks_ = false;
  std::string body_;
  bool last_ = false;  // the connection ends with this answer

  Answer answer_;
  Clock::time_point due_{};
  std::size_t head_sent_ = 0;
  std::uint64_t body_sent_ = 0;
  std::uint64_t share_ = 0;  // bytes that this turn may still send
};

}  // namespace wirespeed::s3_stub
