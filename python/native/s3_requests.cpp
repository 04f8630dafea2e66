#include "s3_requests.hpp"

#include "errors.hpp"
#include "s3_objects.hpp"
#include "s3_steps.hpp"
#include "wirespeed/s3/answer.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using s3_client::CallSteps;
using s3_client::Outcome;

s3::ObjectName name_of(const ObjectId& object) noexcept { return {object.bucket, object.key}; }

// --- objects ---------------------------------------------------------------------------------------------------------

struct Head {
  ObjectId object;
  s3::GetOptions options;
  s3::ObjectInfo info = {};
};

CallSteps head_steps(Head& self) {
  return {.operation = "head object",
          .bucket = self.object.bucket,
          .prepare = [&](s3::Request& request,
                         std::string&) { return s3::write_head_object(name_of(self.object), self.options, request); },
          .on_head = [&](const http::ResponseHead& answer) { return keep(s3::read_object_info(answer), self.info); }};
}

struct Delete {
  ObjectId object;
  s3::DeleteOptions options;
  s3::ObjectInfo info = {};
};

CallSteps delete_steps(Delete& self) {
  return {.operation = "delete object",
          .bucket = self.object.bucket,
          .prepare = [&](s3::Request& request,
                         std::string&) { return s3::write_delete_object(name_of(self.object), self.options, request); },
          .on_head = [&](const http::ResponseHead& answer) { return keep(s3::read_object_info(answer), self.info); }};
}

template <typename State>
nb::object info_of(State& state) {
  return info_dict(state.info);
}

s3::CopySource source_of(const CopyFrom& from) {
  return {from.object.bucket, from.object.key, from.version_id, from.conditions};
}

struct Copy {
  ObjectId object;
  CopyFrom source;
  s3::CopyOptions options;
  s3::ObjectInfo info = {};
};

CallSteps copy_steps(Copy& self) {
  return {.operation = "copy object",
          .bucket = self.object.bucket,
          .prepare =
              [&](s3::Request& request, std::string&) {
                return s3::write_copy_object(name_of(self.object), source_of(self.source), self.options, request);
              },
          .on_head = [&](const http::ResponseHead& answer) { return keep(s3::read_object_info(answer), self.info); },
          .on_body = [&](std::string& body) -> Outcome<void> {
            auto written = s3::read_copied_object({"copy object", self.object.bucket, self.object.key}, 200, body);
            if (!written) return std::unexpected(std::move(written).error());
            s3_client::add_written(*std::move(written), self.info);
            return {};
          }};
}

// --- buckets ---------------------------------------------------------------------------------------------------------

struct CreateBucket {
  std::string bucket;
  s3::CreateBucketOptions options;
};

CallSteps create_bucket_steps(CreateBucket& self) {
  return {.operation = "create bucket", .bucket = self.bucket, .prepare = [&](s3::Request& request, std::string& body) {
            return s3::write_create_bucket(self.bucket, self.options, body, request);
          }};
}

struct Bucket {
  std::string bucket;
};

CallSteps delete_bucket_steps(Bucket& self) {
  return {.operation = "delete bucket", .bucket = self.bucket, .prepare = [&](s3::Request& request, std::string&) {
            return s3::write_delete_bucket(self.bucket, {}, request);
          }};
}

CallSteps head_bucket_steps(Bucket& self) {
  return {.operation = "head bucket", .bucket = self.bucket, .prepare = [&](s3::Request& request, std::string&) {
            return s3::write_head_bucket(self.bucket, {}, request);
          }};
}

struct Versioning {
  std::string bucket;
  bool enabled;
};

CallSteps versioning_steps(Versioning& self) {
  return {.operation = "put bucket versioning",
          .bucket = self.bucket,
          .prepare = [&](s3::Request& request, std::string& body) {
            return s3::write_put_bucket_versioning(self.bucket, self.enabled, {}, body, request);
          }};
}

struct Buckets {
  s3::BucketPage page = {};
};

CallSteps buckets_steps(Buckets& self) {
  return {.operation = "list buckets",
          .bucket = {},
          .prepare = [](s3::Request& request, std::string&) { return s3::write_list_buckets({}, request); },
          .on_body = [&](std::string& body) { return keep(s3::read_buckets({"list buckets"}, 200, body), self.page); }};
}

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
