#include <gtest/gtest.h>

#include "wirespeed/s3/listing_keys.hpp"
#include "wirespeed/s3_client/list_objects.hpp"
#include "wirespeed/s3_client/list_parallel.hpp"
#include "wirespeed/s3_client/listing_peer.hpp"

namespace wirespeed::s3_client {
namespace {

using Names = std::vector<std::string>;

Names names_of(const std::set<std::string>& keys) { return {keys.begin(), keys.end()}; }

void append(const s3::TextArena& texts, Names& names) {
  for (std::size_t i = 0; i < texts.size(); ++i) names.emplace_back(texts[i]);
}

void append(const s3::EntryList& entries, Names& names) {
  for (std::size_t i = 0; i < entries.size(); ++i) names.emplace_back(entries[i].key);
}

// One request after the other, all into `keys`.
struct Listed {
  Names keys;
  Names prefixes;
  Outcome<void> ran;
};

Listed list(ListingPeer& peer, s3::ListQuery query) {
  s3::KeyList into;
  ListObjects operation("b", s3::ListCursor(s3::ListApi::objects_v2, std::move(query)),
                        [&](std::string& body) { return s3::read_listing(body, into); });
  Listed listed;
  listed.ran = peer.client()->run(operation, soon());
  append(into.keys, listed.keys);
  append(into.prefixes, listed.prefixes);
  return listed;
}

TEST(ListObjects, goes_from_page_to_page_to_the_end) {
  const auto keys = some_keys(3, 11);
  ListingPeer peer(keys, 5);
  const Listed listed = list(peer, {});
  ASSERT_TRUE(listed.ran);
  EXPECT_EQ(listed.keys, names_of(keys));
  EXPECT_EQ(peer.requests(), 7U);
  EXPECT_EQ(peer.most_at_once(), 1U);
}

TEST(ListObjects, asks_for_what_its_query_says) {
  ListingPeer peer(some_keys(3, 11), 50);
  EXPECT_EQ(list(peer, {.delimiter = "/"}).prefixes, (Names{"f000/", "f001/", "f002/"}));
  EXPECT_EQ(list(peer, {.prefix = "f001/", .start_after = "f001/k0008"}).keys, (Names{"f001/k0009", "f001/k0010"}));
}

TEST(ListObjects, gives_as_many_pages_as_were_asked_for) {
  ListingPeer peer(some_keys(1, 20), 5);
  s3::KeyList into;
  ListObjects operation("b", s3::ListCursor(s3::ListApi::objects_v2, {}),
                        [&](std::string& body) { return s3::read_listing(body, into); });
  const auto client = peer.client();
  for (std::size_t page = 1; page <= 4; ++page) {
    EXPECT_FALSE(operation.at_end());
    operation.ask_for(1);
    ASSERT_TRUE(client->run(operation, soon()));
    EXPECT_EQ(into.keys.size(), 5 * page);
  }
  EXPECT_TRUE(operation.at_end());
}

TEST(ListObjects, a_page_that_is_none_is_an_error) {
  ListingPeer peer(some_keys(1, 20), 5);
  peer.spoil = [](const PeerRequest& request) {
    return request.key().find("continuation-token") == std::string::npos ? "" : answer_of("<ListBucketResult><Conten");
  };
  const Listed listed = list(peer, {});
  ASSERT_FALSE(listed.ran);
  EXPECT_NE(listed.ran.error().message.find("list objects"), std::string::npos) << listed.ran.error().message;
}

TEST(ListObjects, a_page_that_leads_nowhere_is_an_error) {
  ListingPeer peer(some_keys(1, 20), 5);
  peer.spoil = [](const PeerRequest&) {
    return answer_of("<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>");
  };
  EXPECT_FALSE(list(peer, {}).ran);
}

TEST(ListParallel, has_all_keys_in_order_by_many_requests_at_once) {
  const auto keys = some_keys(20, 30);
  ListingPeer peer(keys, 10);
  Names found;
  ListParallel operation("b", {.at_once = 8}, [&](s3::EntryList& entries) { append(entries, found); });
  ASSERT_TRUE(peer.client()->run(operation, soon()));
  EXPECT_EQ(found, names_of(keys));
  EXPECT_GT(peer.most_at_once(), 2U);
  EXPECT_LE(peer.most_at_once(), 8U);
  EXPECT_GE(operation.progress().objects.load(), keys.size());
}

TEST(ListParallel, a_failure_ends_it_with_nothing_under_way) {
  ListingPeer peer(some_keys(20, 30), 10);
  peer.spoil = [](const PeerRequest& request) {
    return request.key().find("f010") == std::string::npos ? std::string() : answer_of("", "403 Forbidden");
  };
  ListParallel operation("b", {.at_once = 8}, [](s3::EntryList&) {});
  const auto ran = peer.client()->run(operation, soon());
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().status(), 403);
  EXPECT_TRUE(operation.satisfied());
}

TEST(ListParallel, gives_page_by_page_and_leaves_nothing_under_way_between_them) {
  const auto keys = some_keys(20, 30);
  ListingPeer peer(keys, 10);
  const auto client = peer.client();
  Names found;
  std::size_t pages = 0;
  ListParallel operation("b", {.at_once = 8}, [&](s3::EntryList& entries) {
    ++pages;
    append(entries, found);
  });
  for (std::size_t asked = 1; !operation.at_end(); ++asked) {
    operation.ask_for_page();
    ASSERT_TRUE(client->run(operation, soon()));
    ASSERT_LE(pages, asked);
    ASSERT_LT(asked, 1000U);
  }
  EXPECT_EQ(found, names_of(keys));
  EXPECT_GT(peer.most_at_once(), 2U);
}

TEST(ListParallel, has_asked_for_little_where_one_page_is_enough) {
  ListingPeer peer(some_keys(20, 30), 10);
  ListParallel operation("b", {.at_once = 32}, [](s3::EntryList&) {});
  operation.ask_for_page();
  ASSERT_TRUE(peer.client()->run(operation, soon()));
  EXPECT_LE(peer.requests(), 2U);
}

TEST(ListParallel, holds_a_bounded_number_of_keys_that_wait_for_their_turn) {
  ListingPeer peer(some_keys(100, 30), 10);
  const auto client = peer.client();
  ListParallel operation("b", {.at_once = 8, .most_held = 50}, [](s3::EntryList&) {});
  std::size_t most = 0;
  while (!operation.at_end()) {
    operation.ask_for_page();
    ASSERT_TRUE(client->run(operation, soon()));
    most = std::max(most, operation.waiting());
  }
  EXPECT_GT(most, 10U);
  EXPECT_LE(most, 50U + 8 * 10);
}

}  // namespace
}  // namespace wirespeed::s3_client
