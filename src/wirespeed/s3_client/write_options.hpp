// How bytes are guarded on their way to the server.
#pragma once

#include <optional>
#include <string>

#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3/checksum_algorithm.hpp"
#include "wirespeed/s3/multipart_requests.hpp"
#include "wirespeed/s3/object_requests.hpp"

namespace wirespeed::s3_client {

struct WriteOptions {
  s3::PutOptions object = {};
  // Sent along, checked by the server before it keeps the bytes, and kept beside them.
  std::optional<s3::ChecksumAlgorithm> checksum = std::nullopt;
  // Their SHA-256 in the signature: what guards them where there is neither TLS nor a checksum.
  bool sign_payload = false;
  // The checksum, or with sign_payload the signatures, follow what they are of: the bytes are gone through once, while
  // they are sent. Not all servers know the framing that this takes (aws-chunked).
  bool trailing = false;
};

// The same said to the requests of an upload in parts.
s3::CreateUploadOptions create_options(const WriteOptions& options);
s3::UploadPartOptions part_options(const WriteOptions& options);
s3::CompleteUploadOptions complete_options(const WriteOptions& options);

// What the body of an answer says of what was written goes before what its head says.
void add_written(s3::Written written, s3::ObjectInfo& info);

}  // namespace wirespeed::s3_client
