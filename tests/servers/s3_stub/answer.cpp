#include "answer.hpp"

#include <array>
#include <utility>

#include "listing.hpp"

namespace wirespeed::s3_stub {

namespace {

constexpr std::array<std::pair<int, std::string_view>, 19> kReasons{{
    {200, "OK"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {416, "Requested Range Not Satisfiable"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {503, "Slow Down"},
    {504, "Gateway Timeout"},
}};
constexpr std::array<std::pair<std::uint64_t, std::string_view>, 10> kCodes{{
    {301, "PermanentRedirect"},
    {307, "TemporaryRedirect"},
    {400, "InvalidRequest"},
    {403, "AccessDenied"},
    {404, "NoSuchKey"},
    {412, "PreconditionFailed"},
    {416, "InvalidRange"},
    {429, "TooManyRequests"},
    {500, "InternalError"},
    {503, "SlowDown"},
}};

std::string_view reason(int status) noexcept {
  for (const auto& [known, text] : kReasons) {
    if (known == status) return text;
  }
  return "Unknown";
}

}  // namespace

Head::Head(int status, std::uint64_t request_number) : bodiless_(status == 204 || status == 304) {
  text_.reserve(512);
  field("HTTP/1.1 {} {}", status, reason(status));
  field("x-amz-request-id: {:016X}", request_number);
}

std::string Head::with_length(std::uint64_t length, const Faults& faults) && {
  if (!faults.region.empty()) field("x-amz-bucket-region: {}", faults.region);
  if (!faults.location.empty()) field("Location: {}", faults.location);
  if (!faults.retry_after.empty()) field("Retry-After: {}", faults.retry_after);
  if (faults.bye) field("Connection: close");
  if (faults.chunked > 0) {
    field("Transfer-Encoding: chunked");
  } else if (!faults.unsaid && !bodiless_) {
    field("Content-Length: {}", length + faults.longer - std::min(length, faults.shorter));
  }
  text_ += "\r\n";
  return std::move(text_);
}

std::string_view usual_code(std::uint64_t status) noexcept {
  for (const auto& [known, code] : kCodes) {
    if (known == status) return code;
  }
  return "Unknown";
}

std::string error_body(std::string_view code, std::string_view resource, const Faults& faults) {
  const std::string region = faults.region.empty() ? "" : fmt::format("<Region>{}</Region>", faults.region);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{}</Code><Message>As it was asked for.</Message>"
      "<Resource>{}</Resource>{}<RequestId>0</RequestId></Error>",
      code, escape_xml(resource), region);
}

}  // namespace wirespeed::s3_stub
