#include "wirespeed/s3/signer.hpp"

#include <fmt/format.h>

#include <iterator>

#include "wirespeed/s3/encoding.hpp"

namespace wirespeed::s3 {
namespace {

constexpr std::string_view kAlgorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view kEmptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
constexpr std::string_view kUnsignedPayload = "UNSIGNED-PAYLOAD";

bool has_trailer(const Request& request) noexcept {
  for (const auto& [name, value] : request.fields) {
    if (name == "x-amz-trailer") return true;
  }
  return false;
}

// The value of x-amz-content-sha256.
std::string_view payload_hash_of(const Request& request) noexcept {
  switch (request.payload) {
    case Payload::empty:
      return kEmptyHash;
    case Payload::hashed:
      return request.payload_sha256;
    case Payload::unsigned_payload:
      return kUnsignedPayload;
    case Payload::chunked_unsigned:
      return "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    case Payload::chunked_signed:
      return has_trailer(request) ? "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" : "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  }
  return {};
}

bool is_chunked(Payload payload) noexcept {
  return payload == Payload::chunked_unsigned || payload == Payload::chunked_signed;
}

// Without a length, a server takes these to have forgotten it.
bool tells_length(const Request& request) noexcept {
  return request.content_length != 0 || request.method == "PUT" || request.method == "POST";
}

void append_path(const Request& request, const Endpoint& endpoint, std::string& out) {
  out += endpoint.base_path;
  if (!request.bucket.empty() && endpoint.style_for(request.bucket) == Style::path) {
    out += '/';
    append_encoded(request.bucket, out);
    if (request.key.empty()) return;
  }
  out += '/';
  append_encoded_path(request.key, out);
}

void append_field(std::string_view name, std::string_view value, std::string& head) {
  head += name;
  head += ": ";
  head += value;
  head += "\r\n";
}

void append_length(std::uint64_t length, std::string& head) {
  head += "Content-Length: ";
  fmt::format_to(std::back_inserter(head), "{}", length);
  head += "\r\n";
}

HmacKey next_key(const HmacKey& key, std::string_view text) { return HmacKey(key.sign(text)); }

}  // namespace

Signer::Signer(Credentials credentials, std::string region, std::string service)
    : credentials_(std::move(credentials)), region_(std::move(region)), service_(std::move(service)) {}

void Signer::append_head(const Request& request, const Endpoint& endpoint, SystemTime now, std::string& head) {
  const bool anonymous = credentials_.is_anonymous();
  const std::string_view payload_hash = payload_hash_of(request);
  pairs_.clear();
  for (const auto& [name, value] : request.query) pairs_.add(name, value);
  write_target(request, endpoint);

  head += request.method;
  head += ' ';
  head += path_;
  if (!query_.empty()) head += '?';
  head += query_;
  head += " HTTP/1.1\r\n";
  append_field("Host", host_, head);
  if (tells_length(request)) append_length(request.content_length, head);
  for (const auto& [name, value] : request.fields) append_field(name, value, head);
  if (!anonymous || is_chunked(request.payload)) append_field("x-amz-content-sha256", payload_hash, head);
  if (!anonymous) {
    set_time(now);
    append_field("x-amz-date", time_.text(), head);
    if (!credentials_.session_token.empty()) append_field("x-amz-security-token", credentials_.session_token, head);
    gather_fields(request, payload_hash);
    sign(request.method, payload_hash);
    append_authorization(head);
  }
  head += "\r\n";
}

std::string Signer::presign(const Request& request, const Endpoint& endpoint, SystemTime now,
                            std::chrono::seconds expires) {
  const bool anonymous = credentials_.is_anonymous();
  pairs_.clear();
  for (const auto& [name, value] : request.query) pairs_.add(name, value);
  host_.clear();
  endpoint.append_host_field(request.bucket, host_);
  fields_.clear();
  fields_.add("host", host_);
  for (const auto& [name, value] : request.fields) {
    if (is_signed(name)) fields_.add(name, value);
  }
  fields_.sort();
  names_.clear();
  fields_.append_names(names_);
  if (!anonymous) {
    set_time(now);
    add_presigned_query(expires);
  }
  write_target(request, endpoint);

  std::string url = endpoint.tls ? "https://" : "http://";
  url += host_;
  url += path_;
  if (!query_.empty()) url += '?';
  url += query_;
  if (anonymous) return url;
  sign(request.method, kUnsignedPayload);
  url += "&X-Amz-Signature=";
  return url += last_signature_;
}

void Signer::add_presigned_query(std::chrono::seconds expires) {
  pairs_.add("X-Amz-Algorithm", kAlgorithm);
  pairs_.add("X-Amz-Credential", fmt::format("{}/{}", credentials_.access_key_id, scope_));
  pairs_.add("X-Amz-Date", time_.text());
  pairs_.add("X-Amz-Expires", fmt::format("{}", expires.count()));
  pairs_.add("X-Amz-SignedHeaders", names_);
  if (!credentials_.session_token.empty()) pairs_.add("X-Amz-Security-Token", credentials_.session_token);
}

void Signer::set_time(SystemTime now) {
  const auto second = std::chrono::floor<std::chrono::seconds>(now);
  if (second == second_) return;
  second_ = second;
  time_ = to_signing_time(now);
  if (std::string_view(scope_).substr(0, 8) == time_.day()) return;
  scope_ = fmt::format("{}/{}/{}/aws4_request", time_.day(), region_, service_);
  const HmacKey secret(bytes_of("AWS4" + credentials_.secret_access_key));
  day_key_ = next_key(next_key(next_key(next_key(secret, time_.day()), region_), service_), "aws4_request");
}

void Signer::write_target(const Request& request, const Endpoint& endpoint) {
  host_.clear();
  endpoint.append_host_field(request.bucket, host_);
  path_.clear();
  append_path(request, endpoint, path_);
  query_.clear();
  pairs_.append_to(query_);
}

void Signer::gather_fields(const Request& request, std::string_view payload_hash) {
  fields_.clear();
  fields_.add("host", host_);
  fields_.add("x-amz-content-sha256", payload_hash);
  fields_.add("x-amz-date", time_.text());
  if (!credentials_.session_token.empty()) fields_.add("x-amz-security-token", credentials_.session_token);
  for (const auto& [name, value] : request.fields) {
    if (is_signed(name)) fields_.add(name, value);
  }
  fields_.sort();
  names_.clear();
  fields_.append_names(names_);
}

// The canonical request, what is signed of it, and its signature; the fields are gathered and the target is written.
void Signer::sign(std::string_view method, std::string_view payload_hash) {
  text_.assign(method).append("\n").append(path_).append("\n").append(query_).append("\n");
  fields_.append_canonical(text_);
  text_.append("\n").append(names_).append("\n").append(payload_hash);
  const Sha256Digest digest = sha256(bytes_of(text_));

  text_.assign(kAlgorithm).append("\n").append(time_.text()).append("\n").append(scope_).append("\n");
  append_hex(digest, text_);
  last_signature_.clear();
  append_hex(day_key_.sign(text_), last_signature_);
}

void Signer::append_authorization(std::string& head) const {
  head.append("Authorization: ").append(kAlgorithm).append(" Credential=").append(credentials_.access_key_id);
  head.append("/").append(scope_).append(", SignedHeaders=").append(names_);
  head.append(", Signature=").append(last_signature_).append("\r\n");
}

}  // namespace wirespeed::s3
