#include "wirespeed/s3/object_requests.hpp"

#include <gtest/gtest.h>

#include "wirespeed/s3/request_fixture.hpp"

namespace wirespeed::s3 {
namespace {

using namespace std::string_literals;

constexpr ObjectName kObject{.bucket = "bucket", .key = "key"};

template <typename Write>
Request written(const Write& write) {
  Request request;
  value_or_throw(write(request));
  return request;
}

Request get(const GetOptions& options) {
  return written([&](Request& request) { return write_get_object(kObject, options, request); });
}

Request put(const PutOptions& options, const Body& body = {}) {
  return written([&](Request& request) { return write_put_object(kObject, options, body, request); });
}

Request copy(const CopySource& source, const CopyOptions& options = {}) {
  return written([&](Request& request) { return write_copy_object(kObject, source, options, request); });
}

std::string refusal(const Result<void>& result) { return result ? "no refusal" : result.error().message; }

TEST(GetObject, is_a_method_and_a_name) { EXPECT_EQ(summary(get({})), "GET bucket/key"); }

TEST(GetObject, ranges_are_half_open) {
  EXPECT_EQ(field(get({.range = ByteRange::between(10, 20)}), "range"), "bytes=10-19");
  EXPECT_EQ(field(get({.range = ByteRange::from(10)}), "range"), "bytes=10-");
  EXPECT_EQ(field(get({.range = ByteRange::last(10)}), "range"), "bytes=-10");
  EXPECT_EQ(field(get({.range = ByteRange::between(0, ~0ULL)}), "range"), "bytes=0-18446744073709551614");
}

TEST(GetObject, a_range_of_no_bytes_is_refused) {
  Request request;
  EXPECT_FALSE(write_get_object(kObject, {.range = ByteRange::between(5, 5)}, request));
  EXPECT_FALSE(write_get_object(kObject, {.range = ByteRange::between(6, 5)}, request));
  EXPECT_FALSE(write_get_object(kObject, {.range = ByteRange::last(0)}, request));
}

TEST(GetObject, says_which_version_part_and_conditions) {
  const Request request = get({.part_number = 3,
                               .version_id = "v1",
                               .conditions = {.if_match = "\"a\"",
                                              .if_none_match = "\"b\"",
                                              .if_modified_since = parse_iso8601("2026-11-22T14:35:36Z"),
                                              .if_unmodified_since = parse_iso8601("2026-11-23T14:35:36Z")},
                               .checksum_mode = true,
                               .response_fields = {{"content-type", "text/plain"}}});
  EXPECT_EQ(summary(request),
            "GET bucket/key?versionId=v1&partNumber=3&response-content-type=text/plain"
            " if-match: \"a\" if-none-match: \"b\" if-modified-since: Sun, 22 Nov 2026 14:35:36 GMT"
            " if-unmodified-since: Mon, 23 Nov 2026 14:35:36 GMT x-amz-checksum-mode: ENABLED");
}

TEST(HeadObject, is_a_get_by_another_method) {
  const Request request = written([](Request& into) { return write_head_object(kObject, {.version_id = "v"}, into); });
  EXPECT_EQ(summary(request), "HEAD bucket/key?versionId=v");
}

TEST(CommonOptions, stand_in_every_request) {
  const Request request = get({.common = {.requester_pays = true,
                                          .expected_bucket_owner = "123456789012",
                                          .fields = {{"X-Own", "1"}, {"range", "bytes=7-"}}}});
  EXPECT_EQ(field(request, "x-amz-request-payer"), "requester");
  EXPECT_EQ(field(request, "x-amz-expected-bucket-owner"), "123456789012");
  EXPECT_EQ(field(request, "x-own"), "1");
  EXPECT_EQ(field(request, "range"), "bytes=7-");
}

TEST(CommonOptions, a_field_of_the_caller_goes_before_ours) {
  const Request request = get({.range = ByteRange::from(1), .common = {.fields = {{"Range", "bytes=7-"}}}});
  EXPECT_EQ(summary(request), "GET bucket/key range: bytes=7-");
}

TEST(CommonOptions, fields_of_the_client_are_not_the_callers) {
  for (const char* name : {"Host", "content-length", "Authorization", "Transfer-Encoding", "x-amz-date"}) {
    Request request;
    EXPECT_FALSE(write_get_object(kObject, {.common = {.fields = {{name, "1"}}}}, request)) << name;
  }
}

TEST(Requests, what_cannot_stand_in_a_head_is_refused) {
  Request request;
  EXPECT_NE(refusal(write_get_object(kObject, {.conditions = {.if_match = "a\r\nb: c"}}, request)).find("0x0d"),
            std::string::npos);
  EXPECT_FALSE(write_get_object(kObject, {.common = {.fields = {{"a b", "c"}}}}, request));
  EXPECT_NE(refusal(write_put_object(kObject, {.attributes = {.metadata = {{"name", "Bücher"}}}}, {}, request))
                .find("header x-amz-meta-name: expected printable ASCII"),
            std::string::npos);
}

TEST(Requests, an_object_needs_a_bucket_and_a_key) {
  Request request;
  EXPECT_FALSE(write_delete_object({"bucket", ""}, {}, request));
  EXPECT_FALSE(write_delete_object({"", "key"}, {}, request));
  EXPECT_FALSE(write_delete_object({"a/b", "key"}, {}, request));
}

TEST(Requests, nothing_is_left_of_the_request_before) {
  Request request = put({.attributes = {.content_type = "a", .metadata = {{"a", "b"}}}, .if_match = "c"},
                        {.length = 5, .payload = Payload::hashed, .sha256 = std::string(64, '0')});
  value_or_throw(write_get_object({"b-2", "k"}, {.range = ByteRange::from(1)}, request));
  EXPECT_EQ(summary(request), "GET b-2/k range: bytes=1-");
  EXPECT_EQ(request.payload, Payload::empty);
  EXPECT_EQ(request.payload_sha256, "");
  EXPECT_EQ(request.content_length, 0);
}

TEST(PutObject, has_its_attributes) {
  const Request request = put({.attributes = {.content_type = "text/plain",
                                              .content_encoding = "gzip",
                                              .content_disposition = "inline",
                                              .content_language = "de",
                                              .cache_control = "no-cache",
                                              .expires = parse_iso8601("2026-11-22T14:35:36Z"),
                                              .metadata = {{"Author", "Ann"}, {"b", ""}},
                                              .tags = {{"a b", "c&d"}, {"e", "f"}},
                                              .storage_class = "STANDARD_IA",
                                              .acl = "private",
                                              .website_redirect = "/other"}});
  EXPECT_EQ(summary(request),
            "PUT bucket/key content-type: text/plain content-encoding: gzip content-disposition: inline"
            " content-language: de cache-control: no-cache expires: Sun, 22 Nov 2026 14:35:36 GMT"
            " x-amz-meta-author: Ann x-amz-meta-b:  x-amz-tagging: a%20b=c%26d&e=f x-amz-storage-class: STANDARD_IA"
            " x-amz-acl: private x-amz-website-redirect-location: /other");
}

TEST(PutObject, is_encrypted_as_asked) {
  const Request request =
      put({.attributes = {
               .encryption = {.algorithm = "aws:kms", .kms_key_id = "id", .kms_context = "e30=", .bucket_key = true}}});
  EXPECT_EQ(summary(request),
            "PUT bucket/key x-amz-server-side-encryption: aws:kms x-amz-server-side-encryption-aws-kms-key-id: id"
            " x-amz-server-side-encryption-context: e30= x-amz-server-side-encryption-bucket-key-enabled: true");
}

TEST(CustomerKey, is_told_with_its_md5) {
  const auto key = make_customer_key(bytes_of(std::string(32, 'k')));
  ASSERT_TRUE(key);
  const Request request = get({.customer_key = *key});
  EXPECT_EQ(field(request, "x-amz-server-side-encryption-customer-algorithm"), "AES256");
  EXPECT_EQ(field(request, "x-amz-server-side-encryption-customer-key"),
            "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s=");
  EXPECT_EQ(field(request, "x-amz-server-side-encryption-customer-key-md5"), "mT2HRsMGJ5IX5C+0rreZ8Q==");
  EXPECT_FALSE(make_customer_key(bytes_of("short")));
}

TEST(PutObject, is_conditional) {
  EXPECT_EQ(field(put({.if_none_match = "*"}), "if-none-match"), "*");
  EXPECT_EQ(field(put({.if_match = "\"e\""}), "if-match"), "\"e\"");
}

TEST(PutObject, tells_how_its_body_is_guarded) {
  const std::string hash(64, 'a');
  const Request hashed = put({}, {.length = 5, .payload = Payload::hashed, .sha256 = hash});
  EXPECT_EQ(hashed.payload, Payload::hashed);
  EXPECT_EQ(hashed.payload_sha256, hash);
  EXPECT_EQ(hashed.content_length, 5);
  const Request checked = put({}, {.length = 5,
                                   .algorithm = ChecksumAlgorithm::crc32c,
                                   .checksum = "sOO8/Q==",
                                   .content_md5 = "oKJk0tXRi9TGBQzyp4kngA=="});
  EXPECT_EQ(summary(checked), "PUT bucket/key content-md5: oKJk0tXRi9TGBQzyp4kngA== x-amz-checksum-crc32c: sOO8/Q==");
}

TEST(PutObject, a_chunked_body_tells_its_length_and_what_follows_it) {
  const Request request =
      put({}, {.length = 5, .payload = Payload::chunked_unsigned, .algorithm = ChecksumAlgorithm::crc64nvme});
  EXPECT_EQ(summary(request),
            "PUT bucket/key content-encoding: aws-chunked x-amz-decoded-content-length: 5"
            " x-amz-trailer: x-amz-checksum-crc64nvme");
  EXPECT_EQ(request.content_length, "5\r\nhello\r\n0\r\nx-amz-checksum-crc64nvme:M3eFcAZSQlc=\r\n\r\n"s.size());
}

TEST(PutObject, the_coding_of_chunks_follows_that_of_the_content) {
  const Request request =
      put({.attributes = {.content_encoding = "gzip"}}, {.length = 5, .payload = Payload::chunked_signed});
  EXPECT_EQ(field(request, "content-encoding"), "gzip,aws-chunked");
}

TEST(CopyObject, names_its_source) {
  EXPECT_EQ(summary(copy({.bucket = "from", .key = "a b", .version_id = "v"})),
            "PUT bucket/key x-amz-copy-source: from/a%20b?versionId=v");
}

TEST(CopyObject, has_conditions_for_both_ends) {
  const Request request = copy({.bucket = "from", .key = "k", .conditions = {.if_match = "\"a\""}},
                               {.if_none_match = "*", .checksum = ChecksumAlgorithm::crc32c});
  EXPECT_EQ(summary(request),
            "PUT bucket/key x-amz-copy-source: from/k x-amz-copy-source-if-match: \"a\" if-none-match: *"
            " x-amz-checksum-algorithm: CRC32C");
}

TEST(CopyObject, replaces_what_is_to_be_replaced) {
  const Request request =
      copy({.bucket = "from", .key = "k"},
           {.attributes = {.metadata = {{"a", "b"}}}, .replace_metadata = true, .replace_tags = true});
  EXPECT_EQ(field(request, "x-amz-metadata-directive"), "REPLACE");
  EXPECT_EQ(field(request, "x-amz-tagging-directive"), "REPLACE");
  EXPECT_EQ(field(request, "x-amz-meta-a"), "b");
}

TEST(CopyObject, a_source_without_a_key_is_refused) {
  Request request;
  EXPECT_FALSE(write_copy_object(kObject, {.bucket = "from", .key = ""}, {}, request));
}

TEST(DeleteObject, says_what_and_on_which_condition) {
  const Request request = written([](Request& into) {
    return write_delete_object(
        kObject, {.version_id = "v", .if_match = "\"e\"", .mfa = "serial 123456", .bypass_governance = true}, into);
  });
  EXPECT_EQ(summary(request),
            "DELETE bucket/key?versionId=v if-match: \"e\" x-amz-mfa: serial 123456"
            " x-amz-bypass-governance-retention: true");
}

TEST(GetObjectAttributes, asks_for_all_of_them) {
  const Request request = written(
      [](Request& into) { return write_get_object_attributes(kObject, {.max_parts = 10, .part_marker = 5}, into); });
  EXPECT_EQ(summary(request),
            "GET bucket/key?attributes x-amz-object-attributes: ETag,Checksum,ObjectParts,StorageClass,ObjectSize"
            " x-amz-max-parts: 10 x-amz-part-number-marker: 5");
}

}  // namespace
}  // namespace wirespeed::s3
