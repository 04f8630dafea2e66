// Calls of one request.
#pragma once

#include <string>
#include <vector>

#include "s3_call.hpp"
#include "wirespeed/s3/bucket_requests.hpp"
#include "wirespeed/s3/delete_many_request.hpp"
#include "wirespeed/s3/list_requests.hpp"
#include "wirespeed/s3/object_requests.hpp"
#include "wirespeed/s3/upload_plan.hpp"
#include "wirespeed/s3_client/delete_many.hpp"
#include "wirespeed/s3_client/object_calls.hpp"
#include "wirespeed/s3_client/write_options.hpp"

namespace wirespeed::python {

using s3_client::CopyFrom;
using s3_client::NamedVersion;
using s3_client::ObjectId;
using s3_client::PartId;

// Results: an info's dict.
std::shared_ptr<S3Call> head_call(ObjectId object, s3::GetOptions options);
std::shared_ptr<S3Call> delete_call(ObjectId object, s3::DeleteOptions options);

// Copies up to 5 GiB. Result: an info's dict.
std::shared_ptr<S3Call> copy_call(ObjectId object, CopyFrom source, s3::CopyOptions options);

// As many as there are, 1,000 in a request, requests at once. Result: a list of (key, version_id, code, message) of
// what was not deleted.
std::shared_ptr<S3Call> delete_many_call(std::string bucket, std::vector<NamedVersion> versions,
                                         s3::DeleteManyOptions options);

// Buckets. Results: None; of the list [(name, created us, region)].
std::shared_ptr<S3Call> create_bucket_call(std::string bucket, s3::CreateBucketOptions options);
std::shared_ptr<S3Call> delete_bucket_call(std::string bucket);
std::shared_ptr<S3Call> head_bucket_call(std::string bucket);
std::shared_ptr<S3Call> buckets_call();
std::shared_ptr<S3Call> put_versioning_call(std::string bucket, bool enabled);

// Uploads in parts. Results: the upload's id; (etag, checksum, bytes); an info's dict; None.
std::shared_ptr<S3Call> create_upload_call(ObjectId object, s3_client::WriteOptions options);
std::shared_ptr<S3Call> put_part_call(PartId part, HeldBuffer bytes, s3_client::WriteOptions options);
// All parts of a copy, several at once. Result: a list of (etag, checksum, bytes), in their order.
std::shared_ptr<S3Call> copy_parts_call(ObjectId object, std::string upload_id, CopyFrom source, s3::PartPlan plan);
struct DonePart {
  std::uint32_t number;
  std::string etag;
  std::string checksum;
  std::uint64_t bytes;
};
std::shared_ptr<S3Call> complete_upload_call(ObjectId object, std::string upload_id, std::vector<DonePart> done,
                                             s3_client::WriteOptions options);
std::shared_ptr<S3Call> abort_upload_call(ObjectId object, std::string upload_id);

// A page of uploads under way. Result: ([(key, upload id, initiated us, storage class)], the next page's marker or
// None).
std::shared_ptr<S3Call> list_uploads_call(std::string bucket, std::string prefix, s3::ListMarker marker);

// Tags. Results: a dict; None; None.
std::shared_ptr<S3Call> get_tags_call(ObjectId object, std::string version_id);
std::shared_ptr<S3Call> put_tags_call(ObjectId object, std::string version_id, s3::Pairs tags);
std::shared_ptr<S3Call> delete_tags_call(ObjectId object, std::string version_id);

}  // namespace wirespeed::python
