#include "wirespeed/base/sha256_batch.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <vector>

#include "wirespeed/base/sha256_lane.hpp"

namespace wirespeed {
namespace {

using Messages = std::vector<std::vector<std::uint8_t>>;

std::vector<std::uint8_t> random_bytes(std::size_t size, std::mt19937& random) {
  std::vector<std::uint8_t> bytes(size);
  for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

using Ways = std::vector<std::function<void(std::span<const ByteView>, std::span<Sha256Digest>)>>;

// All that this machine can do.
Ways ways() {
  Ways found = {[](auto messages, auto digests) {
    Sha256 sha;
    sha256_batch(messages, digests, sha);
  }};
#if defined(__x86_64__)
  if (detail::has_sha_ni()) found.emplace_back(detail::sha256_in_pairs);
  if (detail::has_wide_sha()) found.emplace_back(detail::sha256_in_sixteens);
#endif
  return found;
}

void expect_the_digests_of_openssl(const Messages& messages) {
  Sha256 sha;
  const std::vector<ByteView> views(messages.begin(), messages.end());
  for (const auto& hash : ways()) {
    std::vector<Sha256Digest> digests(messages.size());
    hash(views, digests);
    for (std::size_t i = 0; i < messages.size(); ++i) {
      EXPECT_EQ(digests[i], sha.digest(messages[i])) << "message " << i << " of " << messages[i].size() << " bytes";
    }
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
  for (std::size_t count = 0; count < 60; ++count) {
    Messages messages;
    for (std::size_t i = 0; i < count; ++i) {
      messages.push_back(random_bytes(random() % (i % 3 == 0 ? 9000 : 90), random));
    }
    expect_the_digests_of_openssl(messages);
  }
}

}  // namespace
}  // namespace wirespeed
