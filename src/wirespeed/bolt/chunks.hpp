// The framing of messages.
//
//   | u16 size | size bytes | ... | 00 00 |     a message: chunks, then an empty one
//   | 00 00 |                                   between messages: NOOP, a sign of life
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"

namespace wirespeed::bolt {

inline constexpr std::size_t kMaxChunkBytes = 65535;

// Appends the message that the parts make together.
void append_message(std::vector<std::uint8_t>& out, std::initializer_list<ByteView> parts);

struct DechunkerLimits {
  std::size_t slab_bytes = 256 * 1024;                    // what is asked of the socket at a time
  std::size_t max_message_bytes = std::size_t{1} << 31U;  // beyond it the connection is given up
};

// Chunks in, whole messages out. A message in one chunk is shown where it was received; the chunks of a longer one are
// moved together. Memory follows the bytes that have come, never the sizes that they announce.
//
//   auto room = dechunker.room();
//   dechunker.commit(read(room));
//   while (auto message = *dechunker.next()) use(*message);     // until the next room()
class Dechunker {
 public:
  explicit Dechunker(DechunkerLimits limits = {}) : limits_(limits) {}

  // Where the next bytes go: never empty. Ends the life of every message given out.
  std::span<std::uint8_t> room();
  // REQUIRES: that many bytes were written to the front of room().
  void commit(std::size_t bytes) noexcept { end_ += bytes; }

  // nullopt: more bytes are needed. An error of code limit is final.
  Result<std::optional<ByteView>> next();

  // Bytes that have come and are no part of a message given out.
  std::size_t waiting() const noexcept { return (end_ - scan_) + (in_message_ ? message_end_ - message_begin_ : 0); }
  // Signs of life that were skipped since the connection began.
  std::uint64_t noops() const noexcept { return noops_; }
  std::size_t capacity() const noexcept { return capacity_; }

 private:
  // Adds the chunk at scan_ to the message. REQUIRES: all of it is there.
  void take_chunk(std::size_t size) noexcept;
  // Moves what is waiting to the front of `to`, which may be the slab itself.
  void move_waiting(std::uint8_t* to) noexcept;
  void reallocate(std::size_t capacity);
  std::unexpected<Error> too_long(std::size_t size) const;

  DechunkerLimits limits_;
  std::unique_ptr<std::uint8_t[]> slab_;
  std::size_t capacity_ = 0;
  std::size_t scan_ = 0;  // the next chunk's header
  std::size_t end_ = 0;
  std::size_t message_begin_ = 0;  // of the message that has begun
  std::size_t message_end_ = 0;
  std::uint64_t noops_ = 0;
  bool in_message_ = false;
};

}  // namespace wirespeed::bolt
