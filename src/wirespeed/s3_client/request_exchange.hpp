// One request of S3 and its answer: what all of them do alike. Knows what was refused, and says it in one way.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/s3/refusal.hpp"
#include "wirespeed/s3/request.hpp"
#include "wirespeed/s3_client/operation.hpp"

namespace wirespeed::s3_client {

// A head that is kept until its body has come.
class KeptHead {
 public:
  explicit KeptHead(const http::ResponseHead& head);
  KeptHead(const KeptHead&) = delete;
  KeptHead& operator=(const KeptHead&) = delete;

  const http::ResponseHead& get() const noexcept { return head_; }

 private:
  std::string text_;  // what the views of head_ show
  http::ResponseHead head_;
};

// A failure of what knows no S3.
inline Outcome<void> said(Result<void> result) {
  if (!result) return std::unexpected(s3::Error(std::move(result).error()));
  return {};
}

// What was made goes to `into`; its failure is told.
template <typename T, typename E>
Outcome<void> keep(std::expected<T, E> made, T& into) {
  if (!made) return std::unexpected(s3::Error(std::move(made).error()));
  into = *std::move(made);
  return {};
}

class RequestExchange : public Exchange {
 public:
  const Target& target() const final { return owner_.addressing().target_of(bucket()); }
  std::string_view method() const final { return request_.method; }
  Outcome<void> write_request(unsigned attempt, std::string& head, BodySource*& body) final;
  Outcome<Sink> receive_head(const http::ResponseHead& head) final;
  Outcome<void> finish() final;

 protected:
  // `operation`: as errors begin, "get object".
  RequestExchange(Operation& owner, std::string_view operation) : owner_(owner), operation_(operation) {}

  // Where it goes; must not change once it is handed out.
  virtual std::string_view bucket() const = 0;
  // Fills in what is sent. Called for each attempt.
  virtual Outcome<void> prepare(s3::Request& request) = 0;
  // What follows the head, which has been signed by now.
  virtual BodySource* body() { return nullptr; }
  // A status from 200 to 299: where does the body go?
  virtual Outcome<Sink> accept(const http::ResponseHead& head) = 0;
  // The body that was accepted is whole.
  virtual Outcome<void> complete() { return {}; }
  // The answer said no: another error may be made of it, or none at all.
  virtual Outcome<void> refused(s3::Error error) { return std::unexpected(std::move(error)); }

  Addressing& addressing() const noexcept { return owner_.addressing(); }
  s3::Asked asked() const noexcept { return {operation_, request_.bucket, request_.key}; }
  template <typename... Args>
  [[nodiscard]] std::unexpected<s3::Error> fail_here(Errc code, fmt::format_string<Args...> format,
                                                     Args&&... args) const {
    return std::unexpected(s3::Error(wirespeed::Error{
        code, fmt::format("{}: {}", s3::to_string(asked()), fmt::format(format, std::forward<Args>(args)...))}));
  }

 private:
  void heed(const s3::Error& error);

  Operation& owner_;
  std::string_view operation_;
  s3::Request request_;
  std::optional<KeptHead> refusal_;
  std::string refusal_text_;
  bool credentials_refused_ = false;
};

}  // namespace wirespeed::s3_client
