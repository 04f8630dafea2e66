#include "wirespeed/base/hash.hpp"

#include <gtest/gtest.h>

namespace wirespeed {
namespace {

TEST(Sha256, matches_the_examples_of_fips_180) {
  Sha256 sha;
  EXPECT_EQ(to_hex(sha.digest(bytes_of("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha.digest({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

TEST(Sha256, pieces_give_the_digest_of_the_whole) {
  Sha256 sha;
  sha.update(bytes_of("a"));
  sha.update(bytes_of("bc"));
  const Sha256Digest in_pieces = sha.finish();
  EXPECT_EQ(in_pieces, sha.digest(bytes_of("abc")));
}

}  // namespace
}  // namespace wirespeed
