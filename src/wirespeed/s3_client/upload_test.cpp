#include "wirespeed/s3_client/upload.hpp"

#include <gtest/gtest.h>

#include "wirespeed/s3_client/object_peer.hpp"
#include "wirespeed/s3_client/put_objects.hpp"

namespace wirespeed::s3_client {
namespace {

constexpr std::size_t kPart = s3::kMinPartSize;

std::span<std::uint8_t> writable(std::string& text) {
  return {reinterpret_cast<std::uint8_t*>(text.data()), text.size()};
}

// Gives two parts, then fails.
class FailingParts final : public PartSource {
 public:
  Outcome<Buffer> next(std::uint64_t bytes) override {
    if (++given_ > 2) return std::unexpected(s3::Error(Error{Errc::io, "the source broke"}));
    text_.assign(bytes, 'x');
    return Buffer{nullptr, writable(text_)};
  }

 private:
  int given_ = 0;
  std::string text_;
};

TEST(Upload, objects_around_a_part_s_size_arrive_whole) {
  ObjectPeer peer;
  const auto client = peer.client();
  for (const std::size_t size :
       {std::size_t{0}, std::size_t{1}, kPart - 1, kPart, kPart + 1, 2 * kPart, 3 * kPart + 7}) {
    std::string bytes = some_bytes(size);
    MemoryParts source(writable(bytes));
    Upload upload("b", "k", source, {}, {.bytes = kPart, .at_once = 2});
    ASSERT_TRUE(client->run(upload, soon()));
    EXPECT_TRUE(peer.objects()["b/k"] == bytes) << size;
    EXPECT_EQ(upload.info().size, size);
    EXPECT_EQ(upload.progress().bytes.load(), size);
  }
  EXPECT_EQ(peer.uploads(), 0U);
}

TEST(Upload, a_small_one_is_one_request) {
  ObjectPeer peer;
  std::string bytes = "small";
  MemoryParts source(writable(bytes));
  Upload upload("b", "k", source, {});
  ASSERT_TRUE(peer.client()->run(upload, soon()));
  ASSERT_EQ(peer.lines().size(), 1U);
  EXPECT_EQ(peer.lines().front(), "PUT /b/k HTTP/1.1");
}

// A body in chunks, and what its trailer says.
struct Unframed {
  std::string bytes;
  std::string trailer;
};

Unframed unframed(std::string_view body) {
  Unframed found;
  for (;;) {
    const std::size_t line = body.find("\r\n");
    const std::size_t size = std::stoul(std::string(body.substr(0, line)), nullptr, 16);
    body.remove_prefix(line + 2);
    if (size == 0) break;
    found.bytes += body.substr(0, size);
    body.remove_prefix(size + 2);
  }
  found.trailer = body;
  return found;
}

TEST(Upload, has_its_checksum_behind_its_bytes_where_that_is_wanted) {
  for (const bool is_signed : {false, true}) {
    ObjectPeer peer;
    std::vector<std::string> heads;
    std::mutex mutex;
    peer.spoil = [&](const PeerRequest& request) {
      const std::lock_guard lock(mutex);
      if (request.head.starts_with("PUT")) heads.push_back(request.head);
      return std::string();
    };
    std::string bytes = some_bytes(600'000);
    MemoryParts source(writable(bytes));
    Upload upload("b", "k", source,
                  {.checksum = s3::ChecksumAlgorithm::crc32c, .sign_payload = is_signed, .trailing = true});
    ASSERT_TRUE(peer.client()->run(upload, soon()));
    const std::string sent = peer.objects()["b/k"];
    const Unframed found = unframed(sent);
    EXPECT_TRUE(found.bytes == bytes);
    const std::string expected = s3::checksum_of(s3::ChecksumAlgorithm::crc32c, bytes_of(bytes));
    EXPECT_TRUE(found.trailer.starts_with("x-amz-checksum-crc32c:" + expected + "\r\n")) << found.trailer;
    EXPECT_EQ(found.trailer.find("x-amz-trailer-signature:") != std::string::npos, is_signed);
    ASSERT_EQ(heads.size(), 1U);
    const std::string hash =
        is_signed ? "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" : "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    EXPECT_NE(heads[0].find("x-amz-content-sha256: " + hash + "\r\n"), std::string::npos) << heads[0];
    EXPECT_NE(heads[0].find("x-amz-decoded-content-length: 600000\r\n"), std::string::npos) << heads[0];
    EXPECT_EQ(upload.info().size, bytes.size());
  }
}

TEST(Upload, tells_the_trailing_checksums_of_its_parts_when_it_is_completed) {
  ObjectPeer peer;
  std::string completed;
  peer.spoil = [&](const PeerRequest& request) {
    if (request.head.starts_with("POST") && request.head.find("uploadId=") != std::string::npos) {
      completed = request.body;
    }
    return std::string();
  };
  std::string bytes = some_bytes(kPart + 10);
  MemoryParts source(writable(bytes));
  Upload upload("b", "k", source, {.checksum = s3::ChecksumAlgorithm::crc32c, .trailing = true},
                {.bytes = kPart, .at_once = 2});
  ASSERT_TRUE(peer.client()->run(upload, soon()));
  for (const auto part : {bytes_of(bytes).first(kPart), bytes_of(bytes).subspan(kPart)}) {
    const std::string expected = s3::checksum_of(s3::ChecksumAlgorithm::crc32c, part);
    EXPECT_NE(completed.find(expected), std::string::npos) << completed;
  }
}

TEST(Upload, asks_what_became_of_it_where_the_answer_to_its_completion_was_lost) {
  for (const bool is_there : {true, false}) {
    ObjectPeer peer;
    std::atomic<unsigned> completions = 0;
    peer.spoil = [&](const PeerRequest& request) {
      const bool completes = request.head.starts_with("POST") && request.head.find("uploadId=") != std::string::npos;
      if (completes && completions++ == 0) return answer_of("", "500 Internal Server Error");
      if (completes) return answer_of("<Error><Code>NoSuchUpload</Code></Error>", "404 Not Found");
      if (!request.head.starts_with("HEAD")) return std::string();
      return fmt::format("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nETag: \"e-2\"\r\n\r\n", is_there ? 100 : 99);
    };
    CompleteUpload complete({"b", "k", "id"}, {{1, "\"a\"", ""}, {2, "\"b\"", ""}}, 100, {});
    const auto ran = peer.client()->run(complete, soon());
    EXPECT_EQ(ran.has_value(), is_there);
    if (is_there) {
      EXPECT_EQ(complete.info().etag, "\"e-2\"");
    } else {
      EXPECT_EQ(ran.error().server_code(), "NoSuchUpload");
    }
  }
}

TEST(Upload, that_is_no_longer_there_at_the_first_attempt_is_an_error) {
  ObjectPeer peer;
  peer.spoil = [](const PeerRequest& request) {
    return request.head.starts_with("POST") ? answer_of("<Error><Code>NoSuchUpload</Code></Error>", "404 Not Found")
                                            : answer_of("", "500 Unexpected");
  };
  CompleteUpload complete({"b", "k", "id"}, {{1, "\"a\"", ""}}, 100, {});
  const auto ran = peer.client()->run(complete, soon());
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().server_code(), "NoSuchUpload");
}

TEST(Upload, is_aborted_when_its_source_fails) {
  ObjectPeer peer;
  FailingParts source;
  Upload upload("b", "k", source, {}, {.bytes = kPart, .at_once = 2});
  const auto ran = peer.client()->run(upload, soon());
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().message, "the source broke");
  EXPECT_EQ(peer.uploads(), 0U);
  EXPECT_TRUE(peer.lines().back().starts_with("DELETE /b/k?uploadId=id1"));
}

TEST(Upload, is_aborted_when_it_cannot_be_completed) {
  ObjectPeer peer;
  peer.spoil = [](const PeerRequest& request) {
    const bool completes = request.head.starts_with("POST") && request.head.find("uploadId=") != std::string::npos;
    return completes ? answer_of("<Error><Code>AccessDenied</Code></Error>", "403 Forbidden") : std::string();
  };
  std::string bytes = some_bytes(2 * kPart);
  MemoryParts source(writable(bytes));
  Upload upload("b", "k", source, {}, {.bytes = kPart, .at_once = 2});
  const auto ran = peer.client()->run(upload, soon());
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().status(), 403);
  EXPECT_EQ(peer.uploads(), 0U);
}

