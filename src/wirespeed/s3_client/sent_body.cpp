#include "wirespeed/s3_client/sent_body.hpp"

#include "wirespeed/base/hash.hpp"
#include "wirespeed/s3/checksum.hpp"

namespace wirespeed::s3_client {

s3::Body GuardedBody::describe(ByteView bytes, const WriteOptions& options) {
  bytes_ = bytes;
  shape_.reset();
  chunked_.reset();
  s3::Body body{.length = bytes.size()};
  const bool is_guarded = options.checksum || options.sign_payload;
  if (!options.trailing || !is_guarded || bytes.empty()) {
    guard_ahead(options, body);
    return body;
  }
  shape_ = s3::ChunkedShape{.length = bytes.size(), .is_signed = options.sign_payload, .trailer = options.checksum};
  body.payload = options.sign_payload ? s3::Payload::chunked_signed : s3::Payload::chunked_unsigned;
  body.algorithm = options.checksum;
  return body;
}

void GuardedBody::guard_ahead(const WriteOptions& options, s3::Body& body) {
  if (options.checksum) {
    checksum_ = s3::checksum_of(*options.checksum, bytes_);
    body.algorithm = options.checksum;
    body.checksum = checksum_;
  }
  if (options.sign_payload) {
    sha256_ = to_hex(Sha256().digest(bytes_));
    body.payload = s3::Payload::hashed;
    body.sha256 = sha256_;
  }
}

BodySource* GuardedBody::source(Addressing& addressing, std::string_view bucket) {
  if (bytes_.empty()) return nullptr;
  if (!shape_) {
    memory_.reset(bytes_);
    return &memory_;
  }
  std::optional<s3::SigningContext> context;
  if (shape_->is_signed) context = addressing.signing_context(bucket);
  chunked_.emplace(*shape_, bytes_, context ? &*context : nullptr);
  return &*chunked_;
}

}  // namespace wirespeed::s3_client
