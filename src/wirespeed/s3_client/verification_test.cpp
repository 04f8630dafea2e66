#include "wirespeed/s3_client/verification.hpp"

#include <gtest/gtest.h>

#include "wirespeed/s3_client/object_peer.hpp"

namespace wirespeed::s3_client {
namespace {

using s3::ChecksumAlgorithm;

s3::ExpectedChecksum of(std::string_view bytes, ChecksumAlgorithm algorithm = ChecksumAlgorithm::crc32c) {
  return {algorithm, s3::checksum_of(algorithm, bytes_of(bytes))};
}

// Adds the parts that end at `ends`, in that order of the parts.
Outcome<void> added(WholeCrc& crc, std::string_view bytes, const std::vector<std::size_t>& order) {
  Outcome<void> last;
  for (const std::size_t part : order) {
    const std::size_t begin = part * 10;
    last = crc.add(begin, bytes_of(bytes.substr(begin, 10)));
    if (!last) return last;
  }
  return last;
}

TEST(WholeCrc, parts_in_any_order_are_what_the_server_keeps) {
  const std::string bytes = some_bytes(45);
  for (const auto algorithm : {ChecksumAlgorithm::crc32, ChecksumAlgorithm::crc32c, ChecksumAlgorithm::crc64nvme}) {
    for (const std::vector<std::size_t>& order :
         {std::vector<std::size_t>{0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {2, 0, 4, 1, 3}}) {
      WholeCrc crc(of(bytes, algorithm), bytes.size());
      EXPECT_TRUE(added(crc, bytes, order));
    }
  }
}

TEST(WholeCrc, the_last_part_tells_that_one_of_them_is_wrong) {
  const std::string bytes = some_bytes(45);
  std::string other = bytes;
  other[13] = '!';
  WholeCrc crc(of(bytes), bytes.size());
  EXPECT_TRUE(added(crc, other, {1, 4, 0, 2}));
  const auto last = added(crc, other, {3});
  ASSERT_FALSE(last);
  EXPECT_EQ(last.error().code, Errc::corrupt);
}

TEST(WholeCrc, a_part_that_comes_twice_counts_once) {
  const std::string bytes = some_bytes(45);
  WholeCrc crc(of(bytes), bytes.size());
  EXPECT_TRUE(added(crc, bytes, {0, 0, 1, 1, 2, 3, 3, 4}));
}

TEST(WholeCrc, what_is_the_checksum_of_the_first_part_alone_says_nothing_of_the_whole) {
  const std::string bytes = some_bytes(45);
  WholeCrc crc(of(std::string_view(bytes).substr(0, 10)), bytes.size());
  EXPECT_TRUE(added(crc, bytes, {0, 1, 2, 3, 4}));
}

TEST(WholeCrc, not_all_parts_say_nothing) {
  WholeCrc crc(of("others"), 45);
  EXPECT_TRUE(added(crc, some_bytes(45), {0, 1, 2, 4}));
}

// An object of which one part is answered by nobody, at its first request.
TEST(PartTwin, brings_the_part_that_does_not_come) {
  ObjectPeer peer;
  const std::string whole = some_bytes(200);
  peer.put("b/k", whole);
  std::atomic<unsigned> asked = 0;
  peer.spoil = [&](const PeerRequest& request) {
    if (request.head.find("bytes=150-159") == std::string::npos || asked++ > 0) return std::string();
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    return answer_of("", "500 Too Late");
  };
  Kept kept(1);
  GetObjects get("b", {"k"}, {}, kept, OnError::stop, {.bytes = 10, .at_once = 4});
  const auto client = peer.client([](EngineOptions& options) { options.hedge = true; });
  ASSERT_TRUE(client->run(get, soon()));
  EXPECT_EQ(kept.bytes[0], whole);
  EXPECT_EQ(asked, 2U);
  EXPECT_EQ(get.progress().bytes.load(), whole.size());
}

// The twin of the first part, whose answer tells size and ETag.
TEST(PartTwin, may_be_what_opens_the_object) {
  ObjectPeer peer;
  std::vector<std::string> keys;
  for (unsigned i = 0; i < 20; ++i) {
    keys.push_back(fmt::format("k{}", i));
    peer.put("b/" + keys.back(), some_bytes(35 + i));
  }
  std::atomic<unsigned> asked = 0;
  peer.spoil = [&](const PeerRequest& request) {
    if (request.key() != "b/k19" || request.head.find("bytes=0-") == std::string::npos || asked++ > 0)
      return std::string();
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    return answer_of("", "500 Too Late");
  };
  Kept kept(keys.size());
  GetObjects get("b", keys, {}, kept, OnError::stop, {.bytes = 10, .at_once = 4});
  const auto client = peer.client([](EngineOptions& options) { options.hedge = true; });
  ASSERT_TRUE(client->run(get, soon()));
  for (unsigned i = 0; i < 20; ++i) EXPECT_EQ(kept.bytes[i], some_bytes(35 + i));
  EXPECT_EQ(asked, 2U);
}

}  // namespace
}  // namespace wirespeed::s3_client
