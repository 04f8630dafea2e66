#include "wirespeed/s3_client/upload.hpp"

#include <algorithm>

#include "wirespeed/s3/answer.hpp"
#include "wirespeed/s3/checksum.hpp"

namespace wirespeed::s3_client {
namespace {

// Parts grow as there come to be many, so that 10,000 of them hold the 5 TiB that an object may have.
constexpr std::size_t kPartsOfOneSize = 1000;

}  // namespace

// --- one part, or the whole ------------------------------------------------------------------------------------------

class UploadedPart final : public RequestExchange {
 public:
  explicit UploadedPart(Upload& upload) : RequestExchange(upload, "put object"), upload_(upload) {}

  // Number 0: the whole object.
  void begin(Buffer bytes, std::uint32_t number) noexcept {
    bytes_ = std::move(bytes);
    number_ = number;
  }
  void fail(s3::Error error) override { upload_.set_error(std::move(error)); }
  void release() noexcept { bytes_ = {}; }

 protected:
  std::string_view bucket() const override { return upload_.bucket_; }
  Outcome<void> prepare(s3::Request& request) override {
    const s3::Body body = guarded_.describe(bytes_.bytes, upload_.options_);
    const auto& object = upload_.options_.object;
    if (number_ == 0) return said(s3::write_put_object(name(), object, body, request));
    const s3::UploadPartOptions options{object.attributes.encryption.customer_key, object.common};
    return said(s3::write_upload_part({name(), upload_.upload_id_, number_}, options, body, request));
  }
  BodySource* body() override {
    if (bytes_.bytes.empty()) return nullptr;
    body_.reset(bytes_.bytes);
    return &body_;
  }
  Outcome<Sink> accept(const http::ResponseHead& head) override {
    if (auto ok = keep(s3::read_object_info(head), info_); !ok) return std::unexpected(std::move(ok).error());
    return Sink::nowhere();
  }
  Outcome<void> complete() override {
    upload_.counted().bytes.fetch_add(bytes_.bytes.size(), std::memory_order_relaxed);
    if (number_ == 0) {
      upload_.info_ = std::move(info_);
      upload_.info_.size = bytes_.bytes.size();
    } else {
      upload_.completed_[number_ - 1] = {number_, info_.etag, guarded_.checksum()};
    }
    return {};
  }

 private:
  s3::ObjectName name() const noexcept { return {upload_.bucket_, upload_.key_}; }

