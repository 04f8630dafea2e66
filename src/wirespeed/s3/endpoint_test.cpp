#include "wirespeed/s3/endpoint.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

Endpoint parsed(std::string_view url, std::string_view region = "", std::optional<Style> style = std::nullopt) {
  return value_or_throw(parse_endpoint(url, region, style));
}

std::string refusal(std::string_view url, std::string_view region = "", std::optional<Style> style = std::nullopt) {
  const auto endpoint = parse_endpoint(url, region, style);
  return endpoint ? "no refusal" : endpoint.error().message;
}

bool says(const std::string& message, std::string_view what) { return message.find(what) != std::string::npos; }

TEST(Endpoint, none_is_aws_in_the_region) {
  EXPECT_EQ(parsed("").host, "s3.us-east-1.amazonaws.com");
  EXPECT_EQ(parsed("", "eu-west-1").host, "s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(parsed("", "cn-north-1").host, "s3.cn-north-1.amazonaws.com.cn");
  EXPECT_EQ(parsed("", "us-gov-west-1").host, "s3.us-gov-west-1.amazonaws.com");
  EXPECT_EQ(parsed("", "us-isob-east-1").host, "s3.us-isob-east-1.sc2s.sgov.gov");
  EXPECT_EQ(parsed("", "eu-west-1").style, Style::virtual_host);
  EXPECT_TRUE(parsed("", "eu-west-1").tls);
  EXPECT_EQ(parsed("", "eu-west-1").port, 443);
}

TEST(Endpoint, the_region_is_that_of_an_aws_host) {
  EXPECT_EQ(parsed("https://s3.amazonaws.com").region, "us-east-1");
  EXPECT_EQ(parsed("https://s3.eu-west-1.amazonaws.com").region, "eu-west-1");
  EXPECT_EQ(parsed("https://S3.EU-West-1.AmazonAWS.com").region, "eu-west-1");
  EXPECT_EQ(parsed("https://s3-eu-west-1.amazonaws.com").region, "eu-west-1");
  EXPECT_EQ(parsed("https://s3-fips-us-gov-west-1.amazonaws.com").region, "us-gov-west-1");
  EXPECT_EQ(parsed("https://s3-external-1.amazonaws.com").region, "us-east-1");
  EXPECT_EQ(parsed("https://s3.dualstack.ap-south-1.amazonaws.com").region, "ap-south-1");
  EXPECT_EQ(parsed("https://s3-fips.dualstack.us-east-2.amazonaws.com").region, "us-east-2");
  EXPECT_EQ(parsed("https://s3.cn-north-1.amazonaws.com.cn").region, "cn-north-1");
  EXPECT_EQ(parsed("https://bucket.vpce-1a2b3c4d-5e6f.s3.us-west-2.vpce.amazonaws.com").region, "us-west-2");
  EXPECT_EQ(parsed("https://s3-accelerate.amazonaws.com").region, "us-east-1");
}

TEST(Endpoint, a_region_that_is_given_wins) {
  EXPECT_EQ(parsed("https://s3.eu-west-1.amazonaws.com", "eu-west-2").region, "eu-west-2");
  EXPECT_EQ(parsed("http://localhost:9000", "auto").region, "auto");
  EXPECT_EQ(parsed("http://localhost:9000").region, "us-east-1");
}

TEST(Endpoint, aws_has_buckets_before_the_host_and_others_in_the_path) {
  EXPECT_EQ(parsed("https://s3.eu-west-1.amazonaws.com").style, Style::virtual_host);
  for (const char* url : {"http://127.0.0.1:9000", "http://localhost", "http://[::1]:9000", "https://minio.example.com",
                          "https://s3.example.com", "https://sts.amazonaws.com", "https://notamazonaws.com"}) {
    EXPECT_EQ(parsed(url).style, Style::path) << url;
  }
  EXPECT_EQ(parsed("https://minio.example.com", "", Style::virtual_host).style, Style::virtual_host);
  EXPECT_EQ(parsed("https://s3.eu-west-1.amazonaws.com", "", Style::path).style, Style::path);
}

TEST(Endpoint, has_the_parts_of_its_url) {
  const Endpoint endpoint = parsed("HTTP://Host.example:8080/some/prefix//");
  EXPECT_FALSE(endpoint.tls);
  EXPECT_EQ(endpoint.host, "host.example");
  EXPECT_EQ(endpoint.port, 8080);
  EXPECT_EQ(endpoint.base_path, "/some/prefix");
  EXPECT_EQ(parsed("http://host").port, 80);
  EXPECT_EQ(parsed("host:9000").port, 9000);
  EXPECT_TRUE(parsed("host:9000").tls);
  EXPECT_EQ(parsed("http://[FE80::1]:81").host, "fe80::1");
  EXPECT_EQ(parsed("http://host:").port, 80);
}

TEST(Endpoint, hosts_are_told_with_the_ports_that_are_not_usual) {
  EXPECT_EQ(parsed("http://localhost:9000").host_field_for("bucket"), "localhost:9000");
  EXPECT_EQ(parsed("http://localhost:443").host_field_for(""), "localhost:443");
  EXPECT_EQ(parsed("https://localhost:443").host_field_for(""), "localhost");
  EXPECT_EQ(parsed("http://[::1]").host_field_for("bucket"), "[::1]");
  EXPECT_EQ(parsed("http://[::1]:9000").host_field_for("bucket"), "[::1]:9000");
  EXPECT_EQ(parsed("", "eu-west-1").host_field_for("bucket"), "bucket.s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(parsed("", "eu-west-1").host_field_for(""), "s3.eu-west-1.amazonaws.com");
  EXPECT_EQ(parsed("", "eu-west-1").host_for("bucket"), "bucket.s3.eu-west-1.amazonaws.com");
}

TEST(Endpoint, a_bucket_that_is_no_host_name_goes_by_path) {
  const Endpoint aws = parsed("", "eu-west-1");
  for (const char* bucket : {"a.b", "Upper", "under_score", "ab", "-abc", "abc-", "1.2.3.4"}) {
    EXPECT_EQ(aws.style_for(bucket), Style::path) << bucket;
  }
  EXPECT_EQ(aws.style_for(std::string(64, 'a')), Style::path);
  EXPECT_EQ(aws.style_for(std::string(63, 'a')), Style::virtual_host);
  EXPECT_EQ(aws.style_for("a-b-1"), Style::virtual_host);
}

TEST(Endpoint, dots_stand_before_a_host_where_no_certificate_minds) {
  const Endpoint plain = parsed("http://example.com", "", Style::virtual_host);
  EXPECT_EQ(plain.style_for("a.bc"), Style::virtual_host);
  for (const char* bucket : {"a..b", ".ab", "ab.", "a.-b", "a-.b", "10.20.30.40"}) {
    EXPECT_EQ(plain.style_for(bucket), Style::path) << bucket;
  }
}

TEST(Endpoint, errors_say_what_is_wrong) {
  EXPECT_TRUE(says(refusal("ftp://host"), "found \"ftp://\""));
  EXPECT_TRUE(says(refusal("https://"), "expected a host, found none"));
  EXPECT_TRUE(says(refusal("https://:9000"), "expected a host, found none"));
  EXPECT_TRUE(says(refusal("https://host:0"), "found 0"));
  EXPECT_TRUE(says(refusal("https://host:65536"), "found 65536"));
  EXPECT_TRUE(says(refusal("https://host:99999999999999999999"), "from 1 to 65535"));
  EXPECT_TRUE(says(refusal("https://host:80a"), "found \"80a\""));
  EXPECT_TRUE(says(refusal("https://::1:9000"), "in brackets"));
  EXPECT_TRUE(says(refusal("https://[::1"), "expected a ']'"));
  EXPECT_TRUE(says(refusal("https://[::1]9000"), "behind the ']'"));
  EXPECT_TRUE(says(refusal("https://[host]"), "IPv6 number"));
  EXPECT_TRUE(says(refusal("https://ho st"), "found \"ho st\""));
  EXPECT_TRUE(says(refusal("https://hüst"), "h\\xc3\\xbcst"));
  EXPECT_TRUE(says(refusal("https://a..b"), "empty parts"));
  EXPECT_TRUE(says(refusal("https://host?x=1"), "without '?'"));
  EXPECT_TRUE(says(refusal("https://host/a b"), "percent-encoded"));
  EXPECT_TRUE(says(refusal("", "eu west"), "found \"eu west\""));
  EXPECT_TRUE(says(refusal("http://127.0.0.1", "", Style::virtual_host), "before the number 127.0.0.1"));
  EXPECT_TRUE(says(refusal("https://s3-accelerate.amazonaws.com", "", Style::path), "takes no buckets in paths"));
  EXPECT_TRUE(says(refusal("https://bucket.s3.eu-west-1.amazonaws.com"), "without a bucket"));
}

TEST(Endpoint, what_might_be_a_secret_is_not_told) {
  const std::string message = refusal("https://key:secret@host");
  EXPECT_TRUE(says(message, "'@'"));
  EXPECT_FALSE(says(message, "secret"));
}

}  // namespace
}  // namespace wirespeed::s3
