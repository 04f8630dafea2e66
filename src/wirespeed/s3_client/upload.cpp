#include "wirespeed/s3_client/upload.hpp"

#include "wirespeed/s3/answer.hpp"

namespace wirespeed::s3_client {

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
    if (number_ == 0) return said(s3::write_put_object(name(), upload_.options_.object, body, request));
    return said(
        s3::write_upload_part({name(), upload_.upload_id_, number_}, part_options(upload_.options_), body, request));
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
      sizes_(parts.bytes),
      at_once_(parts.at_once) {
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
    state_ = State::ended;  // its source failed
    return nullptr;
  }
  if (!source_is_empty_) return create();
  state_ = State::single;
  UploadedPart& part = pool_.take(*this);
  part.begin(std::move(read_ahead_), 0);
  has_read_ahead_ = false;
  return send(part);
}

Exchange* Upload::next_part() {
  if (under_way_ >= at_once_) return nullptr;
  if (!read_part()) return close();
  completed_.emplace_back();
  UploadedPart& part = pool_.take(*this);
  part.begin(std::move(read_ahead_), static_cast<std::uint32_t>(completed_.size()));
  has_read_ahead_ = false;
  return send(part);
}

bool Upload::read_part() {
  if (has_read_ahead_) return true;
  if (source_is_empty_) return false;
  s3::GrowingParts sizes = sizes_;
  const auto bytes = sizes.next();  // none: the source must be at its end
  auto part = source_.next(bytes.value_or(1));
  if (!part) {
    set_error(std::move(part).error());
    return false;
  }
  source_is_empty_ = part->bytes.size() < bytes.value_or(1);
  if (part->bytes.empty() && state_ != State::reading) return false;
  if (!bytes) {
    set_error(s3::Error({bytes.error().code, fmt::format("put object: {}/{}: {}; give larger ones (part_size)", bucket_,
                                                         key_, bytes.error().message)}));
    return false;
  }
  sizes_ = sizes;
  read_ahead_ = *std::move(part);
  has_read_ahead_ = true;
  return true;
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
    return s3::write_create_upload({bucket_, key_}, create_options(options_), request);
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
    return s3::write_complete_upload({bucket_, key_}, upload_id_, completed_, complete_options(options_), body,
                                     request);
  };
  const auto on_head = [this](const http::ResponseHead& head) { return keep(s3::read_object_info(head), info_); };
  const auto on_body = [this](std::string& body) -> Outcome<void> {
    auto written = s3::read_completed_upload({"complete upload", bucket_, key_}, 200, body);
    if (!written) return std::unexpected(std::move(written).error());
    add_written(*std::move(written), info_);
    info_.size = progress().bytes.load(std::memory_order_relaxed);
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
