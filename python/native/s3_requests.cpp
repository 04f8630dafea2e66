#include "s3_requests.hpp"

#include "errors.hpp"
#include "s3_objects.hpp"
#include "s3_steps.hpp"
#include "wirespeed/s3_client/bucket_calls.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using s3_client::CallSteps;

// --- objects ---------------------------------------------------------------------------------------------------------

struct Head {
  ObjectId object;
  s3::GetOptions options;
  s3::ObjectInfo info = {};
};

CallSteps head_steps(Head& self) { return s3_client::head_steps(self.object, self.options, self.info); }

struct Delete {
  ObjectId object;
  s3::DeleteOptions options;
  s3::ObjectInfo info = {};
};

CallSteps delete_steps(Delete& self) { return s3_client::delete_steps(self.object, self.options, self.info); }

template <typename State>
nb::object info_of(State& state) {
  return info_dict(state.info);
}

struct Copy {
  ObjectId object;
  CopyFrom source;
  s3::CopyOptions options;
  s3::ObjectInfo info = {};
};

CallSteps copy_steps(Copy& self) { return s3_client::copy_steps(self.object, self.source, self.options, self.info); }

// --- buckets ---------------------------------------------------------------------------------------------------------

struct CreateBucket {
  std::string bucket;
  s3::CreateBucketOptions options;
};

CallSteps create_bucket_steps(CreateBucket& self) { return s3_client::create_bucket_steps(self.bucket, self.options); }

struct Bucket {
  std::string bucket;
};

CallSteps delete_bucket_steps(Bucket& self) { return s3_client::delete_bucket_steps(self.bucket); }
CallSteps head_bucket_steps(Bucket& self) { return s3_client::head_bucket_steps(self.bucket); }

struct Versioning {
  std::string bucket;
  bool enabled;
};

CallSteps versioning_steps(Versioning& self) { return s3_client::put_versioning_steps(self.bucket, self.enabled); }

struct Buckets {
  s3::BucketPage page = {};
};

CallSteps buckets_steps(Buckets& self) { return s3_client::buckets_steps(self.page); }

nb::object bucket_list(Buckets& self) {
  nb::list made;
  for (const auto& each : self.page.buckets) {
    made.append(nb::make_tuple(readable_text(each.name), time_or_none(each.created), readable_text(each.region)));
  }
  return made;
}

}  // namespace

std::shared_ptr<S3Call> head_call(ObjectId object, s3::GetOptions options) {
  return call_of(Head{std::move(object), std::move(options)}, head_steps, info_of);
}

std::shared_ptr<S3Call> delete_call(ObjectId object, s3::DeleteOptions options) {
  return call_of(Delete{std::move(object), std::move(options)}, delete_steps, info_of);
}

std::shared_ptr<S3Call> copy_call(ObjectId object, CopyFrom source, s3::CopyOptions options) {
  return call_of(Copy{std::move(object), std::move(source), std::move(options)}, copy_steps, info_of);
}

std::shared_ptr<S3Call> create_bucket_call(std::string bucket, s3::CreateBucketOptions options) {
  return call_of(CreateBucket{std::move(bucket), std::move(options)}, create_bucket_steps, no_result);
}

std::shared_ptr<S3Call> delete_bucket_call(std::string bucket) {
  return call_of(Bucket{std::move(bucket)}, delete_bucket_steps, no_result);
}

std::shared_ptr<S3Call> head_bucket_call(std::string bucket) {
  return call_of(Bucket{std::move(bucket)}, head_bucket_steps, no_result);
}

std::shared_ptr<S3Call> put_versioning_call(std::string bucket, bool enabled) {
  return call_of(Versioning{std::move(bucket), enabled}, versioning_steps, no_result);
}

std::shared_ptr<S3Call> buckets_call() { return call_of(Buckets{}, buckets_steps, bucket_list); }

}  // namespace wirespeed::python
