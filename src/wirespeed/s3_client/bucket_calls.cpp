#include "wirespeed/s3_client/bucket_calls.hpp"

namespace wirespeed::s3_client {

CallSteps create_bucket_steps(const std::string& bucket, const s3::CreateBucketOptions& options) {
  return {.operation = "create bucket", .bucket = bucket, .prepare = [&](s3::Request& request, std::string& body) {
            return s3::write_create_bucket(bucket, options, body, request);
          }};
}

CallSteps delete_bucket_steps(const std::string& bucket) {
  return {.operation = "delete bucket", .bucket = bucket, .prepare = [&](s3::Request& request, std::string&) {
            return s3::write_delete_bucket(bucket, {}, request);
          }};
}

CallSteps head_bucket_steps(const std::string& bucket) {
  return {.operation = "head bucket", .bucket = bucket, .prepare = [&](s3::Request& request, std::string&) {
            return s3::write_head_bucket(bucket, {}, request);
          }};
}

CallSteps put_versioning_steps(const std::string& bucket, bool enabled) {
  return {.operation = "put bucket versioning",
          .bucket = bucket,
          .prepare = [&bucket, enabled](s3::Request& request, std::string& body) {
            return s3::write_put_bucket_versioning(bucket, enabled, {}, body, request);
          }};
}

CallSteps buckets_steps(s3::BucketPage& page) {
  return {.operation = "list buckets",
          .bucket = {},
          .prepare = [](s3::Request& request, std::string&) { return s3::write_list_buckets({}, request); },
          .on_body = [&](std::string& body) { return keep(s3::read_buckets({"list buckets"}, 200, body), page); }};
}

CallSteps uploads_steps(const std::string& bucket, const std::string& prefix, const s3::ListMarker& marker,
                        s3::UploadPage& page) {
  return {
      .operation = "list uploads",
      .bucket = bucket,
      .prepare =
          [&](s3::Request& request, std::string&) {
            s3::ListOptions options;
            options.prefix = prefix;
            return s3::write_list_uploads(bucket, options, marker, request);
          },
      .on_body = [&](std::string& body) { return keep(s3::read_uploads({"list uploads", bucket}, 200, body), page); }};
}

}  // namespace wirespeed::s3_client
