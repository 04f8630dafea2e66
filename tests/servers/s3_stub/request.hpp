// A request's head.
//
//   GET /bucket/a%2Fb?partNumber=1 HTTP/1.1     bucket "bucket", key "a/b", query {{"partNumber", "1"}}
//   Range: bytes=0-99
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wirespeed/base/error.hpp"

namespace wirespeed::s3_stub {

inline constexpr std::size_t kMaxHead = 64 * 1024;

// Views into the bytes that it was parsed from. Made to be used again.
struct Request {
  std::string_view method;
  std::string_view target;  // as it came
  std::string_view path;    // of the target
  std::string_view query_text;
  std::string bucket;
  std::string key;
  std::vector<std::pair<std::string, std::string>> query;  // decoded
  std::vector<std::pair<std::string_view, std::string_view>> fields;
  std::uint64_t length = 0;  // of the body
  std::size_t size = 0;      // of the head

  // The first of that name, in any case; empty where there is none.
  std::string_view field(std::string_view name) const noexcept;
  // Nothing where it is not there; "" where it has no value.
  std::optional<std::string_view> parameter(std::string_view name) const noexcept;
};

// false: more bytes are needed.
Result<bool> parse_request(std::string_view bytes, Request& into);

// %xx become bytes; everything else, a plus too, stays.
std::string decode_percent(std::string_view text);
// What RFC 3986 calls unreserved stays, and what is in `kept`; the rest becomes %XX.
std::string encode_percent(std::string_view text, std::string_view kept);

}  // namespace wirespeed::s3_stub
