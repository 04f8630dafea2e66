// Whether the bytes that were read are those that the server keeps, by the checksum that it tells.
//
//   an answer with all of the object:   compared with its bytes
//   the first one of several parts:     |crc|crc|crc|  put together, compared when the last one is there
#pragma once

#include <map>
#include <memory>
#include <optional>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/s3/checksum_choice.hpp"
#include "wirespeed/s3/error.hpp"

namespace wirespeed::s3_client {

struct ToldChecksum {
  s3::ExpectedChecksum expected;
  bool of_answer = true;    // else the answer brings a part of what it is of
  std::uint64_t bytes = 0;  // of what it is of, then
};

// Of a head whose status is a success. Composite ones, and those of parts that nobody can put together, are none.
std::optional<ToldChecksum> told_checksum(const http::ResponseHead& head);

// An error of code corrupt, which another attempt may mend.
s3::Outcome<void> check_bytes(const s3::ExpectedChecksum& expected, ByteView bytes);

// The CRC of an object that comes in parts, in any order.
class WholeCrc {
 public:
  // REQUIRES: s3::is_crc(expected.algorithm); bytes > 0
  WholeCrc(s3::ExpectedChecksum expected, std::uint64_t bytes) : expected_(std::move(expected)), bytes_(bytes) {}

  // The part at `offset` is there. With the last one: an error of code corrupt where all of them together differ.
  s3::Outcome<void> add(std::uint64_t offset, ByteView part);

 private:
  struct Part {
    std::uint64_t crc;
    std::uint64_t bytes;
  };

  s3::Outcome<void> compare() const;

  s3::ExpectedChecksum expected_;
  std::uint64_t bytes_;
  std::uint64_t added_ = 0;
  bool is_of_a_part_ = false;
  std::map<std::uint64_t, Part> parts_;
};

// What those who read ranges of one object know of it in common, be it by several operations of one engine.
struct SharedObject {
  bool is_checked = false;  // ranges that do not overlap bring all of it: is that what the server keeps?
  std::string etag{};       // once an answer has told it: from then on they are bound to it
  std::unique_ptr<WholeCrc> crc{};
};

}  // namespace wirespeed::s3_client
