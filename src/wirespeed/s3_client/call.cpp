#include "wirespeed/s3_client/call.hpp"

namespace wirespeed::s3_client {

Outcome<void> CallExchange::prepare(s3::Request& request) {
  sent_.clear();
  return said(steps_.prepare(request, sent_));
}

BodySource* CallExchange::body() {
  if (steps_.guarded != nullptr) return steps_.guarded->source(addressing(), bucket());
  if (sent_.empty()) return nullptr;
  body_.reset(bytes_of(sent_));
  return &body_;
}

Outcome<Sink> CallExchange::accept(const http::ResponseHead& head) {
  text_.clear();
  if (steps_.on_head) {
    if (auto ok = steps_.on_head(head); !ok) return std::unexpected(std::move(ok).error());
  }
  return steps_.on_body ? Sink::append_to(text_) : Sink::nowhere();
}

Outcome<void> CallExchange::complete() { return steps_.on_body ? steps_.on_body(text_) : Outcome<void>(); }

Outcome<void> CallExchange::refused(s3::Error error) {
  if (steps_.on_refusal) return steps_.on_refusal(std::move(error));
  return std::unexpected(std::move(error));
}

void Call::ended(Exchange& /*exchange*/) {
  if (exchange_.error()) set_error(*exchange_.error());
  has_ended_ = true;
}

}  // namespace wirespeed::s3_client
