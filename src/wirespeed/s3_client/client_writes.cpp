// Client's calls that write.
#include "wirespeed/s3_client/client_calls.hpp"
#include "wirespeed/s3_client/copy_parts.hpp"
#include "wirespeed/s3_client/multipart_upload.hpp"
#include "wirespeed/s3_client/upload.hpp"

namespace wirespeed::s3_client {
namespace {

// Reads only: parts are views that nobody writes to.
std::span<std::uint8_t> borrowed(ByteView bytes) noexcept {
  return {const_cast<std::uint8_t*>(bytes.data()), bytes.size()};
}

// What servers say of a copy in one request whose source is above 5 GiB, and of some other things.
bool may_be_too_large(const s3::Error& error) noexcept {
  const std::string_view code = error.server_code();
  return code == "InvalidRequest" || code == "EntityTooLarge" || code == "InvalidArgument";
}

// What a server says that has no such thing as tags, or none of this object.
bool has_no_tags(const s3::Error& error) noexcept {
  const std::string_view code = error.server_code();
  return code == "NotImplemented" || code == "NoSuchTagSet" || code == "MethodNotAllowed";
}

// What an upload is made with that is to be a copy: it takes nothing over by itself.
WriteOptions options_of_copied(const s3::ObjectInfo& source, s3::Pairs tags, const s3::CopyOptions& options) {
  WriteOptions made;
  made.object.attributes = options.attributes;
  made.object.if_match = options.if_match;
  made.object.if_none_match = options.if_none_match;
  made.object.common = options.common;
  s3::ObjectAttributes& kept = made.object.attributes;
  if (!options.replace_tags) kept.tags = std::move(tags);
  if (options.replace_metadata) return made;
  kept.content_type = source.content_type;
  kept.content_encoding = source.content_encoding;
  kept.content_disposition = source.content_disposition;
  kept.content_language = source.content_language;
  kept.cache_control = source.cache_control;
  kept.expires = s3::parse_http_date(source.expires);
  kept.metadata = source.metadata;
  return made;
}

}  // namespace

WriteOptions Client::with_checksum(WriteOptions options) const {
  if (!options.checksum) options.checksum = options_.checksum;
  return options;
}

Outcome<s3::ObjectInfo> Client::put(std::string bucket, std::string key, ByteView bytes, WriteOptions options,
                                    const Stop& stop) {
  MemoryParts source(borrowed(bytes));
  return put(std::move(bucket), std::move(key), source, std::move(options), stop);
}

Outcome<s3::ObjectInfo> Client::put(std::string bucket, std::string key, PartSource& source, WriteOptions options,
                                    const Stop& stop) {
  Upload upload(std::move(bucket), std::move(key), source, with_checksum(std::move(options)), options_.parts);
  if (auto ran = run(upload, stop); !ran) return std::unexpected(std::move(ran).error());
  return upload.info();
}

Outcome<std::vector<Outcome<s3::ObjectInfo>>> Client::put_many(std::string bucket, std::vector<PutObjects::Item> items,
                                                               OnError on_error, WriteOptions options,
                                                               const Stop& stop) {
  PutObjects put(std::move(bucket), std::move(items), with_checksum(std::move(options)), on_error);
  if (auto ran = run(put, stop); !ran) return std::unexpected(std::move(ran).error());
  std::vector<Outcome<s3::ObjectInfo>> made;
  made.reserve(put.size());
  for (std::size_t i = 0; i < put.size(); ++i) {
    const s3::Error* error = put.error_of(i);
    made.push_back(error == nullptr ? Outcome<s3::ObjectInfo>(put.info(i)) : std::unexpected(*error));
  }
  return made;
}

Outcome<s3::ObjectInfo> Client::copy(std::string bucket, std::string key, std::string to_bucket, std::string to_key,
                                     const s3::CopyOptions& options, const Stop& stop) {
  const ObjectId to{std::move(to_bucket), std::move(to_key)};
  CopyFrom from{{std::move(bucket), std::move(key)}};
  s3::ObjectInfo info;
  auto copied = made_by(copy_steps(to, from, options, info), info, stop);
  if (copied || !may_be_too_large(copied.error())) return copied;
  const auto source = head(from.object.bucket, from.object.key, {}, stop);
  if (!source || source->size <= s3::kMaxCopyBytes) return copied;
  return copy_in_parts(to, std::move(from), *source, options, stop);
}

Outcome<s3::ObjectInfo> Client::copy_in_parts(const ObjectId& to, CopyFrom from, const s3::ObjectInfo& source,
                                              const s3::CopyOptions& options, const Stop& stop) {
  const auto plan = s3::plan_copy(source.size);
  if (!plan) return std::unexpected(s3::Error(plan.error()));
  s3::Pairs tags;
  if (!options.replace_tags) {
    auto said = get_tags(from.object.bucket, from.object.key, from.version_id, stop);
    if (!said && !has_no_tags(said.error())) return std::unexpected(std::move(said).error());
    if (said) tags = *std::move(said);
  }
  const WriteOptions write = options_of_copied(source, std::move(tags), options);
  std::string id;
  auto created = made_by(create_upload_steps(to, write, id), id, stop);
  if (!created) return std::unexpected(std::move(created).error());
  from.conditions.if_match = source.etag;
  CopyParts parts(to, *created, std::move(from), *plan);
  auto ran = run(parts.operation(), stop);
  if (ran) {
    CompleteUpload complete({to.bucket, to.key, *created}, parts.parts(), source.size, write);
    ran = run(complete, stop);
    if (ran) return complete.info();
  }
  std::ignore = abort_upload(to.bucket, to.key, *created, Stop::after(kTidying));  // what failed before is told
  return std::unexpected(std::move(ran).error());
}

Outcome<s3::ObjectInfo> Client::delete_object(std::string bucket, std::string key, const s3::DeleteOptions& options,
                                              const Stop& stop) {
  const ObjectId object{std::move(bucket), std::move(key)};
  s3::ObjectInfo info;
  return made_by(delete_steps(object, options, info), info, stop);
}

Outcome<std::vector<s3::Undeleted>> Client::delete_many(std::string bucket, std::vector<NamedVersion> named,
                                                        const Stop& stop) {
  DeleteMany deletions(std::move(bucket), std::move(named));
  if (auto ran = run(deletions.operation(), stop); !ran) return std::unexpected(std::move(ran).error());
  return std::move(deletions.errors());
}

Outcome<MultipartUpload> Client::create_upload(std::string bucket, std::string key, WriteOptions options,
                                               const Stop& stop) {
  ObjectId object{std::move(bucket), std::move(key)};
  options = with_checksum(std::move(options));
  std::string id;
  auto created = made_by(create_upload_steps(object, options, id), id, stop);
  if (!created) return std::unexpected(std::move(created).error());
  return MultipartUpload(*this, std::move(object), *std::move(created), std::move(options));
}

Outcome<void> Client::abort_upload(std::string bucket, std::string key, const std::string& upload_id,
                                   const Stop& stop) {
  const ObjectId object{std::move(bucket), std::move(key)};
  Call call(abort_upload_steps(object, upload_id));
  return run(call, stop);
}

Outcome<s3::Pairs> Client::get_tags(std::string bucket, std::string key, const std::string& version_id,
                                    const Stop& stop) {
  const ObjectId object{std::move(bucket), std::move(key)};
  s3::Pairs tags;
  return made_by(get_tags_steps(object, version_id, tags), tags, stop);
}

Outcome<void> Client::put_tags(std::string bucket, std::string key, const s3::Pairs& tags,
                               const std::string& version_id, const Stop& stop) {
  const ObjectId object{std::move(bucket), std::move(key)};
  Call call(put_tags_steps(object, version_id, tags));
  return run(call, stop);
}

Outcome<void> Client::delete_tags(std::string bucket, std::string key, const std::string& version_id,
                                  const Stop& stop) {
  const ObjectId object{std::move(bucket), std::move(key)};
  Call call(delete_tags_steps(object, version_id));
  return run(call, stop);
}

Outcome<std::string> Client::presign(std::string_view method, const std::string& bucket, const std::string& key,
                                     std::chrono::seconds expires, const s3::GetOptions& options) {
  s3::Request request;
  auto written = method == "PUT" ? s3::write_put_object({bucket, key}, {}, {}, request)
                                 : s3::write_get_object({bucket, key}, options, request);
  if (!written) return std::unexpected(s3::Error(std::move(written).error()));
  request.method = method;
  return presign(request, expires);
}

}  // namespace wirespeed::s3_client
