// Calls of one request that concern an object. What they are made of is borrowed, and must outlive the call.
#pragma once

#include <string>

#include "wirespeed/s3_client/call.hpp"

namespace wirespeed::s3_client {

struct ObjectId {
  std::string bucket;
  std::string key;
};

inline s3::ObjectName name_of(const ObjectId& object) noexcept { return {object.bucket, object.key}; }

// What is copied, up to 5 GiB in one request.
struct CopyFrom {
  ObjectId object;
  std::string version_id{};
  s3::Conditions conditions{};
};

inline s3::CopySource source_of(const CopyFrom& from) {
  return {from.object.bucket, from.object.key, from.version_id, from.conditions};
}

// `info`: what the server says of the object.
CallSteps head_steps(const ObjectId& object, const s3::GetOptions& options, s3::ObjectInfo& info);
CallSteps delete_steps(const ObjectId& object, const s3::DeleteOptions& options, s3::ObjectInfo& info);
CallSteps copy_steps(const ObjectId& to, const CopyFrom& from, const s3::CopyOptions& options, s3::ObjectInfo& info);

// `upload_id`: S3's name of the upload.
CallSteps create_upload_steps(const ObjectId& object, const WriteOptions& options, std::string& upload_id);
CallSteps abort_upload_steps(const ObjectId& object, const std::string& upload_id);

struct PartId {
  ObjectId object;
  std::string upload_id;
  std::uint32_t number;
};

// `guarded` is described and sent; `info`: what the server says of the part.
CallSteps put_part_steps(const PartId& part, ByteView bytes, const WriteOptions& options, GuardedBody& guarded,
                         s3::ObjectInfo& info);

CallSteps get_tags_steps(const ObjectId& object, const std::string& version_id, s3::Pairs& tags);
CallSteps put_tags_steps(const ObjectId& object, const std::string& version_id, const s3::Pairs& tags);
CallSteps delete_tags_steps(const ObjectId& object, const std::string& version_id);

}  // namespace wirespeed::s3_client
