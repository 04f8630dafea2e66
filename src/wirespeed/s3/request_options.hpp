// What the operations of S3 let a caller say, in the terms that they share. An empty text is not sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/s3/checksum_algorithm.hpp"
#include "wirespeed/s3/request.hpp"
#include "wirespeed/s3/times.hpp"

namespace wirespeed::s3 {

using Pairs = std::vector<Request::Pair>;

// Of every request.
struct CommonOptions {
  bool requester_pays = false;
  std::string expected_bucket_owner = {};
  Pairs fields = {};  // sent as they are, instead of ours of the same name; names in any case
};

struct Conditions {
  std::string if_match = {};
  std::string if_none_match = {};
  std::optional<MicroTime> if_modified_since = std::nullopt;
  std::optional<MicroTime> if_unmodified_since = std::nullopt;
};

// A key that S3 encrypts with and does not keep (SSE-C). Never printed.
struct CustomerKey {
  std::string key;  // base64
  std::string md5;  // base64, of the key's 32 bytes
};

Result<CustomerKey> make_customer_key(ByteView key);

struct Encryption {
  std::string algorithm = {};  // "AES256", "aws:kms", "aws:kms:dsse"; empty: as the bucket has it
  std::string kms_key_id = {};
  std::string kms_context = {};  // base64 of JSON
  bool bucket_key = false;
  std::optional<CustomerKey> customer_key = std::nullopt;
};

// What is kept beside the bytes of an object.
struct ObjectAttributes {
  std::string content_type = {};
  std::string content_encoding = {};
  std::string content_disposition = {};
  std::string content_language = {};
  std::string cache_control = {};
  std::optional<MicroTime> expires = std::nullopt;
  Pairs metadata = {};  // without "x-amz-meta-"
  Pairs tags = {};
  std::string storage_class = {};
  std::string acl = {};  // a canned one, as "public-read"
  std::string website_redirect = {};
  Encryption encryption = {};
};

// What is sent behind a head, and how it is guarded. Views.
struct Body {
  std::uint64_t length = 0;  // without the framing of chunks
  Payload payload = Payload::unsigned_payload;
  std::string_view sha256 = {};  // 64 lower-case digits, of Payload::hashed
  std::optional<ChecksumAlgorithm> algorithm = std::nullopt;
  std::string_view checksum = {};     // base64; of chunked payloads it is empty, and follows the body
  std::string_view content_md5 = {};  // base64
};

}  // namespace wirespeed::s3
