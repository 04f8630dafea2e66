#include "wirespeed/base/sha256_batch.hpp"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace wirespeed {
namespace {

using Messages = std::vector<std::vector<std::uint8_t>>;

std::vector<std::uint8_t> random_bytes(std::size_t size, std::mt19937& random) {
  std::vector<std::uint8_t> bytes(size);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

void expect_the_digests_of_openssl(const Messages& messages) {
  Sha256 sha;
  const std::vector<ByteView> views(messages.begin(), messages.end());
  std::vector<Sha256Digest> digests(messages.size());
  sha256_batch(views, digests, sha);
  for (std::size_t i = 0; i < messages.size(); ++i) {
    EXPECT_EQ(digests[i], sha.digest(messages[i])) << "message " << i << " of " << messages[i].size() << " bytes";
  }
}

TEST(Sha256Batch, each_length_has_the_digest_of_openssl) {
  std::mt19937 random(1);
  Messages messages;
  for (std::size_t size = 0; size <= 300; ++size) messages.push_back(random_bytes(size, random));
  expect_the_digests_of_openssl(messages);
}

TEST(Sha256Batch, messages_of_very_different_lengths_have_the_digests_of_openssl) {
  std::mt19937 random(2);
  for (std::size_t count = 0; count < 40; ++count) {
    Messages messages;
    for (std::size_t i = 0; i < count; ++i)
      messages.push_back(random_bytes(random() % (i % 3 == 0 ? 9000 : 90), random));
    expect_the_digests_of_openssl(messages);
  }
}

}  // namespace
}  // namespace wirespeed
