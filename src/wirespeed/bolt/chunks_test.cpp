#include "wirespeed/bolt/chunks.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace wirespeed::bolt {
namespace {

using Messages = std::vector<std::string>;

std::vector<std::uint8_t> framed(const Messages& messages) {
  std::vector<std::uint8_t> bytes;
  for (const std::string& message : messages) append_message(bytes, {bytes_of(message)});
  return bytes;
}

std::vector<std::uint8_t> chunks(std::initializer_list<std::string_view> parts) {
  std::vector<std::uint8_t> bytes;
  for (const std::string_view part : parts) {
    bytes.push_back(static_cast<std::uint8_t>(part.size() >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(part.size()));
    bytes.insert(bytes.end(), part.begin(), part.end());
  }
  return bytes;
}

void take_all(Dechunker& dechunker, Messages& messages) {
  while (const auto message = value_or_throw(dechunker.next())) messages.emplace_back(text_of(*message));
}

// Fed so many bytes at a time.
Messages dechunked(ByteView bytes, std::size_t step = SIZE_MAX, DechunkerLimits limits = {}) {
  Dechunker dechunker(limits);
  Messages messages;
  while (!bytes.empty()) {
    const auto room = dechunker.room();
    const std::size_t n = std::min({bytes.size(), room.size(), step});
    std::copy_n(bytes.begin(), n, room.begin());
    dechunker.commit(n);
    bytes = bytes.subspan(n);
    take_all(dechunker, messages);
  }
  return messages;
}

TEST(Chunks, a_message_is_its_chunks_together) {
  EXPECT_EQ(dechunked(chunks({"ab", "c", ""})), Messages{"abc"});
  EXPECT_EQ(dechunked(chunks({"ab", "", "c", "d", "e", ""})), (Messages{"ab", "cde"}));
}

TEST(Chunks, a_noop_between_messages_is_skipped) {
  EXPECT_EQ(dechunked(chunks({"", "", "a", "", "", "b", ""})), (Messages{"a", "b"}));
}

TEST(Chunks, noops_are_counted) {
  Dechunker dechunker;
  const auto bytes = chunks({"", "", "a", "", "", "b"});
  std::copy(bytes.begin(), bytes.end(), dechunker.room().begin());
  dechunker.commit(bytes.size());
  Messages messages;
  take_all(dechunker, messages);
  EXPECT_EQ(dechunker.noops(), 3U);
}

TEST(Chunks, a_message_that_has_not_ended_is_not_given_out) {
  EXPECT_EQ(dechunked(chunks({"a", "", "b"})), Messages{"a"});
}

TEST(Chunks, it_does_not_matter_how_the_bytes_come) {
  const Messages messages{"a", std::string(300, 'b'), std::string(70'000, 'c'), "d", std::string(200'000, 'e'), "f"};
  const auto bytes = framed(messages);
  for (const std::size_t step : {1, 2, 3, 4, 5, 1000, 16'384, 65'537}) {
    EXPECT_EQ(dechunked(bytes, step, {.slab_bytes = 16 * 1024}), messages) << step;
  }
}

TEST(Chunks, small_chunks_are_put_together) {
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 1000; ++i) bytes.insert(bytes.end(), {0, 1, 'x'});
  bytes.insert(bytes.end(), {0, 0});
  for (const std::size_t step : {1, 2, 3, 4, 5, 5000})
    EXPECT_EQ(dechunked(bytes, step), Messages{std::string(1000, 'x')});
}

TEST(Chunks, a_message_of_parts_is_framed_as_one) {
  std::vector<std::uint8_t> bytes;
  const std::string large(65'534, 'l');
  append_message(bytes, {bytes_of("ab"), ByteView(), bytes_of(large), bytes_of("c")});
  EXPECT_EQ(dechunked(bytes), Messages{"ab" + large + "c"});
  EXPECT_EQ(bytes.size(), 65'537 + 2 + 2 + 2);  // two chunks and the end
}

TEST(Chunks, a_message_in_one_chunk_is_shown_where_it_was_received) {
  Dechunker dechunker;
  const auto room = dechunker.room();
  const auto bytes = framed({"abc", "de"});
  std::copy(bytes.begin(), bytes.end(), room.begin());
  dechunker.commit(bytes.size());
  EXPECT_EQ((*dechunker.next())->data(), room.data() + 2);
  EXPECT_EQ((*dechunker.next())->data(), room.data() + 9);
}

TEST(Chunks, memory_follows_the_bytes_that_came) {
  Dechunker dechunker;
  const auto room = dechunker.room();
  room[0] = room[1] = 0xFF;
  dechunker.commit(2);
  EXPECT_FALSE(value_or_throw(dechunker.next()));
  EXPECT_EQ(dechunker.capacity(), DechunkerLimits().slab_bytes);
}

TEST(Chunks, memory_shrinks_after_a_long_message) {
  Dechunker dechunker;
  const auto bytes = framed({std::string(5'000'000, 'x')});
  ByteView left = bytes;
  while (!left.empty()) {
    const auto room = dechunker.room();
    const std::size_t n = std::min(left.size(), room.size());
    std::copy_n(left.begin(), n, room.begin());
    dechunker.commit(n);
    left = left.subspan(n);
    if (!left.empty()) {
      ASSERT_FALSE(value_or_throw(dechunker.next()));
    }
  }
  EXPECT_EQ(value_or_throw(dechunker.next())->size(), 5'000'000);
  EXPECT_GT(dechunker.capacity(), 5'000'000);
  dechunker.room();
  EXPECT_EQ(dechunker.capacity(), DechunkerLimits().slab_bytes);
}

TEST(Chunks, a_message_beyond_the_limit_is_refused) {
  const auto bytes = chunks({"abc", "def", ""});
  EXPECT_EQ(dechunked(bytes, 1, {.max_message_bytes = 6}), Messages{"abcdef"});
  EXPECT_THROW(dechunked(bytes, 1, {.max_message_bytes = 5}), Exception);
}

}  // namespace
}  // namespace wirespeed::bolt
