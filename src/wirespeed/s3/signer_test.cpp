#include "wirespeed/s3/signer.hpp"

#include <gtest/gtest.h>

#include "wirespeed/s3/encoding.hpp"

namespace wirespeed::s3 {
namespace {

using namespace std::chrono_literals;

// The credentials, the bucket and the moment of the examples in AWS's documentation.
const Credentials kExample{.access_key_id = "AKIAIOSFODNN7EXAMPLE",
                           .secret_access_key = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                           .session_token = ""};
constexpr SystemTime kThen{1369353600s};  // 2013-05-24T00:00:00Z

Signer example_signer() { return {kExample, "us-east-1"}; }

Endpoint endpoint(std::string_view url, std::optional<Style> style = std::nullopt) {
  return value_or_throw(parse_endpoint(url, "us-east-1", style));
}

Endpoint aws() { return endpoint("https://s3.amazonaws.com"); }

Request get(std::string_view bucket, std::string_view key) {
  Request request;
  request.bucket = bucket;
  request.key = key;
  return request;
}

std::string head(const Request& request, const Endpoint& where, Signer signer = example_signer()) {
  std::string text;
  signer.append_head(request, where, kThen, text);
  return text;
}

std::string signature(const Request& request, const Endpoint& where = aws(), Signer signer = example_signer()) {
  std::string text;
  signer.append_head(request, where, kThen, text);
  return signer.last_signature();
}

bool has_line(const std::string& text, const std::string& line) {
  return text.find("\r\n" + line + "\r\n") != std::string::npos;
}

TEST(Signature, of_a_ranged_get_is_the_documented_one) {
  Request request = get("examplebucket", "test.txt");
  request.fields = {{"range", "bytes=0-9"}};
  EXPECT_EQ(signature(request), "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
}

TEST(Signature, of_a_put_is_the_documented_one) {
  Request request = get("examplebucket", "test$file.text");
  request.method = "PUT";
  request.fields = {{"date", "Fri, 24 May 2013 00:00:00 GMT"}, {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
  request.payload = Payload::hashed;
  request.payload_sha256 = to_hex(ByteView(sha256(bytes_of("Welcome to Amazon S3."))));
  request.content_length = 21;
  EXPECT_EQ(signature(request), "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd");
}

TEST(Signature, of_a_query_without_value_is_the_documented_one) {
  Request request = get("examplebucket", "");
  request.query = {{"lifecycle", ""}};
  EXPECT_EQ(signature(request), "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543");
}

TEST(Signature, of_a_listing_is_the_documented_one) {
  Request request = get("examplebucket", "");
  request.query = {{"prefix", "J"}, {"max-keys", "2"}};
  EXPECT_EQ(signature(request), "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7");
}

TEST(Signature, of_a_chunked_body_is_the_documented_one) {
  Request request = get("examplebucket", "chunkObject.txt");
  request.method = "PUT";
  request.fields = {{"content-encoding", "aws-chunked"},
                    {"content-length", "66824"},
                    {"x-amz-decoded-content-length", "66560"},
                    {"x-amz-storage-class", "REDUCED_REDUNDANCY"}};
  request.payload = Payload::chunked_signed;
  EXPECT_EQ(signature(request, endpoint("https://s3.amazonaws.com", Style::path)),
            "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9");
}

TEST(Presigning, gives_the_documented_url) {
  Signer signer = example_signer();
  EXPECT_EQ(signer.presign(get("examplebucket", "test.txt"), aws(), kThen, 86'400s),
            "https://examplebucket.s3.amazonaws.com/test.txt"
            "?X-Amz-Algorithm=AWS4-HMAC-SHA256"
            "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404");
}

TEST(Presigning, names_the_fields_that_the_caller_has_to_send) {
  Request request = get("examplebucket", "a b");
  request.method = "PUT";
  request.fields = {{"content-type", "text/plain"}, {"user-agent", "me"}};
  request.query = {{"versionId", "x/y"}};
  const std::string url = example_signer().presign(request, endpoint("http://127.0.0.1:9000"), kThen, 60s);
  EXPECT_TRUE(url.starts_with("http://127.0.0.1:9000/examplebucket/a%20b?X-Amz-")) << url;
  EXPECT_NE(url.find("&X-Amz-SignedHeaders=content-type%3Bhost&"), std::string::npos) << url;
  EXPECT_NE(url.find("&versionId=x%2Fy&"), std::string::npos) << url;
}

TEST(Presigning, without_credentials_is_the_plain_url) {
  Signer signer({}, "us-east-1");
  EXPECT_EQ(signer.presign(get("bucket", "k+"), endpoint("http://localhost"), kThen, 60s),
            "http://localhost/bucket/k%2B");
}

TEST(Presigning, tells_the_session_token) {
  Credentials session = kExample;
  session.session_token = "to/ken=";
  const std::string url = Signer(session, "us-east-1").presign(get("bucket", "key"), aws(), kThen, 60s);
  EXPECT_NE(url.find("&X-Amz-Security-Token=to%2Fken%3D&"), std::string::npos) << url;
}

TEST(Head, has_all_that_a_server_wants) {
  Request request = get("examplebucket", "test.txt");
  request.fields = {{"range", "bytes=0-9"}};
  EXPECT_EQ(head(request, aws()),
            "GET /test.txt HTTP/1.1\r\n"
            "Host: examplebucket.s3.amazonaws.com\r\n"
            "range: bytes=0-9\r\n"
            "x-amz-content-sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\r\n"
            "x-amz-date: 20130524T000000Z\r\n"
            "Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
            "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, "
            "Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41\r\n"
            "\r\n");
}

TEST(Head, without_credentials_is_not_signed) {
  EXPECT_EQ(head(get("bucket", "key"), endpoint("http://localhost:9000"), Signer({}, "us-east-1")),
            "GET /bucket/key HTTP/1.1\r\nHost: localhost:9000\r\n\r\n");
}

TEST(Head, is_appended) {
  std::string text = "before";
  Signer({}, "us-east-1").append_head(get("bucket", "key"), endpoint("http://localhost"), kThen, text);
  EXPECT_TRUE(text.starts_with("beforeGET /bucket/key HTTP/1.1\r\n"));
}

TEST(Head, tells_a_length_where_a_body_is_or_might_be) {
  Request request = get("bucket", "key");
  EXPECT_EQ(head(request, aws()).find("Content-Length"), std::string::npos);
  request.method = "PUT";
  EXPECT_TRUE(has_line(head(request, aws()), "Content-Length: 0"));
  request.content_length = 1ULL << 40;
  EXPECT_TRUE(has_line(head(request, aws()), "Content-Length: 1099511627776"));
}

TEST(Head, says_how_the_body_is_signed) {
  Request request = get("bucket", "key");
  const auto said = [&](Payload payload, const std::string& value) {
    request.payload = payload;
    return has_line(head(request, aws()), "x-amz-content-sha256: " + value);
  };
  EXPECT_TRUE(said(Payload::unsigned_payload, "UNSIGNED-PAYLOAD"));
  EXPECT_TRUE(said(Payload::chunked_unsigned, "STREAMING-UNSIGNED-PAYLOAD-TRAILER"));
  EXPECT_TRUE(said(Payload::chunked_signed, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"));
  request.fields = {{"x-amz-trailer", "x-amz-checksum-crc32c"}};
  EXPECT_TRUE(said(Payload::chunked_signed, "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"));
}

TEST(Head, keys_are_encoded_and_stay_what_they_are) {
  const auto line = [](std::string_view key) {
    const std::string text = head(get("bucket", key), endpoint("http://localhost/gate"));
    return text.substr(0, text.find(" HTTP"));
  };
  EXPECT_EQ(line("x//y"), "GET /gate/bucket/x//y");
  EXPECT_EQ(line("/lead"), "GET /gate/bucket//lead");
  EXPECT_EQ(line("../up"), "GET /gate/bucket/../up");
  EXPECT_EQ(line("a+b %?#&=\n"), "GET /gate/bucket/a%2Bb%20%25%3F%23%26%3D%0A");
  EXPECT_EQ(line(""), "GET /gate/bucket");
}

TEST(Head, queries_are_sorted_as_they_are_encoded) {
  Request request = get("bucket", "");
  request.query = {{"b", "2"}, {"a-b", "1"}, {"a", "2"}, {"a", "10"}, {"ü", ""}, {"A", "x y"}};
  EXPECT_TRUE(head(request, endpoint("http://localhost"))
                  .starts_with("GET /bucket?%C3%BC=&A=x%20y&a=10&a=2&a-b=1&b=2 HTTP/1.1\r\n"));
}

TEST(Head, the_session_token_is_sent_and_signed) {
  Credentials session = kExample;
  session.session_token = "token";
  const std::string text = head(get("bucket", "key"), aws(), Signer(session, "us-east-1"));
  EXPECT_TRUE(has_line(text, "x-amz-security-token: token"));
  EXPECT_NE(text.find(";x-amz-security-token, Signature="), std::string::npos);
}

TEST(Signature, covers_values_trimmed_and_with_single_spaces) {
  Request plain = get("bucket", "key");
  plain.fields = {{"x-amz-meta-a", "b c"}};
  Request spaced = get("bucket", "key");
  spaced.fields = {{"x-amz-meta-a", "  b \t  c "}};
  EXPECT_EQ(signature(spaced), signature(plain));
}

TEST(Signature, does_not_cover_what_proxies_change) {
  Request plain = get("bucket", "key");
  Request more = get("bucket", "key");
  more.fields = {{"user-agent", "wirespeed"}, {"expect", "100-continue"}, {"accept-encoding", "identity"}};
  EXPECT_EQ(signature(more), signature(plain));
}

TEST(Signature, joins_values_of_one_name) {
  Request apart = get("bucket", "key");
  apart.fields = {{"x-amz-a", "1"}, {"x-amz-b", ""}, {"x-amz-a", "2"}};
  Request joined = get("bucket", "key");
  joined.fields = {{"x-amz-a", "1,2"}, {"x-amz-b", ""}};
  EXPECT_EQ(signature(apart), signature(joined));
}

TEST(Signer, goes_on_into_the_next_day) {
  Signer signer = example_signer();
  std::string text;
  signer.append_head(get("bucket", "key"), aws(), kThen + 86'399s, text);
  signer.append_head(get("bucket", "key"), aws(), kThen + 86'400s, text);
  EXPECT_NE(text.find("/20130525/us-east-1"), std::string::npos);
  Signer fresh = example_signer();
  fresh.append_head(get("bucket", "key"), aws(), kThen + 86'400s, text);
  EXPECT_EQ(signer.last_signature(), fresh.last_signature());
}

}  // namespace
}  // namespace wirespeed::s3
