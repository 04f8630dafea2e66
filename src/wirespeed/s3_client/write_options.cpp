#include "wirespeed/s3_client/write_options.hpp"

#include "wirespeed/s3/checksum.hpp"

namespace wirespeed::s3_client {

s3::CreateUploadOptions create_options(const WriteOptions& options) {
  const bool is_crc = options.checksum && s3::is_crc(*options.checksum);
  return {options.object.attributes, options.checksum,
          is_crc ? std::optional(s3::ChecksumType::full_object) : std::nullopt, options.object.common};
}

s3::UploadPartOptions part_options(const WriteOptions& options) {
  return {options.object.attributes.encryption.customer_key, options.object.common};
}

s3::CompleteUploadOptions complete_options(const WriteOptions& options) {
  s3::CompleteUploadOptions made;
  made.if_match = options.object.if_match;
  made.if_none_match = options.object.if_none_match;
  made.algorithm = options.checksum;
  made.customer_key = options.object.attributes.encryption.customer_key;
  made.common = options.object.common;
  return made;
}

void add_written(s3::Written written, s3::ObjectInfo& info) {
  info.size = 0;  // of the answer, so far
  info.etag = std::move(written.etag);
  if (written.last_modified) info.last_modified = written.last_modified;
  info.checksums = std::move(written.checksums);
  info.checksum_type = std::move(written.checksum_type);
}

}  // namespace wirespeed::s3_client
