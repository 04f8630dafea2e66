#include "wirespeed/s3/names.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

std::string refusal(const Result<void>& result) { return result ? "no refusal" : result.error().message; }

std::string copy_source(std::string_view bucket, std::string_view key, std::string_view version = "") {
  std::string out;
  append_copy_source(bucket, key, version, out);
  return out;
}

TEST(BucketNames, all_that_s3_has_ever_allowed_are_taken) {
  for (const char* name : {"bucket", "a.b", "Old_Bucket", "abc--x-s3", "alias-s3alias"}) {
    EXPECT_TRUE(check_bucket(name)) << name;
  }
}

TEST(BucketNames, what_would_be_another_path_is_refused) {
  for (const char* name : {"", "a/b", ".", "..", "a b", "ä", "a?b", "a\r\nb"}) EXPECT_FALSE(check_bucket(name)) << name;
  EXPECT_FALSE(check_bucket(std::string(256, 'a')));
  EXPECT_NE(refusal(check_bucket("a\nb")).find("\"a\\x0ab\""), std::string::npos);
}

TEST(BucketNames, an_arn_is_told_what_to_be) {
  EXPECT_NE(refusal(check_bucket("arn:aws:s3:us-west-2:123:accesspoint/x")).find("alias"), std::string::npos);
}

TEST(Keys, an_empty_one_is_refused) {
  EXPECT_FALSE(check_key(""));
  EXPECT_TRUE(check_key("\n"));
}

TEST(Fields, take_what_can_stand_on_a_line) {
  EXPECT_TRUE(check_field("x-amz-meta-a", "b c\td"));
  EXPECT_TRUE(check_field("x-amz-meta-a", ""));
  EXPECT_FALSE(check_field("", "b"));
  EXPECT_FALSE(check_field("a b", "b"));
  EXPECT_FALSE(check_field("a:", "b"));
  EXPECT_FALSE(check_field("a", "b\r\nc: d"));
}

TEST(Fields, a_value_that_is_refused_is_not_told) {
  const std::string message = refusal(check_field("x-amz-meta-a", "secret\xC3"));
  EXPECT_NE(message.find("0xc3 at offset 6"), std::string::npos) << message;
  EXPECT_EQ(message.find("secret"), std::string::npos);
}

TEST(CopySource, is_encoded_with_its_version) {
  EXPECT_EQ(copy_source("bucket", "a b/ü+?"), "bucket/a%20b/%C3%BC%2B%3F");
  EXPECT_EQ(copy_source("bucket", "key", "v/1="), "bucket/key?versionId=v%2F1%3D");
}

TEST(Printable, is_ascii_and_short) {
  EXPECT_EQ(printable("a\"\\\x01ü"), "a\\x22\\x5c\\x01\\xc3\\xbc");
  EXPECT_EQ(printable(std::string(101, 'x')), std::string(100, 'x') + "...");
}

}  // namespace
}  // namespace wirespeed::s3
