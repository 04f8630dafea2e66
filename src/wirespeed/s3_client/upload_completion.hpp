// The end of an upload in parts: completes it, and where an answer was lost on the way finds out what became of it.
//
//   completing -> ended
//   completing that was tried again and is told that there is no such upload -> checking -> ended: an attempt before
//   may have made the object, which is then as long, and of as many parts.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "wirespeed/s3/multipart_requests.hpp"
#include "wirespeed/s3_client/call.hpp"
#include "wirespeed/s3_client/write_options.hpp"

namespace wirespeed::s3_client {

struct UploadId {
  std::string bucket;
  std::string key;
  std::string id;
};

class UploadCompletion {
 public:
  // `bytes` of all parts. Its exchanges are `owner`'s; `options` are borrowed.
  UploadCompletion(Operation& owner, UploadId upload, std::vector<s3::CompletedPart> parts, std::uint64_t bytes,
                   const WriteOptions& options);

  // The next request; nullptr: it is under way, or nothing is left.
  Exchange* next();
  // What next() gave has ended.
  void ended();

  bool has_ended() const noexcept { return state_ == State::ended; }
  // REQUIRES: it has ended
  const std::optional<s3::Error>& error() const noexcept { return error_; }
  // Whether the server has none of it any more.
  bool is_gone() const noexcept { return is_gone_; }
  // What the server said of the object. REQUIRES: it has ended without an error
  const s3::ObjectInfo& info() const noexcept { return info_; }

 private:
  enum class State : std::uint8_t { completing, checking, ended };

  CallSteps completing();
  CallSteps checking();
  bool found_is_ours() const;

  Operation& owner_;
  UploadId upload_;
  std::vector<s3::CompletedPart> parts_;
  std::uint64_t bytes_;
  const WriteOptions& options_;
  State state_ = State::completing;
  std::unique_ptr<CallExchange> call_;
  bool is_under_way_ = false;
  bool is_gone_ = false;
  unsigned attempts_ = 0;
  std::optional<s3::Error> error_;
  s3::ObjectInfo info_;
};

// As a call of its own.
class CompleteUpload final : public Operation {
 public:
  CompleteUpload(UploadId upload, std::vector<s3::CompletedPart> parts, std::uint64_t bytes, WriteOptions options)
      : options_(std::move(options)), completion_(*this, std::move(upload), std::move(parts), bytes, options_) {}

  Exchange* next() override { return completion_.next(); }
  void ended(Exchange& /*exchange*/) override {
    completion_.ended();
    if (completion_.has_ended() && completion_.error()) set_error(*completion_.error());
  }
  bool satisfied() const override { return completion_.has_ended(); }

  const s3::ObjectInfo& info() const noexcept { return completion_.info(); }

 private:
  WriteOptions options_;
  UploadCompletion completion_;
};

}  // namespace wirespeed::s3_client
