// Chunks to requests. Of a message only the first bytes are kept: all that the server looks at stands there, and
// parameters of any size are passed over.
#pragma once

#include <deque>
#include <optional>

#include "protocol.hpp"

namespace wirespeed::bolt_replay {

inline constexpr std::size_t kKeptBytes = std::size_t{1} << 16;

struct Request {
  packstream::Bytes message;  // its first kKeptBytes
  std::uint64_t size = 0;     // of all of it

  Tag tag() const noexcept { return message.size() < 2 ? Tag{} : static_cast<Tag>(message[1]); }
};

class Messages {
 public:
  void feed(ByteView bytes);
  std::optional<Request> pop();
  bool holds_reset() const noexcept;

 private:
  std::size_t feed_header(ByteView bytes);
  std::size_t feed_chunk(ByteView bytes);
  void end_message();

  std::deque<Request> ready_;
  Request open_;
  std::size_t header_bytes_ = 0;  // of the chunk header that have been read
  std::size_t chunk_left_ = 0;    // bytes of the chunk still to come, and its size while the header is read
};

}  // namespace wirespeed::bolt_replay
