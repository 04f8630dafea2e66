// What a server sends, cut into messages where it was received. responses.hpp reads what is in them.
//
//   | u8 type | int32 size, with itself | body |
#pragma once

#include "wirespeed/base/big_endian.hpp"
#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"

namespace wirespeed::postgres {

enum class MessageType : std::uint8_t {
  authentication = 'R',
  backend_key_data = 'K',
  bind_complete = '2',
  close_complete = '3',
  command_complete = 'C',
  copy_both_response = 'W',
  copy_data = 'd',
  copy_done = 'c',
  copy_in_response = 'G',
  copy_out_response = 'H',
  data_row = 'D',
  empty_query_response = 'I',
  error_response = 'E',
  function_call_response = 'V',
  negotiate_protocol_version = 'v',
  no_data = 'n',
  notice_response = 'N',
  notification_response = 'A',
  parameter_description = 't',
  parameter_status = 'S',
  parse_complete = '1',
  portal_suspended = 's',
  ready_for_query = 'Z',
  row_description = 'T',
};

// Its name in the protocol's documentation; "unknown message" for a byte that is none of them.
const char* to_string(MessageType type) noexcept;

struct Message {
  MessageType type{};
  ByteView body;  // lies in the received bytes
};

inline constexpr std::size_t kMessageHeaderBytes = 5;
inline constexpr std::size_t kMessageSizeBytes = 4;  // which the size counts
// A server's messages stay below 1 GiB, its limit of one allocation.
inline constexpr std::size_t kMaxMessageBytes = (std::size_t{1} << 30U) + (std::size_t{1} << 16U);

// Walks received bytes. Owns nothing and copies nothing: the slab, and what becomes of the message at its end that has
// not come whole, are the caller's.
//
//   MessageReader reader(received);
//   for (Message message; reader.next(message);) use(message);
//   if (reader.is_broken()) return std::unexpected(reader.error());
//   received = received.subspan(reader.used());          // then make room for reader.wanted() bytes in all
class MessageReader {
 public:
  explicit MessageReader(ByteView received, std::size_t max_message_bytes = kMaxMessageBytes) noexcept
      : begin_(received.data()), at_(begin_), end_(begin_ + received.size()), max_(max_message_bytes) {}

  // The next message. False: it has not come whole, or is_broken().
  bool next(Message& message) noexcept {
    const std::size_t body = body_size();
    if (body == kNone) return false;
    message = {static_cast<MessageType>(*at_), {at_ + kMessageHeaderBytes, body}};
    at_ += kMessageHeaderBytes + body;
    return true;
  }

  // The body of the next message if it is of this type: the loop over a run of rows.
  //
  //   while (reader.next_of(MessageType::data_row, row)) index(row);
  bool next_of(MessageType type, ByteView& body) noexcept {
    if (at_ == end_ || *at_ != static_cast<std::uint8_t>(type)) return false;
    const std::size_t size = body_size();
    if (size == kNone) return false;
    body = {at_ + kMessageHeaderBytes, size};
    at_ += kMessageHeaderBytes + size;
    return true;
  }

  // Of the messages given out.
  std::size_t used() const noexcept { return static_cast<std::size_t>(at_ - begin_); }
  // What has come and was not given out.
  ByteView rest() const noexcept { return {at_, static_cast<std::size_t>(end_ - at_)}; }
  // How long the message at rest() will be with its header; as long as the header itself while that has not come.
  std::size_t wanted() const noexcept;

  // A size that cannot be: what follows has no meaning.
  bool is_broken() const noexcept;
  // REQUIRES: is_broken().
  wirespeed::Error error() const;

 private:
  static constexpr std::size_t kNone = SIZE_MAX;

  // As its sender says. REQUIRES: a header.
  std::uint32_t stated_size() const noexcept { return load_be<std::uint32_t>(at_ + 1); }
  bool has_header() const noexcept { return static_cast<std::size_t>(end_ - at_) >= kMessageHeaderBytes; }
  bool is_possible(std::uint32_t stated) const noexcept {
    return stated >= kMessageSizeBytes && stated - kMessageSizeBytes <= max_;
  }
  // Of the next message's body; kNone when it is not whole, or broken.
  std::size_t body_size() const noexcept {
    if (!has_header()) return kNone;
    const std::uint32_t stated = stated_size();
    if (!is_possible(stated) || static_cast<std::size_t>(end_ - at_) - 1 < stated) return kNone;
    return stated - kMessageSizeBytes;
  }

  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  const std::uint8_t* end_;
  std::size_t max_;  // of a body
};

}  // namespace wirespeed::postgres
