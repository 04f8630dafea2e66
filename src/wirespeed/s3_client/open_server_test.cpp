// Client's calls with a real server, which the environment names:
//
//   WIRESPEED_S3_ENDPOINT       "http://127.0.0.1:9000"
//   WIRESPEED_S3_KEYS           "access-key-id secret-access-key"
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include "wirespeed/s3_client/client.hpp"
#include "wirespeed/s3_client/credential_chain.hpp"
#include "wirespeed/s3_client/object_stream.hpp"

namespace wirespeed::s3_client {
namespace {

using namespace std::chrono_literals;
using s3::ByteRange;

std::string from_environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string some_bytes(std::size_t n) {
  std::string bytes(n, '\0');
  for (std::size_t i = 0; i < n; ++i) bytes[i] = static_cast<char>((i * 2654435761U) >> 13);
  return bytes;
}

// A bucket of each test.
class OpenServer : public ::testing::Test {
 protected:
  void SetUp() override {
    if (from_environment("WIRESPEED_S3_ENDPOINT").empty()) GTEST_SKIP() << "no server: see the top of this file";
    client_.emplace(options_of_server());
    bucket_ = fmt::format("cpp-{}-{}", ::getpid(), Clock::now().time_since_epoch().count());
    ASSERT_TRUE(client_->create_bucket(bucket_));
  }
  void TearDown() override {
    if (!client_) return;
    auto keys = client_->keys(bucket_);
    ASSERT_TRUE(keys);
    std::vector<NamedVersion> named;
    named.reserve(keys->keys.size());
    for (std::size_t i = 0; i < keys->keys.size(); ++i) named.push_back({std::string(keys->keys[i])});
    EXPECT_TRUE(client_->delete_many(bucket_, std::move(named)));
    EXPECT_TRUE(client_->delete_bucket(bucket_));
    EXPECT_FALSE(*client_->has_bucket(bucket_));
  }
  std::string text_of_key(const std::string& key) {
    const auto got = client_->get(bucket_, key);
    return got ? std::string(text_of(got->bytes)) : got.error().message;
  }

