#include "wirespeed/s3/refusal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "wirespeed/base/utf8.hpp"
#include "wirespeed/s3/aws_host.hpp"
#include "wirespeed/s3/retry.hpp"
#include "wirespeed/s3/xml_reader.hpp"

namespace wirespeed::s3 {
namespace {

constexpr std::size_t kShownBytes = 200;  // of a body that is not S3's

struct Child {
  std::string_view name;
  std::string Refusal::* member;
};
constexpr std::array<Child, 8> kChildren = {{{"Code", &Refusal::code},
                                             {"Message", &Refusal::message},
                                             {"RequestId", &Refusal::request_id},
                                             {"HostId", &Refusal::host_id},
                                             {"Region", &Refusal::region},
                                             {"Endpoint", &Refusal::endpoint},
                                             {"LocationConstraint", &Refusal::region},
                                             {"BucketRegion", &Refusal::region}}};

void read_children(XmlReader& xml, Refusal& refusal) {
  xml.enter();
  while (const auto name = xml.next()) {
    if (*name == "Error") read_children(xml, refusal);
    const auto* const child = std::ranges::find(kChildren, *name, &Child::name);
    if (child != kChildren.end()) refusal.*(child->member) = xml.text();
  }
}

// <Error>, or as other services of AWS have it <ErrorResponse><Error>.
bool read_xml(std::string& body, Refusal& refusal) {
  const PaddedText padded(body);
  XmlReader xml(padded.view());
  const auto root = xml.root();
  if (root != "Error" && root != "ErrorResponse") return false;
  read_children(xml, refusal);
  return true;
}

bool has_xml(std::string_view body) noexcept {
  const std::size_t first = body.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  return first != body.npos && body[first] == '<';
}

// The words of a page, its tags and what scripts and styles hold left out.
std::string words_of(std::string_view page) {
  std::string words;
  bool blank = false;
  while (!page.empty() && words.size() <= kShownBytes) {
    if (page[0] == '<') {
      const bool hidden = page.starts_with("<script") || page.starts_with("<style");
      const std::size_t close = hidden ? page.find("</") : page.find('>');
      page.remove_prefix(std::min(page.size(), close == page.npos ? page.size() : close + (hidden ? 0 : 1)));
      blank = true;
      continue;
    }
    const bool space = static_cast<unsigned char>(page[0]) <= ' ';
    if (!space && blank && !words.empty()) words += ' ';
    if (!space) words += page[0];
    blank = space || (blank && words.empty());
    page.remove_prefix(1);
  }
  return excerpt(words, kShownBytes);
}

void take_field(const http::ResponseHead& head, std::string_view name, std::string& into) {
  if (!into.empty()) return;
  if (const auto value = head.field(name)) into = *value;
}

// "bucket.s3-eu-west-1.amazonaws.com" tells a region, too; empty where a host does not.
std::string region_of_host(std::string_view host) {
  const auto whole = parse_aws_host(host);
  if (!whole || !whole->has_bucket) return whole ? whole->region : "";
  const std::size_t bucket = host.rfind(".s3");
  const auto rest = bucket == host.npos ? std::nullopt : parse_aws_host(host.substr(bucket + 1));
  return rest ? rest->region : "";
}

std::string_view host_of_url(std::string_view url) noexcept {
  const std::size_t scheme = url.find("://");
  if (scheme != url.npos) url.remove_prefix(scheme + 3);
  return url.substr(0, url.find_first_of(":/?"));
}

// Where the bucket is, of those who say only where to ask: 307, while a bucket's name is new.
void take_region(const http::ResponseHead& head, Refusal& refusal) {
  take_field(head, "x-amz-bucket-region", refusal.region);
  if (!refusal.region.empty() || refusal.status < 300 || refusal.status >= 400) return;
  refusal.region = region_of_host(refusal.endpoint);
  if (refusal.region.empty()) refusal.region = region_of_host(host_of_url(head.field("location").value_or("")));
}

void name_by_status(Refusal& refusal) {
  refusal.named_by_status = refusal.code.empty();
  if (refusal.named_by_status) refusal.code = code_of_status(refusal.status);
}

// Texts that all can show, whatever bytes were sent.
void make_readable(Refusal& refusal) {
  for (const Child& child : kChildren) {
    std::string& text = refusal.*(child.member);
    if (valid_utf8_prefix(text) != text.size()) text = excerpt(text, text.size());
  }
}

Errc code_for(const Refusal& refusal) noexcept { return refusal.status == 404 ? Errc::not_found : Errc::io; }

}  // namespace

std::string to_string(const Asked& asked) {
  std::string text(asked.operation);
  if (!asked.key.empty()) text += fmt::format(" \"{}\"", excerpt(asked.key, 200));
  const char* const of = asked.key.empty() ? "" : " of";
  if (!asked.bucket.empty()) text += fmt::format("{} bucket \"{}\"", of, excerpt(asked.bucket, 200));
  return text;
}

Refusal read_refusal(const http::ResponseHead& head, std::string& body) {
  Refusal refusal;
  refusal.status = head.status;
  const bool ours = has_xml(body) && read_xml(body, refusal);
  if (!ours && !body.empty()) refusal.message = fmt::format("a body that is not S3's: {}", words_of(body));
  take_field(head, "x-amz-request-id", refusal.request_id);
  take_field(head, "x-amz-id-2", refusal.host_id);
  take_region(head, refusal);
  name_by_status(refusal);
  make_readable(refusal);
  return refusal;
}

std::optional<Refusal> refusal_within(int status, std::string& body) {
  Refusal refusal;
  refusal.status = status;
  if (!has_xml(body) || !read_xml(body, refusal)) return std::nullopt;
  if (refusal.code.empty()) refusal.code = "InternalError";
  make_readable(refusal);
  return refusal;
}

std::chrono::seconds read_retry_after(const http::ResponseHead& head, SystemTime now) noexcept {
  const std::string_view text = head.field("retry-after").value_or("");
  std::uint32_t seconds = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (failed == std::errc() && end == text.data() + text.size()) return std::chrono::seconds(seconds);
  const auto date = parse_http_date(text);
  if (!date || *date <= now) return std::chrono::seconds(0);
  return std::chrono::ceil<std::chrono::seconds>(*date - now);
}

Error refused(const Asked& asked, Refusal refusal) {
  std::string text =
      fmt::format("{}: expected success, found {} {}", to_string(asked), refusal.status, excerpt(refusal.code));
  if (!refusal.message.empty()) text += ": " + excerpt(refusal.message, 2 * kShownBytes);
  if (!refusal.region.empty()) text += fmt::format(" (region {})", excerpt(refusal.region));
  if (!refusal.endpoint.empty()) text += fmt::format(" (endpoint {})", excerpt(refusal.endpoint, kShownBytes));
  if (!refusal.request_id.empty()) text += fmt::format(" (request {})", excerpt(refusal.request_id, 80));
  const std::string_view advice = advice_for(refusal);
  if (!advice.empty()) text += fmt::format("; {}", advice);
  Error error(wirespeed::Error{code_for(refusal), std::move(text)}, Error::Kind::server, retry_of(refusal));
  error.refusal = std::make_shared<const Refusal>(std::move(refusal));
  return error;
}

}  // namespace wirespeed::s3
