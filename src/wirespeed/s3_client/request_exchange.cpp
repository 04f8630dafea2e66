#include "wirespeed/s3_client/request_exchange.hpp"

#include "wirespeed/s3/times.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::chrono::seconds kRenewal{30};  // how long new credentials may take while others wait
constexpr std::size_t kMostRefusal = 64 * 1024;

}  // namespace

KeptHead::KeptHead(const http::ResponseHead& head) : head_(head) {
  std::size_t bytes = head.reason.size();
  for (const auto& [name, value] : head.fields) bytes += name.size() + value.size();
  text_.reserve(bytes);  // so that it stays where it is
  const auto keep = [this](std::string_view& view) {
    const std::size_t begin = text_.size();
    text_ += view;
    view = std::string_view(text_).substr(begin);
  };
  keep(head_.reason);
  for (auto& [name, value] : head_.fields) {
    keep(name);
    keep(value);
  }
}

Outcome<void> RequestExchange::write_request(unsigned /*attempt*/, std::string& head, BodySource*& body) {
  refusal_.reset();
  refusal_text_.clear();
  const bool renew = std::exchange(credentials_refused_, false);
  if (auto ok = owner_.addressing().renew_credentials(renew, Stop::after(kRenewal)); !ok) return ok;
  if (auto ok = prepare(request_); !ok) return ok;
  owner_.addressing().append_head(request_, head);
  body = this->body();
  return {};
}

Outcome<Sink> RequestExchange::receive_head(const http::ResponseHead& head) {
  if (head.status >= 200 && head.status < 300) return accept(head);
  refusal_.emplace(head);
  return Sink::append_to(refusal_text_, kMostRefusal);
}

Outcome<void> RequestExchange::finish() {
  if (!refusal_) return complete();
  s3::Error error = s3::refused(asked(), refusal_->get(), refusal_text_);
  error.retry_after = s3::read_retry_after(refusal_->get(), std::chrono::system_clock::now());
  heed(error);
  return refused(std::move(error));
}

// What an answer teaches the next attempt, and all requests after it.
void RequestExchange::heed(const s3::Error& error) {
  if (error.retry == s3::Retry::elsewhere) owner_.addressing().learn_region(request_.bucket, error.refusal->region);
  if (error.retry != s3::Retry::refresh) return;
  const auto date = s3::parse_http_date(refusal_->get().field("date").value_or(""));
  const bool clocks_differ = error.server_code() == "RequestTimeTooSkewed" && date;
  credentials_refused_ = !clocks_differ;
  if (!clocks_differ) return;
  const auto ahead = *date - std::chrono::system_clock::now();
  owner_.addressing().set_clock_offset(std::chrono::duration_cast<std::chrono::seconds>(ahead));
}

}  // namespace wirespeed::s3_client
