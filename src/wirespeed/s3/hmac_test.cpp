#include "wirespeed/s3/hmac.hpp"

#include <gtest/gtest.h>

#include <string>

namespace wirespeed::s3 {
namespace {

std::string hmac(const std::string& key, const std::string& text) { return to_hex(HmacKey(bytes_of(key)).sign(text)); }

// RFC 4231, test cases 1, 2 and 6.
TEST(Hmac, gives_what_the_rfc_says) {
  EXPECT_EQ(hmac(std::string(20, '\x0b'), "Hi There"),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hmac("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hmac(std::string(131, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First"),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(Hmac, a_key_signs_again_and_again) {
  const HmacKey key(bytes_of("key"));
  const auto first = key.sign("text");
  EXPECT_NE(key.sign(std::string(1000, 'x')), first);
  EXPECT_EQ(key.sign("text"), first);
}

TEST(Sha256, is_the_one_of_the_base) {
  Sha256 hash;
  for (std::size_t size = 0; size < 200; ++size) {
    const std::string text(size, 'a');
    EXPECT_EQ(sha256(bytes_of(text)), hash.digest(bytes_of(text)));
  }
}

}  // namespace
}  // namespace wirespeed::s3
