// Takes the body of an answer to where it goes, as its head frames it.
#pragma once

#include "wirespeed/http/chunked.hpp"
#include "wirespeed/http/response.hpp"
#include "wirespeed/s3_client/exchange.hpp"

namespace wirespeed::s3_client {

// Bytes come by feed(), when they were received before it was known what they are, or by room() and took(): straight to
// where they go.
class BodyReader {
 public:
  // An error when the head says that the body does not fit.
  Outcome<void> begin(const http::ResponseHead& head, const Sink& sink);

  bool ended() const noexcept { return ended_; }
  // So many bytes are surely still to come.
  std::uint64_t due() const noexcept { return framing_ == http::Framing::chunked ? chunks_.chunk_left() : left_; }
  // Someone waits for what has come, though more is due.
  bool is_streamed() const noexcept { return sink_.pieces != nullptr; }
  std::uint64_t received() const noexcept { return received_; }

  // How many of them are the body's: fewer than all only at its end.
  Outcome<std::size_t> feed(ByteView bytes);

  // Where to receive what comes next: in its destination, or in `slab`. REQUIRES: not ended.
  std::span<std::uint8_t> room(std::span<std::uint8_t> slab) noexcept;
  // The front of room() was filled.
  Outcome<std::size_t> took(ByteView received);

  // The peer has ended the stream: the end of the body, or an error.
  Outcome<void> peer_ended();

 private:
  Outcome<std::size_t> feed_chunks(ByteView bytes);
  Outcome<void> deliver(ByteView bytes);
  Outcome<void> add_text(ByteView bytes);
  Outcome<void> filled(std::size_t bytes);
  Outcome<void> end();
  bool into_memory() const noexcept;
  std::uint64_t limit() const noexcept;

  Sink sink_;
  http::Framing framing_ = http::Framing::none;
  std::uint64_t left_ = 0;      // of a body whose length is known
  std::uint64_t received_ = 0;  // of the payload
  http::ChunkedReader chunks_;
  bool ended_ = true;
};

}  // namespace wirespeed::s3_client
