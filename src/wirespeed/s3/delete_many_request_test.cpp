#include "wirespeed/s3/delete_many_request.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "wirespeed/s3/checksum.hpp"
#include "wirespeed/s3/request_fixture.hpp"

namespace wirespeed::s3 {
namespace {

using namespace std::string_literals;

struct Deletion {
  Request request;
  std::string body;
  Result<void> done;

  explicit Deletion(const std::vector<ObjectVersion>& objects, const DeleteManyOptions& options = {})
      : done(write_delete_objects("bucket", objects, options, body, request)) {}
};

TEST(DeleteMany, lists_keys_and_versions) {
  const Deletion deletion({{.key = "a&b"}, {.key = "c\r", .version_id = "v1"}});
  ASSERT_TRUE(deletion.done);
  EXPECT_EQ(deletion.body,
            "<Delete xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Object><Key>a&amp;b</Key></Object>"
            "<Object><Key>c&#13;</Key><VersionId>v1</VersionId></Object><Quiet>true</Quiet></Delete>");
  EXPECT_EQ(deletion.request.method, "POST");
  EXPECT_EQ(deletion.request.bucket, "bucket");
  EXPECT_EQ(query(deletion.request, "delete"), "");
  EXPECT_EQ(deletion.request.content_length, deletion.body.size());
  EXPECT_EQ(deletion.request.payload, Payload::hashed);
}

TEST(DeleteMany, is_guarded_by_a_checksum_or_by_md5) {
  const Deletion crc({{.key = "a"}});
  EXPECT_EQ(field(crc.request, "x-amz-checksum-crc32c"), checksum_of(ChecksumAlgorithm::crc32c, bytes_of(crc.body)));
  EXPECT_EQ(field(crc.request, "content-md5"), "(none)");
  const Deletion md5({{.key = "a"}}, {.md5 = true});
  EXPECT_EQ(field(md5.request, "content-md5"), content_md5_of(bytes_of(md5.body)));
  EXPECT_EQ(field(md5.request, "x-amz-checksum-crc32c"), "(none)");
}

TEST(DeleteMany, answers_in_full_when_asked) {
  EXPECT_EQ(Deletion({{.key = "a"}}, {.quiet = false}).body.find("Quiet"), std::string::npos);
}

TEST(DeleteMany, takes_up_to_a_thousand) {
  EXPECT_TRUE(Deletion(std::vector<ObjectVersion>(1000, {.key = "a"})).done);
  EXPECT_FALSE(Deletion(std::vector<ObjectVersion>(1001, {.key = "a"})).done);
  EXPECT_FALSE(Deletion({}).done);
}

TEST(DeleteMany, refuses_keys_that_its_body_cannot_hold) {
  EXPECT_EQ(Deletion({{.key = "a\x01"s}}).done.error().code, Errc::unsupported);
  EXPECT_FALSE(Deletion({{.key = "\xFF"}}).done);
  EXPECT_FALSE(Deletion({{.key = ""}}).done);
}

}  // namespace
}  // namespace wirespeed::s3
