#include "wirespeed/s3_client/get_objects.hpp"

#include <gtest/gtest.h>

#include "wirespeed/s3_client/object_peer.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr PartOptions kSmallParts{.bytes = 10, .at_once = 3};

TEST(GetObjects, many_of_all_sizes_come_whole_in_pieces_of_any_size) {
  for (const std::size_t piece : {1U, 2U, 3U, 5U, 4096U}) {
    ObjectPeer peer;
    peer.piece = piece;
    std::vector<std::string> keys;
    for (const std::size_t size : {0U, 1U, 9U, 10U, 11U, 20U, 57U}) {
      keys.push_back(fmt::format("k{}", size));
      peer.put("b/" + keys.back(), some_bytes(size));
    }
    Kept kept(keys.size());
    GetObjects get("b", keys, {}, kept, OnError::stop, kSmallParts);
    ASSERT_TRUE(peer.client()->run(get, soon()));
    for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(kept.bytes[i], peer.objects()["b/" + keys[i]]) << keys[i];
    EXPECT_EQ(get.progress().objects.load(), keys.size());
    EXPECT_EQ(get.progress().bytes.load(), get.progress().expected_bytes.load());
  }
}

TEST(GetObjects, ranges_are_cut_out_wherever_they_begin_and_end) {
  ObjectPeer peer;
  const std::string whole = some_bytes(64);
  peer.put("b/k", whole);
  using s3::ByteRange;
  const std::vector<ByteRange> ranges{
      ByteRange::between(0, 1), ByteRange::between(5, 40), ByteRange::between(60, 900), {ByteRange::Kind::from, 33, 0},
      ByteRange::last(7),       ByteRange::last(35),       ByteRange::last(500)};
  const std::vector<std::string> expected{whole.substr(0, 1),
                                          whole.substr(5, 35),
                                          whole.substr(60),
                                          whole.substr(33),
                                          whole.substr(57),
                                          whole.substr(29),
                                          whole};
  Kept kept(ranges.size());
  GetObjects get("b", {"k"}, {}, kept, OnError::stop, kSmallParts, ranges);
  ASSERT_TRUE(peer.client()->run(get, soon()));
  EXPECT_EQ(kept.bytes, expected);
}

TEST(GetObjects, a_range_behind_the_end_is_empty_where_that_is_wanted_and_else_an_error) {
  for (const bool is_wanted : {true, false}) {
    ObjectPeer peer;
    peer.put("b/k", some_bytes(64));
    Kept kept(2);
    const std::vector<s3::ByteRange> ranges{s3::ByteRange::between(64, 70), s3::ByteRange::between(0, 1)};
    GetObjects get("b", {"k"}, {}, kept, OnError::stop, kSmallParts, ranges);
    if (is_wanted) get.take_nothing_behind_the_end();
    EXPECT_EQ(peer.client()->run(get, soon()).has_value(), is_wanted);
    if (!is_wanted) continue;
    EXPECT_EQ(kept.bytes, (std::vector<std::string>{"", some_bytes(64).substr(0, 1)}));
  }
}

TEST(GetObjects, none_at_all_is_done_at_once) {
  const ObjectPeer peer;
  Kept kept(0);
  GetObjects get("b", {}, {}, kept);
  EXPECT_TRUE(peer.client()->run(get, soon()));
  EXPECT_EQ(peer.connections(), 0U);
}

TEST(GetObjects, one_that_is_missing_stops_all_or_only_itself) {
  ObjectPeer peer;
  peer.put("b/a", "1");
  peer.put("b/c", "3");
  Kept kept(3);
  GetObjects stops("b", {"a", "b", "c"}, {}, kept);
  const auto ran = peer.client()->run(stops, soon());
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().status(), 404);

  GetObjects goes_on("b", {"a", "b", "c"}, {}, kept, OnError::go_on);
  ASSERT_TRUE(peer.client()->run(goes_on, soon()));
  EXPECT_EQ(kept.bytes[0] + kept.bytes[2], "13");
  EXPECT_EQ(goes_on.error_of(0), nullptr);
  ASSERT_NE(goes_on.error_of(1), nullptr);
  EXPECT_EQ(goes_on.error_of(1)->status(), 404);
}

TEST(GetObjects, parts_of_two_versions_never_meet) {
  ObjectPeer peer;
  peer.put("b/k", some_bytes(50));
  peer.spoil = [](const PeerRequest& request) {
    const bool is_first = request.head.find("bytes=0-") != std::string::npos;
    return is_first ? std::string() : answer_of("", "412 Precondition Failed");
  };
  Kept kept(1);
  GetObjects get("b", {"k"}, {}, kept, OnError::stop, kSmallParts);
  const auto ran = peer.client()->run(get, soon());
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().kind, s3::Error::Kind::changed);
}

TEST(GetObjects, an_answer_of_another_range_than_was_asked_for_is_an_error) {
  ObjectPeer peer;
  peer.put("b/k", some_bytes(50));
  peer.spoil = [](const PeerRequest& request) {
    if (request.head.find("bytes=20-") == std::string::npos) return std::string();
    return answer_of("0123456789", "206 Partial Content", "ETag: \"e\"\r\nContent-Range: bytes 21-30/50\r\n");
  };
  Kept kept(1);
  GetObjects get("b", {"k"}, {}, kept, OnError::stop, kSmallParts);
  EXPECT_FALSE(peer.client()->run(get, soon()));
}

TEST(GetObjects, ranges_of_one_object_are_all_of_the_one_that_was_begun) {
  ObjectPeer peer;
  peer.put("b/k", some_bytes(50));
  std::atomic<unsigned> bound = 0;
  peer.spoil = [&bound](const PeerRequest& request) {
    if (request.field("if-match") == "\"e\"") ++bound;
    if (request.head.find("bytes=40-") == std::string::npos) return std::string();
    return answer_of("0123456789", "206 Partial Content", "ETag: \"other\"\r\nContent-Range: bytes 40-49/50\r\n");
  };
  using s3::ByteRange;
  Kept kept(2);
  GetObjects get("b", {"k"}, {}, kept, OnError::stop, {}, {ByteRange::between(0, 10), ByteRange::between(40, 50)});
  const auto ran = peer.client()->run(get, soon());
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().kind, s3::Error::Kind::changed);

  GetObjects more("b", {"k"}, {}, kept, OnError::stop, {}, {ByteRange::between(0, 10)});
  const auto client = peer.client();
  ASSERT_TRUE(client->run(more, soon()));
  Kept others(3);
  GetObjects begun("b", {"k"}, {}, others, OnError::stop, {}, {ByteRange::between(0, 10)});
  class Run run(*client, begun);
  ASSERT_TRUE(run.go_on(soon()));
  EXPECT_EQ(bound, 0U);
  begun.add(ByteRange::between(10, 20));
  ASSERT_TRUE(run.go_on(soon()));
  EXPECT_EQ(bound, 1U);
}

}  // namespace
}  // namespace wirespeed::s3_client
