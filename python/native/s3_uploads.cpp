// Uploads in parts, request by request.
#include "errors.hpp"
#include "s3_objects.hpp"
#include "s3_requests.hpp"
#include "s3_steps.hpp"
#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3_client/bucket_calls.hpp"
#include "wirespeed/s3_client/upload_completion.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using s3_client::CallSteps;
using s3_client::Outcome;
using s3_client::WriteOptions;

struct Create {
  ObjectId object;
  WriteOptions options;
  std::string id = {};
};

CallSteps create_steps(Create& self) { return s3_client::create_upload_steps(self.object, self.options, self.id); }

nb::object upload_id(Create& self) { return readable_text(self.id); }

struct PutPart {
  PartId part;
  HeldBuffer bytes;
  WriteOptions options;
  s3_client::GuardedBody guarded = {};
  s3::ObjectInfo info = {};
};

CallSteps put_part_steps(PutPart& self) {
  return s3_client::put_part_steps(self.part, self.bytes.bytes(), self.options, self.guarded, self.info);
}

nb::object part_result(PutPart& self) {
  return nb::make_tuple(readable_text(self.info.etag), readable_text(self.guarded.checksum()),
                        self.bytes.bytes().size());
}

class CompleteCall final : public S3Call {
 public:
  CompleteCall(s3_client::UploadId upload, std::vector<s3::CompletedPart> parts, std::uint64_t bytes,
               WriteOptions options)
      : complete_(std::move(upload), std::move(parts), bytes, std::move(options)) {}
  s3_client::Operation& operation() override { return complete_; }
  nb::object make_result() override { return info_dict(complete_.info()); }

 private:
  s3_client::CompleteUpload complete_;
};

struct Abort {
  ObjectId object;
  std::string upload_id;
};

CallSteps abort_steps(Abort& self) { return s3_client::abort_upload_steps(self.object, self.upload_id); }

struct ListUploads {
  std::string bucket;
  std::string prefix;
  s3::ListMarker marker;
  s3::UploadPage page = {};
};

CallSteps list_uploads_steps(ListUploads& self) {
  return s3_client::uploads_steps(self.bucket, self.prefix, self.marker, self.page);
}

nb::object listed_uploads(ListUploads& self) {
  nb::list made;
  for (const auto& each : self.page.uploads) {
    made.append(nb::make_tuple(readable_text(each.key), readable_text(each.upload_id), time_or_none(each.initiated),
                               readable_text(each.storage_class)));
  }
  nb::object next = nb::none();
  if (self.page.truncated) {
    next = nb::make_tuple(readable_text(self.page.next_key_marker), readable_text(self.page.next_upload_id_marker));
  }
  return nb::make_tuple(made, next);
}

}  // namespace

std::shared_ptr<S3Call> list_uploads_call(std::string bucket, std::string prefix, s3::ListMarker marker) {
  return call_of(ListUploads{std::move(bucket), std::move(prefix), std::move(marker)}, list_uploads_steps,
                 listed_uploads);
}

std::shared_ptr<S3Call> create_upload_call(ObjectId object, WriteOptions options) {
  return call_of(Create{std::move(object), std::move(options)}, create_steps, upload_id);
}

std::shared_ptr<S3Call> put_part_call(PartId part, HeldBuffer bytes, WriteOptions options) {
  return call_of(PutPart{std::move(part), std::move(bytes), std::move(options)}, put_part_steps, part_result);
}

std::shared_ptr<S3Call> complete_upload_call(ObjectId object, std::string id, std::vector<DonePart> done,
                                             WriteOptions options) {
  std::vector<s3::CompletedPart> parts;
  parts.reserve(done.size());
  std::uint64_t bytes = 0;
  for (auto& each : done) {
    parts.push_back({each.number, std::move(each.etag), std::move(each.checksum)});
    bytes += each.bytes;
  }
  return std::make_shared<CompleteCall>(
      s3_client::UploadId{std::move(object.bucket), std::move(object.key), std::move(id)}, std::move(parts), bytes,
      std::move(options));
}

std::shared_ptr<S3Call> abort_upload_call(ObjectId object, std::string id) {
  return call_of(Abort{std::move(object), std::move(id)}, abort_steps, no_result);
}

}  // namespace wirespeed::python
