// A call of one request: head, delete, copy, and whatever else has a short answer.
#pragma once

#include <functional>
#include <string>

#include "wirespeed/s3_client/request_exchange.hpp"
#include "wirespeed/s3_client/sent_body.hpp"

namespace wirespeed::s3_client {

// One request, said by functions. Each may be called several times: an attempt may fail.
struct CallSteps {
  std::string_view operation;  // as errors begin: "head object"
  std::string bucket;          // empty for what concerns none
  // Fills the request, and the body where there is one. What it shows must outlive the call.
  std::function<Result<void>(s3::Request&, std::string& body)> prepare;
  GuardedBody* guarded = nullptr;  // sent instead of a body that prepare() wrote; described by it, it outlives the call
  std::function<Outcome<void>(const http::ResponseHead&)> on_head{};
  std::function<Outcome<void>(std::string&)> on_body{};
  std::function<Outcome<void>(s3::Error)> on_refusal{};  // may say that it is none
};

class CallExchange final : public RequestExchange {
 public:
  CallExchange(Operation& owner, CallSteps steps) : RequestExchange(owner, steps.operation), steps_(std::move(steps)) {}

  void fail(s3::Error error) override { error_ = std::move(error); }
  // What ended it, if that was an error.
  const std::optional<s3::Error>& error() const noexcept { return error_; }

 protected:
  std::string_view bucket() const override { return steps_.bucket; }
  Outcome<void> prepare(s3::Request& request) override;
  BodySource* body() override;
  Outcome<Sink> accept(const http::ResponseHead& head) override;
  Outcome<void> complete() override;
  Outcome<void> refused(s3::Error error) override;

 private:
  CallSteps steps_;
  std::string sent_;
  MemoryBody body_;
  std::string text_;
  std::optional<s3::Error> error_;
};

class Call final : public Operation {
 public:
  explicit Call(CallSteps steps) : exchange_(*this, std::move(steps)) {}

  Exchange* next() override { return std::exchange(is_handed_out_, true) ? nullptr : &exchange_; }
  void ended(Exchange& exchange) override;
  bool satisfied() const override { return has_ended_; }

 private:
  CallExchange exchange_;
  bool is_handed_out_ = false;
  bool has_ended_ = false;
};

}  // namespace wirespeed::s3_client
