#include "wirespeed/s3/list_requests.hpp"

#include <gtest/gtest.h>

#include "wirespeed/s3/bucket_requests.hpp"
#include "wirespeed/s3/request_fixture.hpp"
#include "wirespeed/s3/tagging_requests.hpp"

namespace wirespeed::s3 {
namespace {

template <typename Write>
std::string written(const Write& write) {
  Request request;
  const Result<void> done = write(request);
  return done ? summary(request) : "refused: " + done.error().message;
}

std::string listed(const ListObjectsOptions& options) {
  return written([&](Request& request) { return write_list_objects("bucket", options, request); });
}

TEST(ListObjects, asks_for_encoded_keys) { EXPECT_EQ(listed({}), "GET bucket?list-type=2&encoding-type=url"); }

TEST(ListObjects, asks_for_what_is_wanted) {
  EXPECT_EQ(listed({.list = {.prefix = "a b/", .delimiter = "/", .max_keys = 10, .encode_keys = false},
                    .start_after = "x",
                    .continuation_token = "t=",
                    .fetch_owner = true,
                    .restore_status = true}),
            "GET bucket?list-type=2&prefix=a b/&delimiter=/&max-keys=10&start-after=x&continuation-token=t="
            "&fetch-owner=true x-amz-optional-object-attributes: RestoreStatus");
}

TEST(ListVersions, goes_on_behind_a_version) {
  EXPECT_EQ(written([](Request& request) {
              return write_list_object_versions("bucket", {.prefix = "a"}, {.key = "k", .id = "v"}, request);
            }),
            "GET bucket?versions&prefix=a&encoding-type=url&key-marker=k&version-id-marker=v");
}

TEST(ListUploads, goes_on_behind_an_upload) {
  EXPECT_EQ(written([](Request& request) {
              return write_list_uploads("bucket", {.max_keys = 5}, {.key = "k", .id = "u"}, request);
            }),
            "GET bucket?uploads&max-uploads=5&encoding-type=url&key-marker=k&upload-id-marker=u");
}

TEST(Listings, need_a_bucket) {
  EXPECT_TRUE(written([](Request& r) { return write_list_objects("", {}, r); }).starts_with("refused"));
}

TEST(Buckets, have_plain_requests) {
  EXPECT_EQ(written([](Request& r) { return write_delete_bucket("bucket", {}, r); }), "DELETE bucket");
  EXPECT_EQ(written([](Request& r) { return write_head_bucket("bucket", {}, r); }), "HEAD bucket");
  EXPECT_EQ(written([](Request& r) { return write_get_bucket_location("bucket", {}, r); }), "GET bucket?location");
  EXPECT_EQ(written([](Request& r) { return write_get_bucket_versioning("bucket", {}, r); }), "GET bucket?versioning");
  EXPECT_EQ(written([](Request& r) { return write_list_buckets({.prefix = "p", .max_buckets = 3}, r); }),
            "GET ?prefix=p&max-buckets=3");
  EXPECT_TRUE(written([](Request& r) { return write_delete_bucket("", {}, r); }).starts_with("refused: bucket"));
}

TEST(CreateBucket, tells_its_region_but_not_the_first_one) {
  Request request;
  std::string body = "before";
  ASSERT_TRUE(write_create_bucket("bucket", {.region = "us-east-1"}, body, request));
  EXPECT_EQ(body, "");
  EXPECT_EQ(summary(request), "PUT bucket");
  ASSERT_TRUE(write_create_bucket("bucket", {.region = "eu-west-1"}, body, request));
  EXPECT_EQ(body,
            "<CreateBucketConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            "<LocationConstraint>eu-west-1</LocationConstraint></CreateBucketConfiguration>");
  EXPECT_EQ(request.content_length, body.size());
}

TEST(BucketVersioning, is_enabled_or_suspended) {
  Request request;
  std::string body;
  ASSERT_TRUE(write_put_bucket_versioning("bucket", true, {}, body, request));
  EXPECT_NE(body.find("<Status>Enabled</Status>"), std::string::npos);
  EXPECT_EQ(query(request, "versioning"), "");
  ASSERT_TRUE(write_put_bucket_versioning("bucket", false, {}, body, request));
  EXPECT_NE(body.find("<Status>Suspended</Status>"), std::string::npos);
}

TEST(Tagging, reads_writes_and_deletes) {
  const ObjectName object{.bucket = "bucket", .key = "key"};
  EXPECT_EQ(written([&](Request& r) { return write_get_object_tagging(object, {.version_id = "v"}, r); }),
            "GET bucket/key?tagging&versionId=v");
  EXPECT_EQ(written([&](Request& r) { return write_delete_object_tagging(object, {}, r); }),
            "DELETE bucket/key?tagging");
  Request request;
  std::string body;
  ASSERT_TRUE(write_put_object_tagging(object, {{"a", "<"}}, {}, body, request));
  EXPECT_EQ(
      body,
      "<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet><Tag><Key>a</Key><Value>&lt;</Value></Tag>"
      "</TagSet></Tagging>");
  EXPECT_FALSE(write_put_object_tagging(object, {{"a", "\x01"}}, {}, body, request));
}

}  // namespace
}  // namespace wirespeed::s3
