#include "wirespeed/s3/checksum.hpp"

#include <gtest/gtest.h>

namespace wirespeed::s3 {
namespace {

const ByteView kDigits = bytes_of("123456789");

TEST(Checksum, is_written_as_s3_writes_it) {
  EXPECT_EQ(checksum_of(ChecksumAlgorithm::crc32, kDigits), "y/Q5Jg==");
  EXPECT_EQ(checksum_of(ChecksumAlgorithm::crc32c, kDigits), "4waSgw==");
  EXPECT_EQ(checksum_of(ChecksumAlgorithm::crc64nvme, kDigits), "rosUhgp5mIg=");
  EXPECT_EQ(checksum_of(ChecksumAlgorithm::sha1, kDigits), "98O8HYCOBHMq32eZZczDTKeuNEE=");
  EXPECT_EQ(checksum_of(ChecksumAlgorithm::sha256, kDigits), "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=");
  EXPECT_EQ(checksum_of(ChecksumAlgorithm::crc32, {}), "AAAAAA==");
  EXPECT_EQ(content_md5_of(kDigits), "JfnnlDI7RTiF9RgfG2JNCw==");
}

TEST(Checksum, is_the_same_in_pieces) {
  for (const ChecksumAlgorithm algorithm : kChecksumAlgorithms) {
    Checksum checksum(algorithm);
    for (const std::uint8_t& byte : kDigits) checksum.update({&byte, 1});
    EXPECT_EQ(checksum.finish(), checksum_of(algorithm, kDigits));
    EXPECT_EQ(checksum_of(algorithm, kDigits).size(), text_size_of(algorithm));
  }
}

TEST(Checksum, of_parts_made_apart_is_that_of_the_whole) {
  for (const ChecksumAlgorithm algorithm : kChecksumAlgorithms) {
    if (!is_crc(algorithm)) continue;
    const std::uint64_t first = crc_of(algorithm, 0, kDigits.first(4));
    const std::uint64_t second = crc_of(algorithm, 0, kDigits.subspan(4));
    EXPECT_EQ(crc_text(algorithm, combine_crcs(algorithm, first, second, 5)), checksum_of(algorithm, kDigits));
  }
}

TEST(ChecksumAlgorithm, is_known_by_its_name_in_any_case) {
  for (const ChecksumAlgorithm algorithm : kChecksumAlgorithms) {
    EXPECT_EQ(checksum_algorithm(name_of(algorithm)), algorithm);
    EXPECT_EQ(checksum_algorithm(field_of(algorithm).substr(std::string_view("x-amz-checksum-").size())), algorithm);
  }
  EXPECT_FALSE(checksum_algorithm("CRC"));
  EXPECT_FALSE(checksum_algorithm(""));
}

}  // namespace
}  // namespace wirespeed::s3
