// Uploads in parts, request by request.
#include "errors.hpp"
#include "s3_objects.hpp"
#include "s3_requests.hpp"
#include "s3_steps.hpp"
#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3/multipart_requests.hpp"

namespace nb = nanobind;

namespace wirespeed::python {
namespace {

using s3_client::CallSteps;
using s3_client::Outcome;
using s3_client::WriteOptions;

s3::ObjectName name_of(const ObjectId& object) noexcept { return {object.bucket, object.key}; }

struct Create {
  ObjectId object;
  WriteOptions options;
  std::string id = {};
};

CallSteps create_steps(Create& self) {
  return {.operation = "create upload",
          .bucket = self.object.bucket,
          .prepare =
              [&](s3::Request& request, std::string&) {
                return s3::write_create_upload(name_of(self.object), create_options(self.options), request);
              },
          .on_body =
              [&](std::string& body) {
                return keep(s3::read_created_upload({"create upload", self.object.bucket, self.object.key}, 200, body),
                            self.id);
              }};
}

nb::object upload_id(Create& self) { return readable_text(self.id); }

struct PutPart {
  PartId part;
  HeldBuffer bytes;
  WriteOptions options;
  s3_client::GuardedBody guarded = {};
  s3::ObjectInfo info = {};
};

CallSteps put_part_steps(PutPart& self) {
  return {.operation = "upload part",
          .bucket = self.part.object.bucket,
          .prepare =
              [&](s3::Request& request, std::string&) {
                return s3::write_upload_part({name_of(self.part.object), self.part.upload_id, self.part.number},
                                             part_options(self.options),
                                             self.guarded.describe(self.bytes.bytes(), self.options), request);
              },
          .bytes = self.bytes.bytes(),
          .on_head = [&](const http::ResponseHead& answer) { return keep(s3::read_object_info(answer), self.info); }};
}

nb::object part_result(PutPart& self) {
  return nb::make_tuple(readable_text(self.info.etag), readable_text(self.guarded.checksum()));
}

struct Complete {
  ObjectId object;
  std::string upload_id;
  std::vector<DonePart> done;
  WriteOptions options;
  s3::ObjectInfo info = {};
};

CallSteps complete_steps(Complete& self) {
  return {.operation = "complete upload",
          .bucket = self.object.bucket,
          .prepare =
              [&](s3::Request& request, std::string& body) {
                std::vector<s3::CompletedPart> parts;
                parts.reserve(self.done.size());
                for (const auto& each : self.done) parts.push_back({each.number, each.etag, each.checksum});
                return s3::write_complete_upload(name_of(self.object), self.upload_id, parts,
                                                 complete_options(self.options), body, request);
              },
          .on_head = [&](const http::ResponseHead& answer) { return keep(s3::read_object_info(answer), self.info); },
          .on_body = [&](std::string& body) -> Outcome<void> {
            auto written =
                s3::read_completed_upload({"complete upload", self.object.bucket, self.object.key}, 200, body);
            if (!written) return std::unexpected(std::move(written).error());
            s3_client::add_written(*std::move(written), self.info);
            return {};
          }};
}

nb::object completed(Complete& self) { return info_dict(self.info); }

struct Abort {
  ObjectId object;
  std::string upload_id;
};

CallSteps abort_steps(Abort& self) {
  return {
      .operation = "abort upload", .bucket = self.object.bucket, .prepare = [&](s3::Request& request, std::string&) {
        return s3::write_abort_upload(name_of(self.object), self.upload_id, {}, request);
      }};
}

struct ListUploads {
  std::string bucket;
  std::string prefix;
  s3::ListMarker marker;
  s3::UploadPage page = {};
};

CallSteps list_uploads_steps(ListUploads& self) {
  return {.operation = "list uploads",
          .bucket = self.bucket,
          .prepare =
              [&](s3::Request& request, std::string&) {
                s3::ListOptions options;
                options.prefix = self.prefix;
                return s3::write_list_uploads(self.bucket, options, self.marker, request);
              },
          .on_body =
              [&](std::string& body) {
                return keep(s3::read_uploads({"list uploads", self.bucket}, 200, body), self.page);
              }};
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

std::shared_ptr<S3Call> complete_upload_call(ObjectId object, std::string id, std::vector<DonePart> parts,
                                             WriteOptions options) {
  return call_of(Complete{std::move(object), std::move(id), std::move(parts), std::move(options)}, complete_steps,
                 completed);
}

std::shared_ptr<S3Call> abort_upload_call(ObjectId object, std::string id) {
  return call_of(Abort{std::move(object), std::move(id)}, abort_steps, no_result);
}

}  // namespace wirespeed::python
