#include "wirespeed/base/utf8.hpp"

#include <gtest/gtest.h>

namespace wirespeed {
namespace {

TEST(Utf8, every_scalar_value_comes_back) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    char bytes[4];
    const std::size_t size = encode_utf8(c, bytes);
    const CodePoint back = decode_utf8({bytes, size});
    ASSERT_TRUE(back.valid && back.value == c && back.bytes == size) << static_cast<unsigned>(c);
  }
}

TEST(Utf8, wrong_bytes_are_one_maximal_subpart) {
  EXPECT_EQ(decode_utf8("\xC0\x80").bytes, 1);          // overlong
  EXPECT_EQ(decode_utf8("\xE0\x80\x80").bytes, 1);      // overlong
  EXPECT_EQ(decode_utf8("\xED\xA0\x80").bytes, 1);      // surrogate
  EXPECT_EQ(decode_utf8("\xF4\x90\x80\x80").bytes, 1);  // above U+10FFFF
  EXPECT_EQ(decode_utf8("\xE2\x82").bytes, 2);          // truncated
  EXPECT_FALSE(decode_utf8("\xE2\x82").valid);
}

TEST(Utf8, the_valid_prefix_ends_at_the_first_wrong_byte) {
  EXPECT_EQ(valid_utf8_prefix("plain text of more than eight bytes"), 35u);
  EXPECT_EQ(valid_utf8_prefix("\xC3\xA4\xC3\xB6 and more, 12345678\xFF"), 23u);
}

}  // namespace
}  // namespace wirespeed
