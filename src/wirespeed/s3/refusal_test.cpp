#include "wirespeed/s3/refusal.hpp"

#include <gtest/gtest.h>

#include "wirespeed/s3/retry.hpp"

namespace wirespeed::s3 {
namespace {

http::ResponseHead head_of(int status, std::vector<http::Field> fields = {}) {
  http::ResponseHead head;
  head.status = status;
  head.fields = std::move(fields);
  return head;
}

const Asked kAsked{"get", "photos", "a/b.jpg"};

Error refused_by(int status, std::string body, std::vector<http::Field> fields = {}) {
  return refused(kAsked, head_of(status, std::move(fields)), body);
}

std::string error_xml(const std::string& code, const std::string& more = "") {
  return "<?xml version=\"1.0\"?>\n<Error><Code>" + code + "</Code>" + more + "</Error>";
}

Retry retry_for(int status, const std::string& code, const std::string& more = "") {
  return refused_by(status, error_xml(code, more)).retry;
}

TEST(Refusal, tells_all_that_the_server_said) {
  const Error error =
      refused_by(404, error_xml("NoSuchKey",
                                "<Message>The key &quot;x&quot; is not there.</Message><Key>a/b.jpg</Key>"
                                "<RequestId>R1</RequestId><HostId>H1</HostId>"));
  ASSERT_TRUE(error.refusal);
  EXPECT_EQ(error.status(), 404);
  EXPECT_EQ(error.server_code(), "NoSuchKey");
  EXPECT_EQ(error.refusal->message, "The key \"x\" is not there.");
  EXPECT_EQ(error.refusal->request_id, "R1");
  EXPECT_EQ(error.refusal->host_id, "H1");
  EXPECT_EQ(error.kind, Error::Kind::server);
  EXPECT_EQ(error.code, Errc::not_found);
  EXPECT_EQ(error.message,
            "get \"a/b.jpg\" of bucket \"photos\": expected success, found 404 NoSuchKey: The key \"x\" is not there. "
            "(request R1); check the key: it is compared byte by byte, a slash at its front included");
}

TEST(Refusal, without_a_body_its_code_is_what_the_status_means) {
  const Error error = refused_by(404, "", {{"x-amz-request-id", "R2"}, {"X-Amz-Id-2", "H2"}});
  EXPECT_EQ(error.server_code(), "NotFound");
  EXPECT_EQ(error.refusal->request_id, "R2");
  EXPECT_EQ(error.refusal->host_id, "H2");
  EXPECT_EQ(refused_by(304, "").server_code(), "NotModified");
  EXPECT_EQ(refused_by(412, "").server_code(), "PreconditionFailed");
  EXPECT_EQ(refused_by(418, "").server_code(), "UnknownStatus");
}

TEST(Refusal, shows_the_words_of_a_proxys_page) {
  const Error page = refused_by(502,
                                "<html><head><title>502</title><style>b{}</style></head><body>\n<h1>Bad Gateway"
                                "</h1><script>if(a<b)x</script></body></html>");
  EXPECT_EQ(page.refusal->message, "a body that is not S3's: 502 Bad Gateway");
  EXPECT_EQ(page.server_code(), "BadGateway");
  EXPECT_EQ(refused_by(500, "{\"error\": 1}").refusal->message, "a body that is not S3's: {\"error\": 1}");
  EXPECT_LT(refused_by(500, std::string(100'000, 'x')).message.size(), 1000u);
}

TEST(Refusal, a_cut_document_still_says_what_it_says) {
  const Error error = refused_by(503, "<Error><Code>SlowDown</Code><Message>Reduce your");
  EXPECT_EQ(error.server_code(), "SlowDown");
  EXPECT_EQ(error.retry, Retry::throttled);
}

TEST(Refusal, bytes_that_are_no_text_are_not_shown) {
  const Error error = refused_by(400, error_xml("Cod\xFF", "<Message>\xFE</Message>"));
  EXPECT_EQ(error.server_code(), "Cod?");
  EXPECT_EQ(error.refusal->message, "?");
}

TEST(Refusal, may_come_with_a_success) {
  std::string refused_body = "\n  \n" + error_xml("InternalError");
  const auto within = refusal_within(200, refused_body);
  ASSERT_TRUE(within);
  EXPECT_EQ(within->code, "InternalError");
  EXPECT_EQ(within->status, 200);
  std::string fine = "<CopyObjectResult><ETag>\"e\"</ETag></CopyObjectResult>";
  EXPECT_FALSE(refusal_within(200, fine));
  std::string empty;
  EXPECT_FALSE(refusal_within(200, empty));
}

TEST(Refusal, reads_other_services_form_too) {
  EXPECT_EQ(refused_by(403,
                       "<ErrorResponse><Error><Type>Sender</Type><Code>ExpiredToken</Code></Error>"
                       "<RequestId>R3</RequestId></ErrorResponse>")
                .retry,
            Retry::refresh);
}

TEST(Retry, throttling_has_many_names) {
  for (const char* code : {"SlowDown", "SlowDownRead", "Throttling", "ThrottlingException", "RequestLimitExceeded",
                           "TooManyRequestsException", "ServiceUnavailable"}) {
    EXPECT_EQ(retry_for(503, code), Retry::throttled) << code;
    EXPECT_EQ(retry_for(400, code), Retry::throttled) << code;
  }
  EXPECT_EQ(refused_by(503, "").retry, Retry::throttled);
  EXPECT_EQ(refused_by(429, "").retry, Retry::throttled);
}

TEST(Retry, the_servers_own_trouble_may_pass_soon) {
  for (const int status : {500, 502, 504, 408, 520}) EXPECT_EQ(refused_by(status, "").retry, Retry::soon) << status;
  EXPECT_EQ(retry_for(400, "RequestTimeout"), Retry::soon);
  EXPECT_EQ(retry_for(400, "IncompleteBody"), Retry::soon);
  EXPECT_EQ(retry_for(400, "BadDigest"), Retry::soon);
  EXPECT_EQ(retry_for(409, "OperationAborted"), Retry::soon);
  EXPECT_EQ(retry_for(200, "InternalError"), Retry::soon);
}

TEST(Retry, old_credentials_and_clocks_are_to_be_renewed) {
  for (const char* code : {"ExpiredToken", "InvalidToken", "RequestTimeTooSkewed", "TokenRefreshRequired"}) {
    EXPECT_EQ(retry_for(400, code), Retry::refresh) << code;
  }
}

TEST(Retry, a_bucket_of_another_region_is_elsewhere) {
  EXPECT_EQ(retry_for(301, "PermanentRedirect"), Retry::elsewhere);
  EXPECT_EQ(retry_for(307, "TemporaryRedirect"), Retry::elsewhere);
  EXPECT_EQ(retry_for(400, "AuthorizationHeaderMalformed", "<Region>eu-west-1</Region>"), Retry::elsewhere);
  EXPECT_EQ(retry_for(400, "AuthorizationHeaderMalformed"), Retry::never);
  const Error head = refused_by(400, "", {{"x-amz-bucket-region", "eu-west-1"}});
  EXPECT_EQ(head.retry, Retry::elsewhere);
  EXPECT_EQ(head.refusal->region, "eu-west-1");
  EXPECT_EQ(refused_by(301, "", {{"x-amz-bucket-region", "eu-west-1"}}).retry, Retry::elsewhere);
  EXPECT_EQ(refused_by(404, "", {{"x-amz-bucket-region", "eu-west-1"}}).retry, Retry::never);
}

TEST(Retry, a_redirect_that_names_a_host_of_another_region_tells_that_region) {
  const auto region = [](int status, const std::string& body, std::vector<http::Field> fields = {}) {
    return refused_by(status, body, std::move(fields)).refusal->region;
  };
  const std::string old =
      "<Error><Code>TemporaryRedirect</Code><Endpoint>b.s3-eu-west-1.amazonaws.com</Endpoint></Error>";
  EXPECT_EQ(region(307, old), "eu-west-1");
  EXPECT_EQ(region(400, old), "");
  EXPECT_EQ(region(307, "", {{"location", "https://a.s3b.s3.dualstack.us-west-2.amazonaws.com:443/k"}}), "us-west-2");
  EXPECT_EQ(region(301, "", {{"location", "https://s3.cn-north-1.amazonaws.com.cn/b/k"}}), "cn-north-1");
  EXPECT_EQ(region(302, "", {{"location", "https://example.com/s3.eu-west-1.amazonaws.com"}}), "");
  EXPECT_EQ(region(302, "", {{"location", "/b/k"}}), "");
  EXPECT_EQ(region(307, old, {{"x-amz-bucket-region", "eu-west-2"}}), "eu-west-2");
}

TEST(Retry, what_the_caller_did_wrong_stays_wrong) {
  for (const char* code : {"AccessDenied", "NoSuchKey", "NoSuchBucket", "SignatureDoesNotMatch", "InvalidAccessKeyId",
                           "InvalidRange", "PreconditionFailed", "MalformedXML", "EntityTooSmall"}) {
    EXPECT_EQ(retry_for(400, code), Retry::never) << code;
  }
  for (const int status : {304, 400, 403, 404, 405, 409, 412, 416, 501, 505}) {
    EXPECT_EQ(refused_by(status, "").retry, Retry::never) << status;
  }
}

}  // namespace
}  // namespace wirespeed::s3
