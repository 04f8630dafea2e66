#include "wirespeed/s3_client/upload.hpp"

#include <algorithm>

#include "wirespeed/s3/answer.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::uint64_t kUsualPart = 8 * s3::kMiB;
constexpr std::uint64_t kMostHeld = 64 * s3::kMiB;  // under way, of what a source makes copies of

// Where it is known how much there is, all parts have one size: some servers insist on it.
s3::GrowingParts sizes_of(const PartSource& source, std::uint64_t bytes) {
  const std::uint64_t wished = bytes == 0 ? kUsualPart : std::clamp(bytes, s3::kMinPartSize, s3::kMaxPartSize);
  if (!source.size()) return s3::GrowingParts(wished);
  const auto plan = s3::plan_upload(*source.size(), wished);
  return plan ? s3::GrowingParts(plan->part_bytes, s3::GrowingParts::Growth::none) : s3::GrowingParts(wished);
}

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
  std::size_t size() const noexcept { return bytes_.bytes.size(); }

 protected:
  std::string_view bucket() const override { return upload_.bucket_; }
  Outcome<void> prepare(s3::Request& request) override {
    const s3::Body body = guarded_.describe(bytes_.bytes, upload_.options_);
    if (number_ == 0) return said(s3::write_put_object(name(), upload_.options_.object, body, request));
    return said(
        s3::write_upload_part({name(), upload_.upload_id_, number_}, part_options(upload_.options_), body, request));
  }
  BodySource* body() override { return guarded_.source(addressing(), bucket()); }
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
  s3::ObjectInfo info_;
};

// --- the upload ------------------------------------------------------------------------------------------------------

Upload::Upload(std::string bucket, std::string key, PartSource& source, WriteOptions options, PartOptions parts)
    : bucket_(std::move(bucket)),
      key_(std::move(key)),
      source_(source),
      options_(std::move(options)),
      sizes_(sizes_of(source, parts.bytes)),
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
    case State::completing:
      return completion_->next();
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
  if (!may_send()) return nullptr;
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

bool Upload::may_send() const noexcept {
  if (at_once_ > 0) return under_way_ < at_once_;
  return under_way_ < kMostAtOnce && (!source_.makes_copies() || under_way_ == 0 || held_ < kMostHeld);
}

Exchange* Upload::send(UploadedPart& part) {
  ++under_way_;
  held_ += part.size();
  return &part;
}

void Upload::ended(Exchange& exchange) {
  if (state_ == State::completing) return ended_completion();
  if (&exchange == call_.get()) return ended_call();
  auto& part = static_cast<UploadedPart&>(exchange);
  held_ -= part.size();
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
  const std::uint64_t bytes = progress().bytes.load(std::memory_order_relaxed);
  completion_.emplace(*this, UploadId{bucket_, key_, upload_id_}, std::move(completed_), bytes, options_);
  state_ = State::completing;
  return completion_->next();
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
  held_ = 0;
  state_ = State::parts;
  return true;
}

void Upload::ended_completion() {
  completion_->ended();
  if (!completion_->has_ended()) return;
  if (!completion_->error()) info_ = completion_->info();
  if (completion_->error()) set_error(*completion_->error());
  const bool is_left = completion_->error() && !completion_->is_gone();
  state_ = is_left ? State::parts : State::ended;  // an upload that was not completed is aborted
}

// What failed first is told; that nothing is left of the upload after it is as good as can be had.
void Upload::ended_call() {
  const bool failed = call_->error().has_value();
  if (failed) set_error(*call_->error());
  state_ = state_ == State::creating && !failed ? State::parts : State::ended;
}

}  // namespace wirespeed::s3_client
