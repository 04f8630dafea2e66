#include "wirespeed/s3/answer.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

constexpr std::int64_t kNoon = 1'795'348'800'000'000;  // 2026-11-22T12:00Z
const Asked kAsked{"copy", "photos", "a"};

// One reader over a body that is given as it stands.
template <typename Read>
auto by(Read read, std::string body) {
  return read(kAsked, 200, body);
}

TEST(Answer, a_created_upload_has_an_id) {
  EXPECT_EQ(by(read_created_upload,
               "<InitiateMultipartUploadResult><Bucket>b</Bucket><Key>k</Key><UploadId>u1</UploadId>"
               "</InitiateMultipartUploadResult>"),
            "u1");
  EXPECT_FALSE(by(read_created_upload, "<InitiateMultipartUploadResult/>"));
}

TEST(Answer, what_was_written_has_an_etag) {
  const auto completed = by(read_completed_upload,
                            "<CompleteMultipartUploadResult><Location>http://x/</Location><ETag>&quot;e-2&quot;</ETag>"
                            "<ChecksumCRC64NVME>abc=</ChecksumCRC64NVME><ChecksumType>FULL_OBJECT</ChecksumType>"
                            "</CompleteMultipartUploadResult>");
  ASSERT_TRUE(completed);
  EXPECT_EQ(completed->etag, "\"e-2\"");
  EXPECT_EQ(completed->location, "http://x/");
  ASSERT_EQ(completed->checksums.size(), 1u);
  EXPECT_EQ(completed->checksums[0].algorithm, "crc64nvme");
  const auto copied = by(read_copied_object,
                         "<CopyObjectResult><LastModified>2026-11-22T12:00:00.000Z</LastModified>"
                         "<ETag>\"e\"</ETag></CopyObjectResult>");
  ASSERT_TRUE(copied);
  EXPECT_EQ(copied->last_modified, kNoon);
  EXPECT_TRUE(by(read_copied_part, "<CopyPartResult><ETag>\"e\"</ETag></CopyPartResult>"));
  EXPECT_FALSE(by(read_copied_part, "<CopyPartResult></CopyPartResult>"));
}

TEST(Answer, an_error_under_a_success_is_an_error) {
  const auto copied = by(read_copied_object, "<Error><Code>SlowDown</Code><RequestId>R</RequestId></Error>");
  ASSERT_FALSE(copied);
  EXPECT_EQ(copied.error().server_code(), "SlowDown");
  EXPECT_EQ(copied.error().retry, Retry::throttled);
  EXPECT_TRUE(copied.error().message.starts_with("copy \"a\" of bucket \"photos\": ")) << copied.error().message;
}

TEST(Answer, another_document_is_an_error_that_says_so) {
  const auto copied = by(read_copied_object, "<CopyPartResult><ETag>e</ETag></CopyPartResult>");
  ASSERT_FALSE(copied);
  EXPECT_NE(copied.error().message.find("expected <CopyObjectResult>, found \"<CopyPartResult>"), std::string::npos);
  EXPECT_FALSE(by(read_copied_object, ""));
}

TEST(Answer, deletions_tell_each_key) {
  const auto deletions =
      by(read_deletions,
         "<DeleteResult><Deleted><Key>a&amp;b</Key><DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>m"
         "</DeleteMarkerVersionId></Deleted><Error><Key>c</Key><VersionId>v</VersionId><Code>AccessDenied</Code>"
         "<Message>No.</Message></Error><Deleted><Key>d</Key></Deleted></DeleteResult>");
  ASSERT_TRUE(deletions);
  ASSERT_EQ(deletions->deleted.size(), 2u);
  EXPECT_EQ(deletions->deleted[0].key, "a&b");
  EXPECT_TRUE(deletions->deleted[0].made_marker);
  EXPECT_EQ(deletions->deleted[0].marker_version_id, "m");
  EXPECT_EQ(deletions->deleted[1].key, "d");
  ASSERT_EQ(deletions->errors.size(), 1u);
  EXPECT_EQ(deletions->errors[0].code, "AccessDenied");
  EXPECT_EQ(deletions->errors[0].version_id, "v");
  EXPECT_TRUE(by(read_deletions, "<DeleteResult/>"));
}

