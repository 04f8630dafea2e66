#include "wirespeed/s3_client/upload_completion.hpp"

#include "wirespeed/s3/answer.hpp"

namespace wirespeed::s3_client {

UploadCompletion::UploadCompletion(Operation& owner, UploadId upload, std::vector<s3::CompletedPart> parts,
                                   std::uint64_t bytes, const WriteOptions& options)
    : owner_(owner), upload_(std::move(upload)), parts_(std::move(parts)), bytes_(bytes), options_(options) {}

Exchange* UploadCompletion::next() {
  if (is_under_way_ || has_ended()) return nullptr;
  is_under_way_ = true;
  call_ = std::make_unique<CallExchange>(owner_, state_ == State::completing ? completing() : checking());
  return call_.get();
}

CallSteps UploadCompletion::completing() {
  const auto prepare = [this](s3::Request& request, std::string& body) {
    ++attempts_;
    return s3::write_complete_upload({upload_.bucket, upload_.key}, upload_.id, parts_, complete_options(options_),
                                     body, request);
  };
  const auto on_head = [this](const http::ResponseHead& head) { return keep(s3::read_object_info(head), info_); };
  const auto on_body = [this](std::string& body) -> Outcome<void> {
    auto written = s3::read_completed_upload({"complete upload", upload_.bucket, upload_.key}, 200, body);
    if (!written) return std::unexpected(std::move(written).error());
    add_written(*std::move(written), info_);
    info_.size = bytes_;
    return {};
  };
  return {.operation = "complete upload",
          .bucket = upload_.bucket,
          .prepare = prepare,
          .on_head = on_head,
          .on_body = on_body};
}

// Asks for the object whose upload is no longer there.
CallSteps UploadCompletion::checking() {
  const auto prepare = [this](s3::Request& request, std::string&) {
    s3::GetOptions options;
    options.customer_key = options_.object.attributes.encryption.customer_key;
    options.common = options_.object.common;
    return s3::write_head_object({upload_.bucket, upload_.key}, options, request);
  };
  const auto on_head = [this](const http::ResponseHead& head) { return keep(s3::read_object_info(head), info_); };
  return {.operation = "head object", .bucket = upload_.bucket, .prepare = prepare, .on_head = on_head};
}

// As long, and of as many parts: S3 says their number at the end of the ETag ("...-3").
bool UploadCompletion::found_is_ours() const {
  return info_.size == bytes_ && info_.etag.ends_with(fmt::format("-{}\"", parts_.size()));
}

void UploadCompletion::ended() {
  is_under_way_ = false;
  const auto& failure = call_->error();
  if (state_ == State::checking) {
    state_ = State::ended;
    if (!failure && found_is_ours()) error_.reset();
    return;
  }
  error_ = failure;
  is_gone_ = failure && attempts_ > 1 && failure->server_code() == "NoSuchUpload";
  state_ = is_gone_ ? State::checking : State::ended;
}

}  // namespace wirespeed::s3_client
