// Calls of one request that concern buckets. What they are made of is borrowed, and must outlive the call.
#pragma once

#include <string>

#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3/bucket_requests.hpp"
#include "wirespeed/s3/list_requests.hpp"
#include "wirespeed/s3_client/call.hpp"

namespace wirespeed::s3_client {

CallSteps create_bucket_steps(const std::string& bucket, const s3::CreateBucketOptions& options);
CallSteps delete_bucket_steps(const std::string& bucket);
CallSteps head_bucket_steps(const std::string& bucket);
CallSteps put_versioning_steps(const std::string& bucket, bool enabled);
CallSteps buckets_steps(s3::BucketPage& page);
// A page of the uploads that were begun and neither completed nor aborted, from `marker` on.
CallSteps uploads_steps(const std::string& bucket, const std::string& prefix, const s3::ListMarker& marker,
                        s3::UploadPage& page);

}  // namespace wirespeed::s3_client
