#include "wirespeed/s3/request_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

#include "wirespeed/s3/aws_chunked.hpp"
#include "wirespeed/s3/encoding.hpp"
#include "wirespeed/s3/hmac.hpp"
#include "wirespeed/s3/names.hpp"

namespace wirespeed::s3 {
namespace {

// What the signer writes, or what would change where a request ends.
constexpr std::array<std::string_view, 7> kReserved = {
    "authorization", "content-length",       "host", "transfer-encoding", "x-amz-content-sha256",
    "x-amz-date",    "x-amz-security-token",
};

void append_lower(std::string_view text, std::string& out) {
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool is_chunked(Payload payload) noexcept {
  return payload == Payload::chunked_signed || payload == Payload::chunked_unsigned;
}

}  // namespace

RequestWriter::RequestWriter(Request& request, std::string_view method, std::string_view bucket, std::string_view key)
    : request_(request) {
  request.method = method;
  request.bucket = bucket;
  request.key = key;
  request.payload = Payload::empty;
  request.payload_sha256.clear();
  request.content_length = 0;
}

std::string& RequestWriter::next(Pairs& pairs, std::size_t& used, std::string_view name) {
  if (used == pairs.size()) pairs.emplace_back();
  auto& [own_name, value] = pairs[used++];
  own_name.assign(name);
  value.clear();
  return value;
}

void RequestWriter::query(std::string_view name, std::string_view value) {
  next(request_.query, queries_, name).append(value);
}

void RequestWriter::query_unless_empty(std::string_view name, std::string_view value) {
  if (!value.empty()) query(name, value);
}

void RequestWriter::query(std::string_view name, std::uint64_t value) {
  fmt::format_to(std::back_inserter(next(request_.query, queries_, name)), "{}", value);
}

std::string& RequestWriter::field(std::string_view name) { return next(request_.fields, fields_, name); }

void RequestWriter::field_unless_empty(std::string_view name, std::string_view value) {
  if (!value.empty()) field(name, value);
}

void RequestWriter::field(std::string_view name, std::uint64_t value) {
  fmt::format_to(std::back_inserter(field(name)), "{}", value);
}

void RequestWriter::field(std::string_view name, const std::optional<MicroTime>& time) {
  if (time) field(name).append(to_http_date(*time));
}

void RequestWriter::field_if(bool wanted, std::string_view name, std::string_view value) {
  if (wanted) field(name, value);
}

void RequestWriter::conditions(const Conditions& conditions, std::string_view prefix) {
  const auto named = [&](std::string_view name) { return std::string(prefix).append(name); };
  if (!conditions.if_match.empty()) field(named("if-match"), conditions.if_match);
  if (!conditions.if_none_match.empty()) field(named("if-none-match"), conditions.if_none_match);
  if (conditions.if_modified_since) field(named("if-modified-since"), conditions.if_modified_since);
  if (conditions.if_unmodified_since) field(named("if-unmodified-since"), conditions.if_unmodified_since);
}

void RequestWriter::customer_key(const std::optional<CustomerKey>& key, std::string_view prefix) {
  if (!key) return;
  const std::string start = std::string(prefix) + "server-side-encryption-customer-";
  field(start + "algorithm", "AES256");
  field(start + "key", key->key);
  field(start + "key-md5", key->md5);
}

void RequestWriter::encryption(const Encryption& encryption) {
  field_unless_empty("x-amz-server-side-encryption", encryption.algorithm);
  field_unless_empty("x-amz-server-side-encryption-aws-kms-key-id", encryption.kms_key_id);
  field_unless_empty("x-amz-server-side-encryption-context", encryption.kms_context);
  field_if(encryption.bucket_key, "x-amz-server-side-encryption-bucket-key-enabled", "true");
  customer_key(encryption.customer_key);
}

void RequestWriter::attributes(const ObjectAttributes& attributes) {
  field_unless_empty("content-type", attributes.content_type);
  field_unless_empty("content-encoding", attributes.content_encoding);
  field_unless_empty("content-disposition", attributes.content_disposition);
  field_unless_empty("content-language", attributes.content_language);
  field_unless_empty("cache-control", attributes.cache_control);
  field("expires", attributes.expires);
  for (const auto& [name, value] : attributes.metadata) {
    std::string whole = "x-amz-meta-";
    append_lower(name, whole);
    field(whole, value);
  }
  if (!attributes.tags.empty()) {
    std::string& tags = field("x-amz-tagging");
    for (const auto& [name, value] : attributes.tags) {
      if (!tags.empty()) tags += '&';
      append_encoded(name, tags);
      tags += '=';
      append_encoded(value, tags);
    }
  }
  field_unless_empty("x-amz-storage-class", attributes.storage_class);
  field_unless_empty("x-amz-acl", attributes.acl);
  field_unless_empty("x-amz-website-redirect-location", attributes.website_redirect);
  encryption(attributes.encryption);
}

void RequestWriter::body(const Body& body) {
  request_.payload = body.payload;
  request_.payload_sha256 = body.sha256;
  request_.content_length = body.length;
  field_unless_empty("content-md5", body.content_md5);
  if (is_chunked(body.payload)) {
    chunked_body(body);
  } else if (body.algorithm && !body.checksum.empty()) {
    field(field_of(*body.algorithm), body.checksum);
  }
}

void RequestWriter::chunked_body(const Body& body) {
  const ChunkedShape shape{
      .length = body.length, .is_signed = body.payload == Payload::chunked_signed, .trailer = body.algorithm};
  request_.content_length = encoded_length(shape);
  const auto ours = std::span(request_.fields).first(fields_);
  const auto encoding = std::ranges::find(ours, "content-encoding", &Request::Pair::first);
  if (encoding != ours.end()) {
    encoding->second += ",aws-chunked";
  } else {
    field("content-encoding", "aws-chunked");
  }
  field("x-amz-decoded-content-length", body.length);
  if (body.algorithm) field("x-amz-trailer", field_of(*body.algorithm));
}

void RequestWriter::xml_body(std::string_view xml) {
  request_.payload = Payload::hashed;
  append_hex(sha256(bytes_of(xml)), request_.payload_sha256);
  request_.content_length = xml.size();
  field("content-type", "application/xml");
}

Result<void> RequestWriter::add_own_field(const Request::Pair& own) {
  std::string name;
  append_lower(own.first, name);
  if (std::ranges::find(kReserved, name) != kReserved.end()) {
    return fail(Errc::invalid_argument, "header {}: expected one that a caller can set; this one is the client's",
                name);
  }
  const auto ours = std::span(request_.fields).first(fields_);
  const auto found = std::ranges::find(ours, name, &Request::Pair::first);
  if (found != ours.end()) {
    found->second = own.second;
  } else {
    field(name, own.second);
  }
  return {};
}

Result<void> RequestWriter::finish(const CommonOptions& common) {
  field_if(common.requester_pays, "x-amz-request-payer", "requester");
  field_unless_empty("x-amz-expected-bucket-owner", common.expected_bucket_owner);
  for (const auto& own : common.fields) {
    if (auto added = add_own_field(own); !added) return added;
  }
  request_.query.resize(queries_);
  request_.fields.resize(fields_);
  for (const auto& [name, value] : request_.fields) {
    if (auto fits = check_field(name, value); !fits) return fits;
  }
  return {};
}

Result<void> finish_of_bucket(RequestWriter& writer, const Request& request, const CommonOptions& common) {
  if (auto fits = check_bucket(request.bucket); !fits) return fits;
  return writer.finish(common);
}

Result<void> finish_of_object(RequestWriter& writer, const Request& request, const CommonOptions& common) {
  if (auto fits = check_key(request.key); !fits) return fits;
  return finish_of_bucket(writer, request, common);
}

}  // namespace wirespeed::s3
