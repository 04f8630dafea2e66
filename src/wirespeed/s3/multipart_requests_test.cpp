#include "wirespeed/s3/multipart_requests.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "wirespeed/s3/request_fixture.hpp"

namespace wirespeed::s3 {
namespace {

constexpr ObjectName kObject{.bucket = "bucket", .key = "key"};

PartName part(std::uint32_t number) { return {.object = kObject, .upload_id = "up/1", .number = number}; }

template <typename Write>
std::string written(const Write& write) {
  Request request;
  const Result<void> done = write(request);
  return done ? summary(request) : "refused: " + done.error().message;
}

std::string completed(const std::vector<CompletedPart>& parts, const CompleteUploadOptions& options = {}) {
  Request request;
  std::string body;
  const auto done = write_complete_upload(kObject, "up/1", parts, options, body, request);
  return done ? body : "refused: " + done.error().message;
}

TEST(CreateUpload, has_attributes_and_a_checksum) {
  EXPECT_EQ(written([](Request& request) {
              return write_create_upload(kObject,
                                         {.attributes = {.content_type = "text/plain"},
                                          .checksum = ChecksumAlgorithm::crc64nvme,
                                          .checksum_type = ChecksumType::full_object},
                                         request);
            }),
            "POST bucket/key?uploads content-type: text/plain x-amz-checksum-algorithm: CRC64NVME"
            " x-amz-checksum-type: FULL_OBJECT");
}

TEST(UploadPart, names_its_number_and_upload) {
  EXPECT_EQ(written([](Request& request) {
              return write_upload_part(
                  part(7), {}, {.length = 5, .algorithm = ChecksumAlgorithm::crc32c, .checksum = "sOO8/Q=="}, request);
            }),
            "PUT bucket/key?partNumber=7&uploadId=up/1 x-amz-checksum-crc32c: sOO8/Q==");
}

TEST(UploadPart, takes_numbers_from_one_to_ten_thousand) {
  Request request;
  EXPECT_TRUE(write_upload_part(part(1), {}, {}, request));
  EXPECT_TRUE(write_upload_part(part(10'000), {}, {}, request));
  EXPECT_FALSE(write_upload_part(part(0), {}, {}, request));
  EXPECT_FALSE(write_upload_part(part(10'001), {}, {}, request));
}

TEST(UploadPartCopy, takes_a_range_of_the_source) {
  const auto copied = [](const ByteRange& range) {
    return written([&](Request& request) {
      return write_upload_part_copy(part(1), {.bucket = "from", .key = "k"}, range, {}, request);
    });
  };
  EXPECT_EQ(copied(ByteRange::between(0, 10)),
            "PUT bucket/key?partNumber=1&uploadId=up/1 x-amz-copy-source: from/k x-amz-copy-source-range: bytes=0-9");
  EXPECT_EQ(copied({}), "PUT bucket/key?partNumber=1&uploadId=up/1 x-amz-copy-source: from/k");
  EXPECT_TRUE(copied(ByteRange::from(5)).starts_with("refused: copy a part"));
}

TEST(CompleteUpload, lists_its_parts) {
  EXPECT_EQ(completed({{.number = 1, .etag = "\"a\"", .checksum = "sOO8/Q=="}, {.number = 3, .etag = "b"}},
                      {.algorithm = ChecksumAlgorithm::crc32c}),
            "<CompleteMultipartUpload xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            "<Part><PartNumber>1</PartNumber><ETag>&quot;a&quot;</ETag><ChecksumCRC32C>sOO8/Q==</ChecksumCRC32C></Part>"
            "<Part><PartNumber>3</PartNumber><ETag>b</ETag></Part></CompleteMultipartUpload>");
}

TEST(CompleteUpload, tells_conditions_and_what_to_expect) {
  EXPECT_EQ(written([](Request& request) {
              std::string body;
              const std::vector<CompletedPart> parts{{.number = 1, .etag = "a"}};
              return write_complete_upload(kObject, "up/1", parts,
                                           {.if_none_match = "*",
                                            .algorithm = ChecksumAlgorithm::crc32c,
                                            .checksum_type = ChecksumType::full_object,
                                            .checksum = "sOO8/Q==",
                                            .object_size = 5},
                                           body, request);
            }),
            "POST bucket/key?uploadId=up/1 content-type: application/xml if-none-match: *"
            " x-amz-checksum-crc32c: sOO8/Q== x-amz-checksum-type: FULL_OBJECT x-amz-mp-object-size: 5");
}

TEST(CompleteUpload, refuses_parts_out_of_order_or_without_etag) {
  for (const auto& parts : {std::vector<CompletedPart>{},
                            {{.number = 0, .etag = "a"}},
                            {{.number = 1, .etag = ""}},
                            {{.number = 2, .etag = "a"}, {.number = 1, .etag = "b"}},
                            {{.number = 1, .etag = "a"}, {.number = 1, .etag = "b"}}}) {
    EXPECT_TRUE(completed(parts).starts_with("refused: complete an upload"));
  }
}

TEST(AbortUpload, without_an_id_would_delete_the_object_and_is_refused) {
  Request request;
  EXPECT_FALSE(write_abort_upload(kObject, "", {}, request));
  EXPECT_EQ(written([](Request& into) { return write_abort_upload(kObject, "up", {}, into); }),
            "DELETE bucket/key?uploadId=up");
}

TEST(ListParts, goes_on_behind_a_marker) {
  EXPECT_EQ(written([](Request& request) {
              return write_list_parts(kObject, "up", {.max_parts = 10, .marker = 20}, request);
            }),
            "GET bucket/key?uploadId=up&max-parts=10&part-number-marker=20");
}

}  // namespace
}  // namespace wirespeed::s3