TEST(Answer, buckets_come_by_pages) {
  const auto page = by(
      read_buckets,
      "<ListAllMyBucketsResult><Owner><ID>me</ID><DisplayName>Me</DisplayName></Owner><Buckets><Bucket><Name>b</Name>"
      "<CreationDate>2026-11-22T12:00:00.000Z</CreationDate><BucketRegion>eu-west-1</BucketRegion></Bucket><Bucket>"
      "<Name>c</Name></Bucket></Buckets><ContinuationToken>t</ContinuationToken></ListAllMyBucketsResult>");
  ASSERT_TRUE(page);
  ASSERT_EQ(page->buckets.size(), 2u);
  EXPECT_EQ(page->buckets[0].name, "b");
  EXPECT_EQ(page->buckets[0].created, kNoon);
  EXPECT_EQ(page->buckets[0].region, "eu-west-1");
  EXPECT_EQ(page->owner_name, "Me");
  EXPECT_EQ(page->next_token, "t");
}

TEST(Answer, a_location_is_a_region) {
  EXPECT_EQ(by(read_bucket_location, "<LocationConstraint>eu-north-1</LocationConstraint>"), "eu-north-1");
  EXPECT_EQ(by(read_bucket_location, "<LocationConstraint xmlns=\"x\"/>"), "us-east-1");
  EXPECT_EQ(by(read_bucket_location, "<LocationConstraint>EU</LocationConstraint>"), "eu-west-1");
}

TEST(Answer, uploads_that_are_under_way) {
  const auto page =
      by(read_uploads,
         "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated><NextKeyMarker>k%2F</NextKeyMarker>"
         "<NextUploadIdMarker>u</NextUploadIdMarker><Upload><Key>a%20b</Key><UploadId>u</UploadId><Initiated>"
         "2026-11-22T12:00:00.000Z</Initiated><Owner><ID>x</ID></Owner></Upload><CommonPrefixes><Prefix>p/"
         "</Prefix></CommonPrefixes><EncodingType>url</EncodingType></ListMultipartUploadsResult>");
  ASSERT_TRUE(page);
  ASSERT_EQ(page->uploads.size(), 1u);
  EXPECT_EQ(page->uploads[0].key, "a b");
  EXPECT_EQ(page->uploads[0].initiated, kNoon);
  EXPECT_EQ(page->prefixes, (std::vector<std::string>{"p/"}));
  EXPECT_EQ(page->next_key_marker, "k/");
  EXPECT_FALSE(
      by(read_uploads, "<ListMultipartUploadsResult><IsTruncated>true</IsTruncated></ListMultipartUploadsResult>"));
}

TEST(Answer, parts_of_an_upload) {
  const std::string part = "<Part><PartNumber>2</PartNumber><ETag>\"e\"</ETag><Size>5242880</Size></Part>";
  const auto page = by(read_parts,
                       "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>2"
                       "</NextPartNumberMarker>" +
                           part + "</ListPartsResult>");
  ASSERT_TRUE(page);
  ASSERT_EQ(page->parts.size(), 1u);
  EXPECT_EQ(page->parts[0].number, 2);
  EXPECT_EQ(page->parts[0].size, 5242880u);
  EXPECT_EQ(page->next_part_marker, 2);
  EXPECT_FALSE(by(read_parts,
                  "<ListPartsResult><IsTruncated>true</IsTruncated><NextPartNumberMarker>1"
                  "</NextPartNumberMarker>" +
                      part + "</ListPartsResult>"));
  EXPECT_FALSE(by(read_parts, "<ListPartsResult><Part><PartNumber>two</PartNumber></Part></ListPartsResult>"));
}

TEST(Answer, every_truncation_is_an_error) {
  const std::string whole = "<DeleteResult><Deleted><Key>a</Key></Deleted></DeleteResult>";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(by(read_deletions, whole.substr(0, size))) << "cut to " << size;
  }
}

}  // namespace
}  // namespace wirespeed::s3
