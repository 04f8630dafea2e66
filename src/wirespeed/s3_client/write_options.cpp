#include "wirespeed/s3_client/write_options.hpp"

#include "wirespeed/base/hash.hpp"
#include "wirespeed/s3/checksum.hpp"

namespace wirespeed::s3_client {

s3::Body GuardedBody::describe(ByteView bytes, const WriteOptions& options) {
  s3::Body body{.length = bytes.size()};
  if (options.checksum) {
    checksum_ = s3::checksum_of(*options.checksum, bytes);
    body.algorithm = options.checksum;
    body.checksum = checksum_;
  }
  if (options.sign_payload) {
    sha256_ = to_hex(Sha256().digest(bytes));
    body.payload = s3::Payload::hashed;
    body.sha256 = sha256_;
  }
  return body;
}

}  // namespace wirespeed::s3_client
