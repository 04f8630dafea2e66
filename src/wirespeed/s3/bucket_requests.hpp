// Buckets: create, delete, head, list, where they are, whether they keep versions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wirespeed/s3/request.hpp"
#include "wirespeed/s3/request_options.hpp"

namespace wirespeed::s3 {

struct CreateBucketOptions {
  std::string region = {};  // where to; empty or us-east-1: S3's own default
  std::string acl = {};
  bool object_lock = false;
  std::string object_ownership = {};  // "BucketOwnerEnforced"
  CommonOptions common = {};
};

// Writes over `body`, which may stay empty.
Result<void> write_create_bucket(std::string_view bucket, const CreateBucketOptions& options, std::string& body,
                                 Request& request);
Result<void> write_delete_bucket(std::string_view bucket, const CommonOptions& common, Request& request);
Result<void> write_head_bucket(std::string_view bucket, const CommonOptions& common, Request& request);

struct ListBucketsOptions {
  std::string prefix = {};
  std::string region = {};
  std::uint32_t max_buckets = 0;  // of a page; 0: all
  std::string continuation_token = {};
  CommonOptions common = {};
};

Result<void> write_list_buckets(const ListBucketsOptions& options, Request& request);

Result<void> write_get_bucket_location(std::string_view bucket, const CommonOptions& common, Request& request);
Result<void> write_get_bucket_versioning(std::string_view bucket, const CommonOptions& common, Request& request);
// Once kept, versions can only be suspended. Writes over `body`.
Result<void> write_put_bucket_versioning(std::string_view bucket, bool enabled, const CommonOptions& common,
                                         std::string& body, Request& request);

}  // namespace wirespeed::s3
