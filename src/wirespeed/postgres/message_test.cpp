#include "wirespeed/postgres/message.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace wirespeed::postgres {
namespace {

std::string framed(char type, std::string_view body) {
  std::string bytes(5, type);
  store_be(reinterpret_cast<std::uint8_t*>(bytes.data()) + 1, static_cast<std::uint32_t>(body.size() + 4));
  return bytes.append(body);
}

using Seen = std::vector<std::pair<char, std::string>>;

// What is seen of bytes that come so many at a time, as a caller with a slab reads them.
Seen seen(std::string_view bytes, std::size_t step) {
  Seen messages;
  std::string slab;
  while (!bytes.empty()) {
    const std::size_t n = std::min(step, bytes.size());
    slab.append(bytes.substr(0, n));
    bytes.remove_prefix(n);
    MessageReader reader(bytes_of(slab));
    for (Message message; reader.next(message);) {
      messages.emplace_back(static_cast<char>(message.type), text_of(message.body));
    }
    slab.erase(0, reader.used());
  }
  return messages;
}

TEST(Messages, are_cut_where_their_sizes_say) {
  const std::string bytes = framed('Z', "I") + framed('1', "") + framed('D', "abc");
  EXPECT_EQ(seen(bytes, bytes.size()), (Seen{{'Z', "I"}, {'1', ""}, {'D', "abc"}}));
}

TEST(Messages, a_message_cut_anywhere_waits_for_the_rest) {
  const std::string bytes = framed('T', std::string(40, 't')) + framed('D', "") + framed('C', "SELECT 1");
  const Seen whole = seen(bytes, bytes.size());
  ASSERT_EQ(whole.size(), 3U);
  for (std::size_t step = 1; step <= 5; ++step) EXPECT_EQ(seen(bytes, step), whole) << step;
}

TEST(Messages, a_body_lies_where_it_was_received) {
  const std::string bytes = framed('D', "row");
  MessageReader reader(bytes_of(bytes));
  Message message;
  ASSERT_TRUE(reader.next(message));
  EXPECT_EQ(message.body.data(), bytes_of(bytes).data() + 5);
  EXPECT_FALSE(reader.next(message));
  EXPECT_EQ(reader.used(), bytes.size());
}

TEST(Messages, what_is_wanted_is_known_from_the_header_on) {
  const std::string bytes = framed('D', std::string(100, 'x'));
  EXPECT_EQ(MessageReader({}).wanted(), 5U);
  EXPECT_EQ(MessageReader(bytes_of(bytes).first(4)).wanted(), 5U);
  const MessageReader begun(bytes_of(bytes).first(5));
  EXPECT_EQ(begun.wanted(), 105U);
  EXPECT_EQ(begun.rest().size(), 5U);
  EXPECT_FALSE(begun.is_broken());
}

TEST(Messages, a_run_of_rows_ends_at_the_first_other_message) {
  const std::string bytes = framed('D', "a") + framed('D', "b") + framed('C', "SELECT 2") + framed('D', "c");
  MessageReader reader(bytes_of(bytes));
  std::string rows;
  ByteView row;
  while (reader.next_of(MessageType::data_row, row)) rows += text_of(row);
  EXPECT_EQ(rows, "ab");
  Message message;
  ASSERT_TRUE(reader.next(message));
  EXPECT_EQ(message.type, MessageType::command_complete);
}

TEST(Messages, a_run_of_rows_waits_for_a_row_that_has_begun) {
  const std::string bytes = framed('D', "a") + framed('D', "bc");
  for (std::size_t size = 6; size < bytes.size(); ++size) {
    MessageReader reader(bytes_of(bytes).first(size));
    ByteView row;
    EXPECT_TRUE(reader.next_of(MessageType::data_row, row));
    EXPECT_FALSE(reader.next_of(MessageType::data_row, row));
    EXPECT_EQ(reader.used(), 6U);
  }
}

TEST(Messages, a_size_below_its_own_four_bytes_is_broken) {
  for (const char size : {'\0', '\1', '\2', '\3'}) {
    const std::string bytes{'D', 0, 0, 0, size, 'x', 'x', 'x'};
    MessageReader reader(bytes_of(bytes));
    Message message;
    ByteView row;
    EXPECT_FALSE(reader.next(message));
    EXPECT_FALSE(reader.next_of(MessageType::data_row, row));
    ASSERT_TRUE(reader.is_broken());
    EXPECT_EQ(reader.error().code, Errc::malformed);
    EXPECT_NE(reader.error().message.find("DataRow"), std::string::npos);
  }
}

TEST(Messages, a_size_beyond_the_limit_is_broken_before_its_bytes_come) {
  const std::string bytes{'d', '\x7F', '\xFF', '\xFF', '\xFF'};
  const MessageReader reader(bytes_of(bytes));
  ASSERT_TRUE(reader.is_broken());
  EXPECT_EQ(reader.error().code, Errc::limit);
  const std::string negative{'d', '\xFF', '\xFF', '\xFF', '\xFF'};
  EXPECT_TRUE(MessageReader(bytes_of(negative)).is_broken());
}

TEST(Messages, the_limit_is_the_callers) {
  const std::string bytes = framed('d', "12345");
  Message message;
  EXPECT_TRUE(MessageReader(bytes_of(bytes), 5).next(message));
  EXPECT_FALSE(MessageReader(bytes_of(bytes), 4).next(message));
  EXPECT_TRUE(MessageReader(bytes_of(bytes), 4).is_broken());
}

TEST(Messages, have_the_names_of_the_documentation) {
  EXPECT_STREQ(to_string(MessageType::ready_for_query), "ReadyForQuery");
  EXPECT_STREQ(to_string(static_cast<MessageType>('?')), "unknown message");
}

}  // namespace
}  // namespace wirespeed::postgres
