#include "wirespeed/s3/copy_source.hpp"

#include "wirespeed/s3/names.hpp"

namespace wirespeed::s3 {

Result<void> check_source(const CopySource& source) {
  if (auto fits = check_bucket(source.bucket); !fits) return fits;
  return check_key(source.key);
}

void write_source(const CopySource& source, RequestWriter& writer) {
  append_copy_source(source.bucket, source.key, source.version_id, writer.field("x-amz-copy-source"));
  writer.conditions(source.conditions, "x-amz-copy-source-");
  writer.customer_key(source.customer_key, "x-amz-copy-source-");
  writer.field_unless_empty("x-amz-source-expected-bucket-owner", source.expected_bucket_owner);
}

}  // namespace wirespeed::s3
