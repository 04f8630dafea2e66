// An object of any size as buffers one after the other, a few of them on their way: memory stays the same.
//
//   ObjectStream stream(client, "music", "takes/1.wav");      // as client.stream("music", "takes/1.wav")
//   for (auto buffer = stream.next(stop); buffer && *buffer; buffer = stream.next(stop)) use((*buffer)->bytes);
//
// The first one tells size and ETag, to which all others are bound. Where all of the object is read and the server
// tells its checksum, bytes that do not fit it are an error in place of the last buffer.
#pragma once

#include <optional>

#include "wirespeed/s3_client/client.hpp"
#include "wirespeed/s3_client/get_objects.hpp"

namespace wirespeed::s3_client {

// One thread at a time.
class ObjectStream {
 public:
  // `parts.bytes` of each buffer, 0: up to 4 MiB, as is measured; `parts.at_once`, 0: as many as 40 MiB hold.
  // `client` is borrowed.
  ObjectStream(Client& client, std::string bucket, std::string key, s3::GetOptions options = {},
               PartOptions parts = {});

  ObjectStream(const ObjectStream&) = delete;
  ObjectStream& operator=(const ObjectStream&) = delete;
  ~ObjectStream() { get_.stop_waiting(); }

  // The next buffer; none at the end. After a stop, which is an error, it can be called again.
  Outcome<std::optional<Buffer>> next(const Stop& stop);

  // What the server said of the object. REQUIRES: a next() that brought a buffer
  const s3::ObjectInfo& info() const { return get_.info(0); }

 private:
  enum class State : std::uint8_t { opening, reading, ended };

  Outcome<void> open(const Stop& stop);
  Outcome<void> wait_for(std::size_t index, const Stop& stop);
  Outcome<std::optional<Buffer>> take(const Stop& stop);
  void ask_ahead();
  bool may_ask() const noexcept;

  s3::ByteRange wanted_;
  PartOptions parts_;
  IntoBuffers into_;
  GetObjects get_;
  Run run_;
  State state_ = State::opening;
  std::size_t taken_ = 0;
  std::uint64_t at_ = 0;  // [at_, end_) is what nobody asked for yet
  std::uint64_t end_ = 0;
  std::uint64_t ahead_ = 0;  // bytes that were asked for and not taken
};

}  // namespace wirespeed::s3_client
