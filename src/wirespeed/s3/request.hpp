// A request to S3 in its own words: before it has an address, a date and a signature.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wirespeed/s3/credentials.hpp"

namespace wirespeed::s3 {

// What the signature says about the body.
enum class Payload : std::uint8_t {
  empty,             // there is none
  hashed,            // `payload_sha256`
  unsigned_payload,  // UNSIGNED-PAYLOAD: TLS or a checksum guards it
  chunked_unsigned,  // STREAMING-UNSIGNED-PAYLOAD-TRAILER: aws-chunked, a checksum behind it
  chunked_signed,    // STREAMING-AWS4-HMAC-SHA256-PAYLOAD(-TRAILER): aws-chunked, each chunk signed
};

// Views: what they show must outlive the request. Made to be used again.
struct Request {
  using Pair = std::pair<std::string, std::string>;

  std::string_view method = "GET";
  std::string_view bucket;   // empty for what concerns no bucket
  std::string_view key;      // as it is: not percent-encoded; empty for what concerns no object
  std::vector<Pair> query;   // not percent-encoded; any order
  std::vector<Pair> fields;  // names in lower case; without host, date, length, content hash, token, authorization
  Payload payload = Payload::empty;
  std::string payload_sha256;        // 64 lower-case digits, of Payload::hashed
  std::uint64_t content_length = 0;  // of the body as it is sent
};

}  // namespace wirespeed::s3