  Upload& upload_;
  Buffer bytes_;
  std::uint32_t number_ = 0;
  GuardedBody guarded_;
  MemoryBody body_;
  s3::ObjectInfo info_;
};

// --- the upload ------------------------------------------------------------------------------------------------------

Upload::Upload(std::string bucket, std::string key, PartSource& source, WriteOptions options, PartOptions parts)
    : bucket_(std::move(bucket)),
      key_(std::move(key)),
      source_(source),
      options_(std::move(options)),
      parts_{std::max(parts.bytes, s3::kMinPartSize), parts.at_once} {
  counted().expected_bytes.store(source.size().value_or(0), std::memory_order_relaxed);
}

Upload::~Upload() = default;

Exchange* Upload::next() {
  switch (state_) {
    case State::reading:
      return begin_sending();
    case State::parts:
      return error() ? close() : next_part();
    case State::lost:
      return check();
    default:
      return nullptr;  // one request, which is under way; or nothing is left
  }
}

Exchange* Upload::begin_sending() {
  if (!read_part()) {
    if (error()) {
      state_ = State::ended;
      return nullptr;
    }
  }
  if (!source_is_empty_) return create();
  state_ = State::single;
  UploadedPart& part = pool_.take(*this);
  part.begin(std::move(read_ahead_), 0);
  has_read_ahead_ = false;
  return send(part);
}

Exchange* Upload::next_part() {
  if (under_way_ >= parts_.at_once) return nullptr;
  if (!read_part()) return close();
  if (completed_.size() == s3::kMaxParts) {
    set_error(
        s3::Error({Errc::limit, fmt::format("put object: {}/{}: expected at most {} parts, found more; give larger "
                                            "ones (part_size)",
                                            bucket_, key_, s3::kMaxParts)}));
    return close();
  }
  completed_.emplace_back();
  UploadedPart& part = pool_.take(*this);
  part.begin(std::move(read_ahead_), static_cast<std::uint32_t>(completed_.size()));
  has_read_ahead_ = false;
  return send(part);
}

bool Upload::read_part() {
  if (has_read_ahead_) return true;
  if (source_is_empty_) return false;
  const std::uint64_t bytes = std::min(parts_.bytes << (completed_.size() / kPartsOfOneSize), s3::kMaxPartSize);
  auto part = source_.next(bytes);
  if (!part) {
    set_error(std::move(part).error());
    return false;
  }
  source_is_empty_ = part->bytes.size() < bytes;
  const bool is_one = !part->bytes.empty() || (completed_.empty() && state_ == State::reading);
  if (is_one) read_ahead_ = *std::move(part);
  has_read_ahead_ = is_one;
  return is_one;
}

Exchange* Upload::send(UploadedPart& part) {
  ++under_way_;
  return &part;
}

void Upload::ended(Exchange& exchange) {
  if (&exchange == call_.get()) return ended_call();
  auto& part = static_cast<UploadedPart&>(exchange);
  part.release();
  pool_.give_back(part);
  --under_way_;
  if (state_ == State::single) state_ = State::ended;
}

// --- the requests around the parts -----------------------------------------------------------------------------------

Exchange* Upload::call(CallSteps steps, State state) {
  call_ = std::make_unique<CallExchange>(*this, std::move(steps));
  state_ = state;
  return call_.get();
}

Exchange* Upload::create() {
  const auto prepare = [this](s3::Request& request, std::string&) {
    const bool is_crc = options_.checksum && s3::is_crc(*options_.checksum);
    const s3::CreateUploadOptions options{options_.object.attributes, options_.checksum,
                                          is_crc ? std::optional(s3::ChecksumType::full_object) : std::nullopt,
                                          options_.object.common};
    return s3::write_create_upload({bucket_, key_}, options, request);
  };
  const auto on_body = [this](std::string& body) {
    return keep(s3::read_created_upload({"create upload", bucket_, key_}, 200, body), upload_id_);
  };
  return call({.operation = "create upload", .bucket = bucket_, .prepare = prepare, .on_body = on_body},
              State::creating);
}

// When nothing is under way any more.
Exchange* Upload::close() {
  if (under_way_ > 0) return nullptr;
  return error() ? abort() : complete();
}

Exchange* Upload::complete() {
  const auto prepare = [this](s3::Request& request, std::string& body) {
    ++completions_;
    s3::CompleteUploadOptions options{.if_match = options_.object.if_match,
                                      .if_none_match = options_.object.if_none_match,
                                      .algorithm = options_.checksum,
                                      .common = options_.object.common};
    options.customer_key = options_.object.attributes.encryption.customer_key;
    return s3::write_complete_upload({bucket_, key_}, upload_id_, completed_, options, body, request);
  };
  const auto on_head = [this](const http::ResponseHead& head) { return keep(s3::read_object_info(head), info_); };
  const auto on_body = [this](std::string& body) -> Outcome<void> {
    auto written = s3::read_completed_upload({"complete upload", bucket_, key_}, 200, body);
    if (!written) return std::unexpected(std::move(written).error());
    info_.size = progress().bytes.load(std::memory_order_relaxed);
    info_.etag = std::move(written->etag);
    info_.checksums = std::move(written->checksums);
    info_.checksum_type = std::move(written->checksum_type);
    return {};
  };
  return call(
      {.operation = "complete upload", .bucket = bucket_, .prepare = prepare, .on_head = on_head, .on_body = on_body},
      State::completing);
}

// Asks for the object whose upload is no longer there.
Exchange* Upload::check() {
  const auto prepare = [this](s3::Request& request, std::string&) {
    s3::GetOptions options;
    options.customer_key = options_.object.attributes.encryption.customer_key;
    options.common = options_.object.common;
    return s3::write_head_object({bucket_, key_}, options, request);
  };
  const auto on_head = [this](const http::ResponseHead& head) { return keep(s3::read_object_info(head), info_); };
  return call({.operation = "head object", .bucket = bucket_, .prepare = prepare, .on_head = on_head}, State::checking);
}

// As long, and of as many parts: S3 says their number at the end of the ETag ("...-3").
bool Upload::found_is_ours() const {
  const std::string parts = fmt::format("-{}\"", completed_.size());
  return info_.size == progress().bytes.load(std::memory_order_relaxed) && info_.etag.ends_with(parts);
}

Exchange* Upload::abort() {
  const auto prepare = [this](s3::Request& request, std::string&) {
    return s3::write_abort_upload({bucket_, key_}, upload_id_, options_.object.common, request);
  };
  return call({.operation = "abort upload", .bucket = bucket_, .prepare = prepare}, State::aborting);
}

bool Upload::tidy() {
  if (upload_id_.empty() || state_ == State::ended) return false;
  set_error(s3::Error(wirespeed::Error{Errc::cancelled, "put object: given up"}));
  under_way_ = 0;
  state_ = State::parts;
  return true;
}

void Upload::ended_completion() {
  if (!call_->error()) {
    state_ = State::ended;
  } else if (completions_ > 1 && call_->error()->server_code() == "NoSuchUpload") {
    told_ = *call_->error();
    state_ = State::lost;
  } else {
    set_error(*call_->error());
    state_ = State::parts;  // an upload that was not completed is aborted
  }
}

// What failed first is told; that nothing is left of the upload after it is as good as can be had.
void Upload::ended_call() {
  if (state_ == State::completing) return ended_completion();
  const bool failed = call_->error().has_value();
  if (state_ == State::checking) {
    if (failed || !found_is_ours()) set_error(*std::move(told_));
  } else if (failed) {
    set_error(*call_->error());
  }
  state_ = state_ == State::creating && !failed ? State::parts : State::ended;
}

}  // namespace wirespeed::s3_client
