#include "wirespeed/s3_client/object_stream.hpp"

#include <gtest/gtest.h>

#include "wirespeed/s3_client/object_peer.hpp"

namespace wirespeed::s3_client {
namespace {

using s3::ByteRange;

constexpr PartOptions kSmall{.bytes = 10, .at_once = 3};

struct Read {
  std::vector<std::string> buffers;
  std::optional<s3::Error> error;

  std::string all() const {
    std::string joined;
    for (const std::string& each : buffers) joined += each;
    return joined;
  }
};

Read read_all(ObjectStream& stream) {
  Read read;
  for (;;) {
    auto next = stream.next(soon());
    if (!next) {
      read.error = std::move(next).error();
      return read;
    }
    if (!*next) return read;
    read.buffers.emplace_back(text_of((*next)->bytes));
  }
}

s3::GetOptions wanting(const ByteRange& range, bool verify = true) {
  s3::GetOptions options;
  options.range = range;
  options.checksum_mode = verify;
  return options;
}

TEST(ObjectStream, gives_whatever_range_is_wanted_in_buffers) {
  ObjectPeer peer;
  const std::string whole = some_bytes(64);
  peer.put("b/k", whole);
  const std::vector<std::pair<ByteRange, std::string>> cases{
      {ByteRange{}, whole},
      {ByteRange::between(5, 40), whole.substr(5, 35)},
      {ByteRange::between(60, 900), whole.substr(60)},
      {ByteRange::from(33), whole.substr(33)},
      {ByteRange::last(7), whole.substr(57)},
      {ByteRange::last(35), whole.substr(29)},
      {ByteRange::last(500), whole},
  };
  for (const auto& [range, expected] : cases) {
    const auto client = peer.client();
    ObjectStream stream(*client, "b", "k", wanting(range), kSmall);
    const Read read = read_all(stream);
    EXPECT_FALSE(read.error);
    EXPECT_EQ(read.all(), expected) << range.begin << " " << range.end;
    for (const std::string& each : read.buffers) EXPECT_LE(each.size(), 10U);
    EXPECT_EQ(stream.info().size, whole.size());
  }
}

TEST(ObjectStream, of_nothing_has_no_buffers) {
  ObjectPeer peer;
  peer.put("b/k", "");
  const auto client = peer.client();
  ObjectStream stream(*client, "b", "k", {}, kSmall);
  EXPECT_EQ(read_all(stream).buffers.size(), 0U);
}

TEST(ObjectStream, of_an_object_that_is_not_there_is_an_error) {
  ObjectPeer peer;
  const auto client = peer.client();
  ObjectStream stream(*client, "b", "k", {}, kSmall);
  const Read read = read_all(stream);
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->status(), 404);
}

TEST(ObjectStream, asks_for_no_more_buffers_ahead_than_it_may) {
  ObjectPeer peer;
  peer.put("b/k", some_bytes(200));
  const auto client = peer.client();
  ObjectStream stream(*client, "b", "k", {}, kSmall);
  for (std::size_t taken = 1; taken <= 10; ++taken) {
    ASSERT_TRUE(stream.next(soon()));
    EXPECT_LE(peer.lines().size(), taken + 3);
  }
}

TEST(ObjectStream, that_is_dropped_leaves_its_connections_in_order) {
  ObjectPeer peer;
  peer.piece = 7;
  const std::string whole = some_bytes(5000);
  peer.put("b/k", whole);
  const auto client = peer.client();
  for (int round = 0; round < 20; ++round) {
    {
      ObjectStream stream(*client, "b", "k", {}, {.bytes = 100, .at_once = 8});
      ASSERT_TRUE(stream.next(soon()));
      ASSERT_TRUE(stream.next(soon()));
    }
    ObjectStream stream(*client, "b", "k", {}, {.bytes = 1000, .at_once = 2});
    ASSERT_EQ(read_all(stream).all(), whole);
  }
}

TEST(ObjectStream, bytes_that_are_not_those_the_server_keeps_end_it_before_the_last_buffer) {
  ObjectPeer peer;
  peer.put("b/k", some_bytes(64));
  peer.tells_of = some_bytes(63) + "!";
  const auto client = peer.client();
  ObjectStream stream(*client, "b", "k", wanting({}), kSmall);
  const Read read = read_all(stream);
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->code, Errc::corrupt);
  EXPECT_LT(read.buffers.size(), 7U);

  ObjectStream unverified(*client, "b", "k", wanting({}, false), kSmall);
  EXPECT_EQ(read_all(unverified).all().size(), 64U);
}

TEST(ObjectStream, bytes_that_are_those_the_server_keeps_come_whole) {
  ObjectPeer peer;
  const std::string whole = some_bytes(64);
  peer.put("b/k", whole);
  peer.tells_of = whole;
  for (const ByteRange& range : {ByteRange{}, ByteRange::from(0), ByteRange::between(0, 64), ByteRange::between(0, 50),
                                 ByteRange::from(10), ByteRange::last(20)}) {
    const auto client = peer.client();
    ObjectStream stream(*client, "b", "k", wanting(range), kSmall);
    EXPECT_FALSE(read_all(stream).error) << static_cast<int>(range.kind);
  }
}

TEST(ObjectStream, of_an_object_that_changes_is_an_error) {
  ObjectPeer peer;
  peer.put("b/k", some_bytes(64));
  peer.spoil = [](const PeerRequest& request) {
    return request.head.find("bytes=30-") == std::string::npos ? std::string()
                                                               : answer_of("", "412 Precondition Failed");
  };
  const auto client = peer.client();
  ObjectStream stream(*client, "b", "k", {}, kSmall);
  const Read read = read_all(stream);
  ASSERT_TRUE(read.error);
  EXPECT_EQ(read.error->kind, s3::Error::Kind::changed);
}

}  // namespace
}  // namespace wirespeed::s3_client