TEST(Upload, that_is_given_up_is_aborted) {
  ObjectPeer peer;
  CancelToken token;
  peer.spoil = [&](const PeerRequest& request) {
    if (request.head.find("partNumber=2") == std::string::npos) return std::string();
    token.cancel();
    return answer_of("", "503 Slow Down", "Retry-After: 20\r\n");
  };
  std::string bytes = some_bytes(4 * kPart);
  MemoryParts source(writable(bytes));
  Upload upload("b", "k", source, {}, {.bytes = kPart, .at_once = 1});
  Stop stop = soon();
  stop.cancel = &token;
  const auto ran = peer.client()->run(upload, stop);
  ASSERT_FALSE(ran);
  EXPECT_EQ(ran.error().code, Errc::cancelled);
  EXPECT_EQ(peer.uploads(), 0U);
}

TEST(PutObjects, many_arrive_each_in_one_request) {
  ObjectPeer peer;
  peer.piece = 3;
  std::vector<std::string> bodies;
  for (std::size_t i = 0; i < 200; ++i) bodies.push_back(some_bytes(i));
  std::vector<PutObjects::Item> items;
  for (std::size_t i = 0; i < bodies.size(); ++i) items.push_back({fmt::format("k{}", i), bytes_of(bodies[i])});
  PutObjects put("b", items, {});
  ASSERT_TRUE(peer.client()->run(put, soon()));
  const auto objects = peer.objects();
  for (std::size_t i = 0; i < bodies.size(); ++i) EXPECT_EQ(objects.at(fmt::format("b/k{}", i)), bodies[i]);
  EXPECT_EQ(peer.lines().size(), bodies.size());
  EXPECT_EQ(put.info(7).size, 7U);
}

TEST(PutObjects, one_that_is_refused_stops_all_or_only_itself) {
  ObjectPeer peer;
  peer.spoil = [](const PeerRequest& request) {
    return request.key() == "b/no" ? answer_of("", "403 Forbidden") : std::string();
  };
  const std::vector<PutObjects::Item> items{{"a", bytes_of("1")}, {"no", bytes_of("2")}, {"c", bytes_of("3")}};
  PutObjects stops("b", items, {});
  EXPECT_FALSE(peer.client()->run(stops, soon()));
  PutObjects goes_on("b", items, {}, OnError::go_on);
  ASSERT_TRUE(peer.client()->run(goes_on, soon()));
  EXPECT_EQ(goes_on.error_of(0), nullptr);
  ASSERT_NE(goes_on.error_of(1), nullptr);
  EXPECT_EQ(goes_on.error_of(1)->status(), 403);
  EXPECT_EQ(peer.objects()["b/c"], "3");
}

}  // namespace
}  // namespace wirespeed::s3_client
