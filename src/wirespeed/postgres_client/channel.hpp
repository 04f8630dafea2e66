// The bytes of one connection, both ways: what is to be sent is appended and flushed, what comes lies in one slab and
// is shown there message by message.
//
// Every call that waits can be made again after a stop has ended it, and takes what is there when its deadline has
// passed already. Any other error is the connection's end. One thread at a time.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "wirespeed/net/stream.hpp"
#include "wirespeed/postgres/error.hpp"
#include "wirespeed/postgres/message.hpp"

namespace wirespeed::postgres_client {

using postgres::Error;
using postgres::Outcome;

class Channel {
 public:
  // `received` has come already.
  Channel(net::Stream stream, ByteView received);

  // Requests are appended here.
  std::vector<std::uint8_t>& output() noexcept { return output_; }
  std::size_t unsent() const noexcept { return output_.size() - sent_; }
  // Sends all. While the peer takes nothing, what it sends is received: it may be waiting for that.
  Outcome<void> flush(const Stop& stop);
  // Sends what the peer takes at once.
  Outcome<void> flush_now();

  // Sends `bytes` behind the output, without a copy of them; takes off their front what has gone.
  Outcome<void> send(ByteView& bytes, const Stop& stop);

  // What has come and was not used. It stays where it is until the next call that waits.
  ByteView received() const noexcept { return {slab_.get() + begin_, end_ - begin_}; }
  void use(std::size_t bytes) noexcept { begin_ += bytes; }
  // Whether received() begins with a message that is whole.
  bool has_message() const noexcept;
  // Waits until more has come, once all is sent.
  Outcome<void> receive(const Stop& stop);
  // Waits for a whole message and uses it up.
  Outcome<postgres::Message> next(const Stop& stop);

  // A long result is under way (or no more): reads wait for large pieces.
  void set_bulk(bool bulk);

  bool is_open() const noexcept { return stream_.is_open() && !end_of_stream_; }
  // Why it is no more, once it has failed.
  const std::optional<Error>& failure() const noexcept { return failure_; }
  net::Stream& stream() noexcept { return stream_; }
  const net::Stream& stream() const noexcept { return stream_; }
  void close() noexcept { stream_.close(); }

 private:
  Outcome<void> read(const Stop& stop);
  Outcome<void> write(ByteView& left, const Stop& stop);
  void make_room();
  void move_to(std::size_t capacity);
  std::unexpected<Error> broken(wirespeed::Error error);

  net::Stream stream_;
  std::vector<std::uint8_t> output_;
  std::size_t sent_ = 0;  // of output_
  std::unique_ptr<std::uint8_t[]> slab_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  bool is_bulk_ = false;
  bool end_of_stream_ = false;
  std::optional<Error> failure_;
};

}  // namespace wirespeed::postgres_client
