#include "wirespeed/s3_client/multipart_upload.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "wirespeed/s3_client/object_peer.hpp"

namespace wirespeed::s3_client {
namespace {

TEST(MultipartUpload, makes_an_object_of_parts_given_in_any_order_by_several_threads) {
  ObjectPeer peer;
  const auto client = peer.client();
  auto upload = client->create_upload("b", "k", {.checksum = s3::ChecksumAlgorithm::crc32c}, soon());
  ASSERT_TRUE(upload);
  std::thread other([&] { EXPECT_TRUE(upload->put_part(3, bytes_of("c"), soon())); });
  EXPECT_TRUE(upload->put_part(2, bytes_of("x"), soon()));
  EXPECT_TRUE(upload->put_part(2, bytes_of("bb"), soon()));
  EXPECT_TRUE(upload->put_part(1, bytes_of("aaa"), soon()));
  other.join();
  EXPECT_TRUE(peer.objects().empty());
  const auto info = upload->complete(soon());
  ASSERT_TRUE(info);
  EXPECT_EQ(info->size, 6U);
  EXPECT_EQ(peer.objects()["b/k"], "aaabbc");
}

TEST(MultipartUpload, that_is_aborted_leaves_nothing) {
  ObjectPeer peer;
  const auto client = peer.client();
  auto upload = client->create_upload("b", "k", {}, soon());
  ASSERT_TRUE(upload && upload->put_part(1, bytes_of("aaa"), soon()));
  EXPECT_EQ(peer.uploads(), 1U);
  EXPECT_TRUE(upload->abort(soon()));
  EXPECT_EQ(peer.uploads(), 0U);
  EXPECT_TRUE(peer.objects().empty());
}

// What a peer says in place of S3 to requests whose target has the mark.
void saying(ObjectPeer& peer, std::string mark, std::function<std::string(const PeerRequest&)> say) {
  peer.spoil = [mark = std::move(mark), say = std::move(say)](const PeerRequest& request) {
    return request.line().find(mark) == std::string::npos ? std::string() : say(request);
  };
}

TEST(Client, tells_uploads_that_nobody_ended_page_by_page) {
  ObjectPeer peer;
  saying(peer, "uploads", [](const PeerRequest& request) {
    const bool is_second = request.line().find("key-marker=a") != std::string::npos;
    return answer_of(
        fmt::format("<ListMultipartUploadsResult><IsTruncated>{}</IsTruncated>"
                    "<NextKeyMarker>a</NextKeyMarker><NextUploadIdMarker>1</NextUploadIdMarker>"
                    "<Upload><Key>{}</Key><UploadId>{}</UploadId></Upload></ListMultipartUploadsResult>",
                    !is_second, is_second ? "b" : "a", is_second ? 2 : 1));
  });
  const auto client = peer.client();
  const auto found = client->uploads("b", {}, soon());
  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[0].key, "a");
  EXPECT_EQ((*found)[1].upload_id, "2");
}

TEST(Client, reads_writes_and_takes_away_tags) {
  ObjectPeer peer;
  std::vector<std::string> asked;
  saying(peer, "?tagging", [&asked](const PeerRequest& request) {
    asked.push_back(request.line() + " " + request.body);
    return answer_of("<Tagging><TagSet><Tag><Key>of</Key><Value>jazz</Value></Tag></TagSet></Tagging>");
  });
  const auto client = peer.client();
  const auto tags = client->get_tags("b", "k", "", soon());
  ASSERT_TRUE(tags) << tags.error().message;
  EXPECT_EQ(*tags, (s3::Pairs{{"of", "jazz"}}));
  EXPECT_TRUE(client->put_tags("b", "k", {{"of", "folk"}}, "v1", soon()));
  EXPECT_TRUE(client->delete_tags("b", "k", "", soon()));
  ASSERT_EQ(asked.size(), 3U);
  EXPECT_TRUE(asked[1].starts_with("PUT /b/k?tagging"));
  EXPECT_NE(asked[1].find("versionId=v1"), std::string::npos);
  EXPECT_NE(asked[1].find("folk"), std::string::npos);
  EXPECT_TRUE(asked[2].starts_with("DELETE /b/k?tagging"));
}

TEST(Client, has_a_bucket_keep_versions_or_no_more) {
  ObjectPeer peer;
  std::vector<std::string> bodies;
  saying(peer, "PUT /b?versioning", [&bodies](const PeerRequest& request) {
    bodies.push_back(request.body);
    return answer_of("");
  });
  const auto client = peer.client();
  EXPECT_TRUE(client->set_versioning("b", true, soon()));
  EXPECT_TRUE(client->set_versioning("b", false, soon()));
  ASSERT_EQ(bodies.size(), 2U);
  EXPECT_NE(bodies[0].find("Enabled"), std::string::npos);
  EXPECT_NE(bodies[1].find("Suspended"), std::string::npos);
}

}  // namespace
}  // namespace wirespeed::s3_client
