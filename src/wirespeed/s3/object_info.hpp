// What the head of an answer says about an object.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/http/response.hpp"

namespace wirespeed::s3 {

// bytes 4096-8191/10000: [4096, 8192) of 10,000 bytes. bytes */10000: none of them (416).
struct ContentRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;                              // exclusive
  std::optional<std::uint64_t> total = std::nullopt;  // not told: *

  std::uint64_t size() const noexcept { return end - begin; }
  friend bool operator==(const ContentRange&, const ContentRange&) = default;
};

Result<ContentRange> parse_content_range(std::string_view value);

struct ObjectChecksum {
  std::string algorithm;  // "crc32", "crc32c", "crc64nvme", "sha1", "sha256"
  std::string value;      // base64; "...-3" for the checksum of three parts' checksums
};

// What was not sent is empty.
struct ObjectInfo {
  std::uint64_t size = 0;  // of the whole object, also when a part of it was asked for
  std::optional<ContentRange> range = std::nullopt;
  std::string etag;                                          // as sent, with its quotes: what If-Match takes
  std::optional<std::int64_t> last_modified = std::nullopt;  // us since 1970-01-01T00:00Z
  std::string version_id;
  bool is_delete_marker = false;
  std::string content_type;
  std::string content_encoding;
  std::string content_disposition;
  std::string content_language;
  std::string cache_control;
  std::string expires;
  std::string storage_class;  // S3 leaves STANDARD out
  std::string server_side_encryption;
  std::string restore;
  std::vector<ObjectChecksum> checksums;
  std::string checksum_type;  // FULL_OBJECT or COMPOSITE
  std::uint32_t parts = 0;    // of an upload in parts, where partNumber was asked with; 0: not told
  std::vector<std::pair<std::string, std::string>> metadata;  // x-amz-meta-*: names in lower case, without their front
};

// The size of the whole object: the total of Content-Range, else Content-Length. Nothing where neither tells it.
Result<std::optional<std::uint64_t>> whole_size(const http::ResponseHead& head);

// Of a head whose status is a success, of GET or HEAD. Numbers that are none are errors of code malformed.
Result<ObjectInfo> read_object_info(const http::ResponseHead& head);

}  // namespace wirespeed::s3
