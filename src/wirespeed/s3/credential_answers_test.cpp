#include "wirespeed/s3/credential_answers.hpp"

#include <gtest/gtest.h>

#include "wirespeed/s3/times.hpp"

namespace wirespeed::s3 {
namespace {

using Parts = std::vector<std::string>;

Parts parts(const Result<Credentials>& credentials) {
  EXPECT_TRUE(credentials) << (credentials ? "" : credentials.error().message);
  if (!credentials) return {};
  const auto expires = credentials->expires;
  return {credentials->access_key_id, credentials->secret_access_key, credentials->session_token,
          expires ? to_iso8601(std::chrono::floor<std::chrono::microseconds>(*expires)) : "never"};
}

std::string_view end_of_day() { return "2026-11-22T20:00:00.000Z"; }

const std::string kSts = R"(<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser><AssumedRoleId>ARO:me</AssumedRoleId><Arn>arn:aws:sts::1:assumed-role/r/me</Arn></AssumedRoleUser>
    <Credentials>
      <AccessKeyId>ASIA1</AccessKeyId>
      <SecretAccessKey>sec+ret/</SecretAccessKey>
      <SessionToken>tok&#43;en==</SessionToken>
      <Expiration>2026-11-22T20:00:00Z</Expiration>
    </Credentials>
  </AssumeRoleResult>
  <ResponseMetadata><RequestId>r1</RequestId></ResponseMetadata>
</AssumeRoleResponse>)";

TEST(CredentialAnswers, instance_metadata_is_read) {
  EXPECT_EQ(parts(parse_instance_credentials(
                R"({"Code": "Success", "LastUpdated": "2026-11-22T14:00:00Z", "Type": "AWS-HMAC", "AccessKeyId": "A",
                    "SecretAccessKey": "s", "Token": "t", "Expiration": "2026-11-22T20:00:00Z"})")),
            (Parts{"A", "s", "t", std::string(end_of_day())}));
}

TEST(CredentialAnswers, a_failure_of_instance_metadata_is_told) {
  const auto refused = parse_instance_credentials(
      R"({"Code": "AssumeRoleUnauthorizedAccess", "Message": "EC2 cannot assume the role r."})");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("AssumeRoleUnauthorizedAccess: EC2 cannot"), std::string::npos);
}

TEST(CredentialAnswers, containers_and_processes_need_not_expire) {
  EXPECT_EQ(parts(parse_container_credentials(R"({"AccessKeyId":"A","SecretAccessKey":"s","Token":"t"})")),
            (Parts{"A", "s", "t", "never"}));
  EXPECT_EQ(parts(parse_process_credentials(R"({"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s"})")),
            (Parts{"A", "s", "", "never"}));
  EXPECT_EQ(parts(parse_process_credentials(R"({"Version": 1, "AccessKeyId": "A", "SecretAccessKey": "s",
                "SessionToken": "t", "Expiration": "2026-11-22T21:00:00+01:00"})")),
            (Parts{"A", "s", "t", std::string(end_of_day())}));
}

TEST(CredentialAnswers, sts_is_read) {
  EXPECT_EQ(parts(parse_sts_credentials(kSts)), (Parts{"ASIA1", "sec+ret/", "tok+en==", std::string(end_of_day())}));
  EXPECT_EQ(parts(parse_sts_credentials("<?xml version=\"1.0\"?>\n<!-- x -->" + kSts))[0], "ASIA1");
}

TEST(CredentialAnswers, sts_says_why_not) {
  const Refusal refusal = parse_sts_refusal(
      403,
      "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: a&amp;b is not "
      "authorized</Message></Error><RequestId>r2</RequestId></ErrorResponse>");
  EXPECT_EQ(refusal.status, 403);
  EXPECT_EQ(refusal.code, "AccessDenied");
  EXPECT_EQ(refusal.message, "User: a&b is not authorized");
  EXPECT_EQ(refusal.request_id, "r2");
  for (const char* other : {"", "<html", "no XML", "{}"}) EXPECT_EQ(parse_sts_refusal(503, other).code, "") << other;
}

TEST(CredentialAnswers, what_is_missing_is_named) {
  const auto message = [](const Result<Credentials>& refused) { return refused ? "" : refused.error().message; };
  EXPECT_NE(message(parse_container_credentials("{}")).find("AccessKeyId"), std::string::npos);
  EXPECT_NE(message(parse_container_credentials(R"({"AccessKeyId": "A"})")).find("SecretAccessKey"), std::string::npos);
  EXPECT_NE(message(parse_process_credentials(R"({"AccessKeyId": "A", "SecretAccessKey": "s"})")).find("Version"),
            std::string::npos);
  EXPECT_NE(message(parse_instance_credentials(R"({"AccessKeyId": "A", "SecretAccessKey": "s"})")).find("Expiration"),
            std::string::npos);
  EXPECT_EQ(parse_process_credentials(R"({"Version": 2})").error().code, Errc::unsupported);
  EXPECT_FALSE(parse_container_credentials(R"({"AccessKeyId": "A", "SecretAccessKey": "s", "Expiration": "soon"})"));
}

TEST(CredentialAnswers, cut_anywhere_they_are_refused) {
  const std::string json = R"({"AccessKeyId":"A","SecretAccessKey":"s","Token":"t"})";
  for (std::size_t cut = 0; cut < json.size(); ++cut) {
    EXPECT_FALSE(parse_container_credentials(std::string_view(json).substr(0, cut))) << cut;
  }
  for (std::size_t cut = 0; cut < kSts.size(); ++cut) {
    EXPECT_FALSE(parse_sts_credentials(std::string_view(kSts).substr(0, cut))) << cut;
  }
}

TEST(CredentialAnswers, keys_that_would_break_a_request_are_refused_without_being_shown) {
  for (const Credentials& odd : {Credentials{"", "hunter2", "", {}}, Credentials{"hunter2", "", "", {}},
                                 Credentials{"hunter2\r\nX: 1", "s", "", {}}, Credentials{"A", "hunter2\n", "", {}},
                                 Credentials{"A", "s", "hunter2 ", {}}, Credentials{"A", "s", "hunter2\xC3", {}}}) {
    const auto refused = checked(odd, "environment");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().message.find("hunter2"), std::string::npos) << refused.error().message;
  }
}

TEST(CredentialAnswers, no_error_shows_what_was_answered) {
  const std::string secret = "wJalrXUtnFEMI";
  for (const std::string& text :
       {secret, "{\"AccessKeyId\": " + secret + "}", "{\"SecretAccessKey\": \"" + secret + "\"}",
        "{\"Version\": \"" + secret + "\"}", "{\"AccessKeyId\": \"A\", \"SecretAccessKey\": \"" + secret + "\\n\"}",
        "<a><SecretAccessKey>" + secret + "</SecretAccessKey></a>", "<a><b>" + secret, "<" + secret + ">",
        "{\"AccessKeyId\": \"A\", \"SecretAccessKey\": \"s\", \"Expiration\": \"" + secret + "\"}"}) {
    for (const auto& parse :
         {parse_instance_credentials, parse_container_credentials, parse_process_credentials, parse_sts_credentials}) {
      const auto refused = parse(text);
      ASSERT_FALSE(refused) << text;
      EXPECT_EQ(refused.error().message.find(secret), std::string::npos) << refused.error().message;
    }
  }
}

}  // namespace
}  // namespace wirespeed::s3
