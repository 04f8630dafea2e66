#include "wirespeed/s3/checksum_choice.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

ObjectInfo told(std::vector<ObjectChecksum> checksums) {
  ObjectInfo info;
  info.size = 9;
  info.checksums = std::move(checksums);
  return info;
}

const ObjectChecksum kCrc32{.algorithm = "crc32", .value = "y/Q5Jg=="};
const ObjectChecksum kCrc32c{.algorithm = "crc32c", .value = "4waSgw=="};

TEST(ChecksumChoice, takes_the_cheapest) {
  const auto chosen = choose_checksum(told({kCrc32, kCrc32c}));
  ASSERT_TRUE(chosen);
  EXPECT_EQ(chosen->algorithm, ChecksumAlgorithm::crc32c);
  EXPECT_EQ(chosen->value, "4waSgw==");
}

TEST(ChecksumChoice, leaves_composite_ones) {
  EXPECT_FALSE(choose_checksum(told({{.algorithm = "crc32c", .value = "4waSgw==-2"}})));
  EXPECT_FALSE(choose_checksum(told({{.algorithm = "crc32c", .value = "4waS-w=="}})));
  ObjectInfo composite = told({kCrc32c});
  composite.checksum_type = "COMPOSITE";
  EXPECT_FALSE(choose_checksum(composite));
  composite.checksum_type = "FULL_OBJECT";
  EXPECT_TRUE(choose_checksum(composite));
}

TEST(ChecksumChoice, leaves_what_it_cannot_make) {
  EXPECT_FALSE(choose_checksum(told({})));
  EXPECT_FALSE(choose_checksum(told({{.algorithm = "xxhash", .value = "4waSgw=="}})));
  EXPECT_FALSE(choose_checksum(told({{.algorithm = "crc64nvme", .value = "4waSgw=="}})));
}

TEST(ChecksumChoice, is_of_whole_objects) {
  ObjectInfo part = told({kCrc32c});
  part.range = ContentRange{.begin = 0, .end = 5, .total = 9};
  EXPECT_FALSE(choose_checksum(part));
  part.range = ContentRange{.begin = 0, .end = 9, .total = 9};
  EXPECT_TRUE(choose_checksum(part));
}

TEST(ChecksumChoice, a_difference_is_corruption) {
  const ExpectedChecksum expected{.algorithm = ChecksumAlgorithm::crc32c, .value = "4waSgw=="};
  EXPECT_TRUE(check_checksum(expected, checksum_of(ChecksumAlgorithm::crc32c, bytes_of("123456789"))));
  const auto differs = check_checksum(expected, checksum_of(ChecksumAlgorithm::crc32c, bytes_of("123456780")));
  ASSERT_FALSE(differs);
  EXPECT_EQ(differs.error().code, Errc::corrupt);
}

}  // namespace
}  // namespace wirespeed::s3
