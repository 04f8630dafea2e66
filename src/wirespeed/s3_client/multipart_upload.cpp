#include "wirespeed/s3_client/multipart_upload.hpp"

#include "wirespeed/s3_client/upload_completion.hpp"

namespace wirespeed::s3_client {

MultipartUpload::MultipartUpload(Client& client, ObjectId object, std::string upload_id, WriteOptions options)
    : client_(&client), object_(std::move(object)), id_(std::move(upload_id)), options_(std::move(options)) {}

Outcome<void> MultipartUpload::put_part(std::uint32_t number, ByteView bytes, const Stop& stop) {
  const PartId part{object_, id_, number};
  GuardedBody guarded;
  s3::ObjectInfo info;
  Call call(put_part_steps(part, bytes, options_, guarded, info));
  if (auto ran = client_->run(call, stop); !ran) return ran;
  const std::lock_guard lock(done_->mutex);
  done_->by_number.insert_or_assign(number, Part{{number, std::move(info.etag), guarded.checksum()}, bytes.size()});
  return {};
}

Outcome<s3::ObjectInfo> MultipartUpload::complete(const Stop& stop) {
  std::vector<s3::CompletedPart> parts;
  std::uint64_t bytes = 0;
  {
    const std::lock_guard lock(done_->mutex);
    parts.reserve(done_->by_number.size());
    for (const auto& [number, part] : done_->by_number) {
      parts.push_back(part.told);
      bytes += part.bytes;
    }
  }
  CompleteUpload complete({object_.bucket, object_.key, id_}, std::move(parts), bytes, options_);
  if (auto ran = client_->run(complete, stop); !ran) return std::unexpected(std::move(ran).error());
  return complete.info();
}

Outcome<void> MultipartUpload::abort(const Stop& stop) {
  return client_->abort_upload(object_.bucket, object_.key, id_, stop);
}

}  // namespace wirespeed::s3_client
