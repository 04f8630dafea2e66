// A connection's two directions. Both borrow the socket.
#pragma once

#include <span>

#include "faults.hpp"
#include "messages.hpp"

namespace wirespeed::bolt_replay {

class Socket {
 public:
  explicit Socket(int descriptor) noexcept : descriptor_(descriptor) {}
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;
  ~Socket();

  int descriptor() const noexcept { return descriptor_; }
  void reset_when_closed() noexcept;

 private:
  int descriptor_;
};

class Input {
 public:
  explicit Input(const Socket& socket) : descriptor_(socket.descriptor()), buffer_(kBufferBytes) {}

  // Fills `bytes`; false when the peer is gone. Only before the first next().
  bool exactly(std::span<std::uint8_t> bytes) noexcept;
  // Waits for a request; none when the peer is gone.
  std::optional<Request> next();
  // What has come already, or none.
  std::optional<Request> ready() { return messages_.pop(); }
  // Whether a RESET came within the time.
  bool reset_comes(int milliseconds);
  void pass_over_all();

 private:
  static constexpr std::size_t kBufferBytes = std::size_t{1} << 18;
  bool fill();

  int descriptor_;
  std::vector<std::uint8_t> buffer_;
  Messages messages_;
};

// What is false once the connection has ended, by the peer or by a fault.
class Output {
 public:
  explicit Output(Socket& socket) noexcept : socket_(socket) {}

  // From here on; a cut is counted from here.
  void set(const Faults& faults);
  // Kept until flush() or send().
  void append(ByteView bytes) { waiting_.insert(waiting_.end(), bytes.begin(), bytes.end()); }
  void append_message(ByteView message);
  // What was appended, then these, which are not copied.
  bool send(ByteView bytes);
  bool flush() { return send({}); }

 private:
  bool write(ByteView first, ByteView second);
  bool write_segments(ByteView bytes);
  ByteView before_cut(ByteView bytes);

  Socket& socket_;
  Faults faults_;
  std::optional<std::uint64_t> left_;  // bytes before the cut
  std::vector<std::uint8_t> waiting_;
  bool open_ = true;
};

}  // namespace wirespeed::bolt_replay
