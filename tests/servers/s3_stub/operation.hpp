// Which of S3's operations a request is, and what of an object or a body it means.
#pragma once

#include <optional>

#include "request.hpp"

namespace wirespeed::s3_stub {

inline constexpr std::string_view kControl = "-";  // the bucket that is this server itself

// As faults.hpp names them; "control" for this server's own.
std::string_view operation_of(const Request& request);

struct Range {
  std::uint64_t first = 0;
  std::uint64_t size = 0;
};

// Of "bytes=0-99", "bytes=100-", "bytes=-100"; nothing where it is none or lies behind the end.
std::optional<Range> range_of(std::string_view text, std::uint64_t size);

// The bytes of an aws-chunked body without what is around them:
//
//   400;chunk-signature=...\r\n <0x400 bytes> \r\n 0;chunk-signature=...\r\n x-amz-checksum-crc32c:...\r\n \r\n
std::string without_chunks(std::string_view text);

}  // namespace wirespeed::s3_stub
