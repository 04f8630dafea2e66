// How bytes are guarded on their way to the server.
#pragma once

#include <optional>
#include <string>

#include "wirespeed/s3/checksum_algorithm.hpp"
#include "wirespeed/s3/object_requests.hpp"

namespace wirespeed::s3_client {

struct WriteOptions {
  s3::PutOptions object = {};
  // Sent along, checked by the server before it keeps the bytes, and kept beside them.
  std::optional<s3::ChecksumAlgorithm> checksum = std::nullopt;
  bool sign_payload =
      false;  // their SHA-256 in the signature: what guards them where there is neither TLS nor a checksum
};

// What a request says about its body. It is made for each attempt again: the bytes are where they were.
class GuardedBody {
 public:
  // The view in it lives as long as this does.
  s3::Body describe(ByteView bytes, const WriteOptions& options);
  // Base64; empty where none was asked for.
  const std::string& checksum() const noexcept { return checksum_; }

 private:
  std::string checksum_;
  std::string sha256_;
};

}  // namespace wirespeed::s3_client