  static ClientOptions options_of_server();
  std::optional<Client> client_;
  std::string bucket_;
};

ClientOptions OpenServer::options_of_server() {
  std::istringstream keys(from_environment("WIRESPEED_S3_KEYS"));
  s3::Credentials credentials;
  keys >> credentials.access_key_id >> credentials.secret_access_key;
  ClientOptions options;
  options.endpoint = *s3::parse_endpoint(from_environment("WIRESPEED_S3_ENDPOINT"), "us-east-1", s3::Style::path);
  options.credentials = std::make_shared<CredentialCache>(*fixed_credentials(std::move(credentials)));
  return options;
}

TEST_F(OpenServer, what_was_put_is_read_in_each_way) {
  const std::string bytes = some_bytes(20'000'000);
  const auto put = client_->put(bucket_, "large", bytes_of(bytes), {.checksum = s3::ChecksumAlgorithm::crc64nvme});
  ASSERT_TRUE(put) << put.error().message;
  EXPECT_TRUE(text_of_key("large") == bytes);
  std::string into(bytes.size(), ' ');
  const auto length = client_->get_into(bucket_, "large", {reinterpret_cast<std::uint8_t*>(into.data()), into.size()});
  EXPECT_EQ(length.value_or(0), bytes.size());
  EXPECT_TRUE(into == bytes);
  const auto part = client_->get(bucket_, "large", {.range = ByteRange::between(100, 200)}, Stop::after(20s));
  ASSERT_TRUE(part);
  EXPECT_EQ(text_of(part->bytes), bytes.substr(100, 100));
  EXPECT_EQ(client_->get(bucket_, "large", {.range = ByteRange::between(7, 7)})->bytes.size(), 0U);
  const auto ranges = client_->get_ranges(bucket_, "large", {ByteRange::between(0, 3), ByteRange::last(5)});
  ASSERT_TRUE(ranges);
  EXPECT_EQ(text_of((*ranges)[1].bytes), bytes.substr(bytes.size() - 5));
  const auto head = client_->head(bucket_, "large");
  EXPECT_EQ(head->size, bytes.size());
  EXPECT_EQ(head->etag, put->etag);
}

TEST_F(OpenServer, a_stream_brings_all_of_it_in_buffers) {
  const std::string bytes = some_bytes(30'000'000);
  ASSERT_TRUE(client_->put(bucket_, "large", bytes_of(bytes)));
  ObjectStream stream = client_->stream(bucket_, "large", {.checksum_mode = true});
  std::string all;
  for (auto buffer = stream.next({}); buffer && *buffer; buffer = stream.next({})) all += text_of((*buffer)->bytes);
  EXPECT_TRUE(all == bytes);
}

TEST_F(OpenServer, many_are_written_listed_read_and_deleted) {
  std::vector<std::string> bodies;
  std::vector<std::string> keys;
  for (int i = 0; i < 30; ++i) {
    bodies.push_back(some_bytes(static_cast<std::size_t>(i) * 10));
    keys.push_back(fmt::format("d{}/k{:02}", i % 3, i));
  }
  std::vector<PutObjects::Item> items;
  items.reserve(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) items.push_back({keys[i], bytes_of(bodies[i])});
  const auto put = client_->put_many(bucket_, std::move(items));
  ASSERT_TRUE(put);
  EXPECT_FALSE((*put)[3]->etag.empty());
  auto wanted = keys;
  wanted.emplace_back("missing");
  const auto got = client_->get_many(bucket_, wanted, OnError::go_on);
  ASSERT_TRUE(got);
  for (std::size_t i = 0; i < keys.size(); ++i) EXPECT_EQ(text_of((*got)[i]->bytes), bodies[i]);
  EXPECT_EQ(got->back().error().status(), 404);

  const auto listed = client_->keys(bucket_);
  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->keys.size(), keys.size());
  EXPECT_EQ(listed->keys[0], "d0/k00");
  EXPECT_EQ(client_->list(bucket_, {.delimiter = "/"})->prefixes().size(), 3U);
  EXPECT_EQ((*client_->list(bucket_, {.prefix = "d1/"}))[0].size, 10);
  EXPECT_EQ(client_->columns(bucket_)->rows(), keys.size());
  const auto left = client_->delete_many(bucket_, {{keys[0]}, {"never/there"}});
  ASSERT_TRUE(left);
  EXPECT_TRUE(left->empty());
  EXPECT_EQ(client_->get(bucket_, keys[0]).error().status(), 404);
}

TEST_F(OpenServer, an_object_is_copied_with_what_is_said_of_it_and_deleted) {
  WriteOptions options;
  options.object.attributes.content_type = "text/plain";
  options.object.attributes.metadata = {{"artist", "a"}};
  ASSERT_TRUE(client_->put(bucket_, "k", bytes_of("abc"), options));
  ASSERT_TRUE(client_->copy(bucket_, "k", bucket_, "copy"));
  EXPECT_EQ(text_of_key("copy"), "abc");
  EXPECT_EQ(client_->head(bucket_, "copy")->content_type, "text/plain");
  ASSERT_TRUE(client_->delete_object(bucket_, "copy"));
  EXPECT_EQ(client_->head(bucket_, "copy").error().status(), 404);
  EXPECT_EQ(client_->copy(bucket_, "none", bucket_, "copy").error().status(), 404);
}

TEST_F(OpenServer, checksums_and_signatures_may_follow_the_bytes) {
  const std::string bytes = some_bytes(6'000'000);
  for (const bool is_signed : {false, true}) {
    for (const std::size_t size : {std::size_t{1}, std::size_t{700'000}, bytes.size()}) {
      const std::string_view some = std::string_view(bytes).substr(0, size);
      const auto put =
          client_->put(bucket_, "k", bytes_of(some),
                       {.checksum = s3::ChecksumAlgorithm::crc32c, .sign_payload = is_signed, .trailing = true});
      ASSERT_TRUE(put) << put.error().message;
      EXPECT_TRUE(text_of_key("k") == some) << size;
    }
  }
}

TEST_F(OpenServer, conditions_hold_and_errors_say_what_was_wrong) {
  WriteOptions only_new;
  only_new.object.if_none_match = "*";
  ASSERT_TRUE(client_->put(bucket_, "k", bytes_of("1"), only_new));
  const auto again = client_->put(bucket_, "k", bytes_of("2"), only_new);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().status(), 412);
  EXPECT_EQ(client_->get(bucket_, "none").error().server_code(), "NoSuchKey");
  EXPECT_TRUE(*client_->has_bucket(bucket_));
  const auto buckets = client_->buckets();
  ASSERT_TRUE(buckets);
  EXPECT_TRUE(std::ranges::any_of(*buckets, [&](const auto& each) { return each.name == bucket_; }));
}

TEST_F(OpenServer, a_url_says_who_may_read_it) {
  const auto url = client_->presign("GET", bucket_, "k", 60s);
  ASSERT_TRUE(url);
  EXPECT_NE(url->find("X-Amz-Signature="), std::string::npos);
}

}  // namespace
}  // namespace wirespeed::s3_client
