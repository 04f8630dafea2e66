#include "wirespeed/s3/object_info.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

http::ResponseHead head_of(std::vector<http::Field> fields) {
  http::ResponseHead head;
  head.status = 200;
  head.fields = std::move(fields);
  return head;
}

TEST(ObjectInfo, has_what_the_head_says) {
  const auto info = read_object_info(head_of({{"Content-Length", "4096"},
                                              {"ETag", "\"9b2c\""},
                                              {"Last-Modified", "Sun, 22 Nov 2026 12:00:00 GMT"},
                                              {"x-amz-version-id", "v1"},
                                              {"Content-Type", "image/jpeg"},
                                              {"Content-Encoding", "gzip"},
                                              {"x-amz-storage-class", "GLACIER"},
                                              {"X-Amz-Meta-Camera", "X100"},
                                              {"x-amz-meta-a", ""},
                                              {"x-amz-checksum-crc32c", "sOO8/Q=="},
                                              {"x-amz-checksum-type", "FULL_OBJECT"},
                                              {"x-amz-mp-parts-count", "3"},
                                              {"x-amz-delete-marker", "true"}}));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->size, 4096u);
  EXPECT_EQ(info->etag, "\"9b2c\"");
  EXPECT_EQ(info->last_modified, 1'795'348'800'000'000);
  EXPECT_EQ(info->version_id, "v1");
  EXPECT_EQ(info->content_type, "image/jpeg");
  EXPECT_EQ(info->content_encoding, "gzip");
  EXPECT_EQ(info->storage_class, "GLACIER");
  EXPECT_EQ(info->metadata, (std::vector<std::pair<std::string, std::string>>{{"camera", "X100"}, {"a", ""}}));
  ASSERT_EQ(info->checksums.size(), 1u);
  EXPECT_EQ(info->checksums[0].algorithm, "crc32c");
  EXPECT_EQ(info->checksums[0].value, "sOO8/Q==");
  EXPECT_EQ(info->checksum_type, "FULL_OBJECT");
  EXPECT_EQ(info->parts, 3u);
  EXPECT_TRUE(info->is_delete_marker);
  EXPECT_FALSE(info->range);
}

TEST(ObjectInfo, a_part_tells_the_size_of_the_whole) {
  const auto info = read_object_info(head_of({{"Content-Length", "100"}, {"Content-Range", "bytes 0-99/5000"}}));
  ASSERT_TRUE(info);
  EXPECT_EQ(info->size, 5000u);
  EXPECT_EQ(info->range, (ContentRange{0, 100, 5000}));
}

TEST(ObjectInfo, a_size_that_nobody_tells_is_nothing) {
  EXPECT_EQ(whole_size(head_of({})), std::nullopt);
  EXPECT_EQ(whole_size(head_of({{"Content-Range", "bytes 0-99/*"}, {"Content-Length", "100"}})), std::nullopt);
  EXPECT_FALSE(whole_size(head_of({{"Content-Length", "1x"}})));
  EXPECT_FALSE(read_object_info(head_of({{"Content-Range", "chars 1-2/3"}})));
}

TEST(ContentRange, reads_what_a_server_sends) {
  EXPECT_EQ(parse_content_range("bytes 4096-8191/10000").value(), (ContentRange{4096, 8192, 10000}));
  EXPECT_EQ(parse_content_range("Bytes 0-0/*").value(), (ContentRange{0, 1, std::nullopt}));
  EXPECT_EQ(parse_content_range("bytes */10000").value(), (ContentRange{0, 0, 10000}));
}

TEST(ContentRange, refuses_what_cannot_be) {
  for (const char* value : {"", "bytes", "bytes ", "bytes 1-2", "bytes 2-1/3", "bytes 0-3/3", "bytes */*",
                            "bytes -5/10", "bytes 0-18446744073709551615/*", "bytes 0-99999999999999999999/*",
                            "bytes 1-2/3x", "items 1-2/3", "bytes 1-/3", "bytes/1-2/3"}) {
    EXPECT_FALSE(parse_content_range(value)) << value;
  }
}

}  // namespace
}  // namespace wirespeed::s3
