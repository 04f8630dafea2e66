// Answers that say no, whatever their form: S3's XML, nothing at all, or the page of a proxy that stands before it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/http/response.hpp"
#include "wirespeed/s3/error.hpp"
#include "wirespeed/s3/times.hpp"

namespace wirespeed::s3 {

// What was asked, for messages: get "a/b" of bucket "photos".
struct Asked {
  std::string_view operation;  // "get"
  std::string_view bucket = {};
  std::string_view key = {};
};

std::string to_string(const Asked& asked);

// What an answer that is no success says. `body` is lent for the call.
Refusal read_refusal(const http::ResponseHead& head, std::string& body);

// The <Error> that came with a success: CompleteMultipartUpload, CopyObject and UploadPartCopy send their head before
// they know how they end. Nothing where the body is something else.
std::optional<Refusal> refusal_within(int status, std::string& body);

// What Retry-After says, as seconds or as a date: 0 where it says nothing, or a time that is over.
std::chrono::seconds read_retry_after(const http::ResponseHead& head, SystemTime now) noexcept;

// As an error: who asked for what, what the server said, and what to do. 404 is not_found, else the code is io.
Error refused(const Asked& asked, Refusal refusal);

// Both at once, for an answer whose status is no success.
inline Error refused(const Asked& asked, const http::ResponseHead& head, std::string& body) {
  return refused(asked, read_refusal(head, body));
}

}  // namespace wirespeed::s3
