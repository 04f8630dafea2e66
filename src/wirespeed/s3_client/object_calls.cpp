#include "wirespeed/s3_client/object_calls.hpp"

#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3/tagging_requests.hpp"

namespace wirespeed::s3_client {
namespace {

// Keeps what the head of the answer says of an object.
auto keeping(s3::ObjectInfo& info) {
  return [&info](const http::ResponseHead& answer) { return keep(s3::read_object_info(answer), info); };
}

}  // namespace

CallSteps head_steps(const ObjectId& object, const s3::GetOptions& options, s3::ObjectInfo& info) {
  return {.operation = "head object",
          .bucket = object.bucket,
          .prepare = [&](s3::Request& request,
                         std::string&) { return s3::write_head_object(name_of(object), options, request); },
          .on_head = keeping(info)};
}

CallSteps delete_steps(const ObjectId& object, const s3::DeleteOptions& options, s3::ObjectInfo& info) {
  return {.operation = "delete object",
          .bucket = object.bucket,
          .prepare = [&](s3::Request& request,
                         std::string&) { return s3::write_delete_object(name_of(object), options, request); },
          .on_head = keeping(info)};
}

CallSteps copy_steps(const ObjectId& to, const CopyFrom& from, const s3::CopyOptions& options, s3::ObjectInfo& info) {
  return {
      .operation = "copy object",
      .bucket = to.bucket,
      .prepare = [&](s3::Request& request,
                     std::string&) { return s3::write_copy_object(name_of(to), source_of(from), options, request); },
      .on_head = keeping(info),
      .on_body = [&](std::string& body) -> Outcome<void> {
        auto written = s3::read_copied_object({"copy object", to.bucket, to.key}, 200, body);
        if (!written) return std::unexpected(std::move(written).error());
        add_written(*std::move(written), info);
        return {};
      }};
}

CallSteps create_upload_steps(const ObjectId& object, const WriteOptions& options, std::string& upload_id) {
  return {.operation = "create upload",
          .bucket = object.bucket,
          .prepare =
              [&](s3::Request& request, std::string&) {
                return s3::write_create_upload(name_of(object), create_options(options), request);
              },
          .on_body =
              [&](std::string& body) {
                return keep(s3::read_created_upload({"create upload", object.bucket, object.key}, 200, body),
                            upload_id);
              }};
}

CallSteps abort_upload_steps(const ObjectId& object, const std::string& upload_id) {
  return {.operation = "abort upload", .bucket = object.bucket, .prepare = [&](s3::Request& request, std::string&) {
            return s3::write_abort_upload(name_of(object), upload_id, {}, request);
          }};
}

CallSteps put_part_steps(const PartId& part, ByteView bytes, const WriteOptions& options, GuardedBody& guarded,
                         s3::ObjectInfo& info) {
  return {.operation = "upload part",
          .bucket = part.object.bucket,
          .prepare =
              [&part, &options, &guarded, bytes](s3::Request& request, std::string&) {
                return s3::write_upload_part({name_of(part.object), part.upload_id, part.number}, part_options(options),
                                             guarded.describe(bytes, options), request);
              },
          .guarded = &guarded,
          .on_head = keeping(info)};
}

CallSteps get_tags_steps(const ObjectId& object, const std::string& version_id, s3::Pairs& tags) {
  return {.operation = "get object tagging",
          .bucket = object.bucket,
          .prepare = [&](s3::Request& request,
                         std::string&) { return s3::write_get_object_tagging(name_of(object), {version_id}, request); },
          .on_body =
              [&](std::string& body) {
                return keep(s3::read_tags({"get object tagging", object.bucket, object.key}, 200, body), tags);
              }};
}

CallSteps put_tags_steps(const ObjectId& object, const std::string& version_id, const s3::Pairs& tags) {
  return {.operation = "put object tagging",
          .bucket = object.bucket,
          .prepare = [&](s3::Request& request, std::string& body) {
            return s3::write_put_object_tagging(name_of(object), tags, {version_id}, body, request);
          }};
}

CallSteps delete_tags_steps(const ObjectId& object, const std::string& version_id) {
  return {.operation = "delete object tagging",
          .bucket = object.bucket,
          .prepare = [&](s3::Request& request, std::string&) {
            return s3::write_delete_object_tagging(name_of(object), {version_id}, request);
          }};
}

}  // namespace wirespeed::s3_client
