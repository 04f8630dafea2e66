#include <gtest/gtest.h>

#include <string>

#include "handshake.hpp"
#include "messages.hpp"
#include "query.hpp"
#include "records.hpp"
#include "request_fields.hpp"

namespace wirespeed::bolt_replay {
namespace {

using packstream::Bytes;
using packstream::List;
using packstream::Value;

Bytes framed(ByteView message, std::size_t chunk_bytes = kMaxChunkBytes) {
  Bytes bytes;
  append_framed(bytes, message, chunk_bytes);
  return bytes;
}

// The request that comes out when the bytes come in pieces of `size`.
std::optional<Request> fed(Messages& messages, ByteView bytes, std::size_t size) {
  while (!bytes.empty()) {
    const ByteView piece = bytes.first(std::min(size, bytes.size()));
    messages.feed(piece);
    bytes = bytes.subspan(piece.size());
  }
  return messages.pop();
}

Query parsed(std::string_view text) { return parse_query(text, {}).value(); }

Value record(const Workload& workload, std::uint64_t row, Era era = {}) {
  return packstream::decode(encode_record(workload, row, era)).value();
}

Value cell(std::string_view query, std::uint64_t row, Era era = {}) {
  const Value whole = record(parsed(query).workload, row, era);
  return whole.get<packstream::Structure>()->fields[0].get<List>()->at(0);
}

TEST(Framing, a_message_of_65535_bytes_is_one_chunk) {
  EXPECT_EQ(framed(Bytes(65535)).size(), 2 + 65535 + 2);
  EXPECT_EQ(framed(Bytes(65536)).size(), 2 + 65535 + 2 + 1 + 2);
}

TEST(Messages, come_out_of_pieces_of_any_size) {
  const Bytes message{0xB1, 0x3F, 0xA1, 0x81, 'n', 0xFF};
  for (std::size_t piece = 1; piece <= 5; ++piece) {
    for (std::size_t chunk = 1; chunk <= 7; ++chunk) {
      Messages messages;
      const auto request = fed(messages, framed(message, chunk), piece);
      ASSERT_TRUE(request);
      EXPECT_EQ(request->message, message);
      EXPECT_EQ(request->tag(), Tag::pull);
      EXPECT_FALSE(messages.pop());
    }
  }
}

TEST(Messages, empty_chunks_between_them_are_none) {
  Messages messages;
  Bytes bytes(6);
  append_framed(bytes, Bytes{0xB0, 0x0F});
  EXPECT_EQ(fed(messages, bytes, 1)->tag(), Tag::reset);
}

TEST(Messages, of_a_long_one_the_head_is_kept) {
  Messages messages;
  const auto request = fed(messages, framed(Bytes(1'000'000, 7)), 4096);
  EXPECT_EQ(request->message, Bytes(kKeptBytes, 7));
  EXPECT_EQ(request->size, 1'000'000);
}

TEST(Messages, a_reset_is_seen_before_its_turn) {
  Messages messages;
  messages.feed(framed(Bytes{0xB0, 0x12}));
  EXPECT_FALSE(messages.holds_reset());
  messages.feed(framed(Bytes{0xB0, 0x0F}));
  EXPECT_TRUE(messages.holds_reset());
}

TEST(Requests, of_run_only_the_query_is_read) {
  Request request{message(Tag::run, {"REPLAY", packstream::Map{{"data", 1}}, packstream::Map{}}), 0};
  request.message.resize(12);
  const auto fields = fields_of(request);
  ASSERT_TRUE(fields);
  EXPECT_EQ(text_of_first(*fields), "REPLAY");
}

TEST(Requests, cut_ones_are_errors) {
  Request request{message(Tag::pull, {packstream::Map{{"n", 1000}}}), 0};
  request.message.pop_back();
  EXPECT_FALSE(fields_of(request));
}

TEST(Queries, name_a_shape_its_sizes_and_faults) {
  const Query query = parsed("REPLAY nodes 2x30 distinct=5 fail=7 at=commit:close segment=1");
  EXPECT_EQ(query.workload, (Workload{Shape::nodes, 2, 30, 5}));
  EXPECT_EQ(query.faults.fail, 7);
  EXPECT_EQ(query.faults.segment, 1);
  EXPECT_EQ(query.faults.at.at(Tag::commit), Action::close);
}

TEST(Queries, what_they_do_not_say_is_an_error) {
  for (const auto* text : {"", "REPLAY", "REPLAY ints", "REPLAY ints 1", "REPLAY ints 1x", "REPLAY ints 1xy",
                           "REPLAY none 1x1", "RETURN 1", "REPLAY ints 1x1 fail", "REPLAY ints 1x1 fail=-1",
                           "REPLAY ints 1x1 at=commit:dance", "REPLAY ints 1x1 distinct=0"}) {
    EXPECT_FALSE(parse_query(text, {})) << text;
  }
}

TEST(Records, hold_a_list_of_the_columns) {
  EXPECT_EQ(record(parsed("REPLAY ints 3x9").workload, 2), Value(packstream::Structure{0x71, {List{6, 7, 8}}}));
}

TEST(Records, framed_are_the_same_as_one_by_one) {
  const Workload workload = parsed("REPLAY list_of_strings 2000x3").workload;
  const Records records(workload, {});
  Bytes singly;
  for (std::uint64_t row = 1; row < 3; ++row) append_framed(singly, encode_record(workload, row, {}));
  const ByteView together = records.framed(1, 3);
  EXPECT_EQ(Bytes(together.begin(), together.end()), singly);
  EXPECT_TRUE(records.framed(3, 3).empty());
}

TEST(Records, of_old_versions_have_neither_element_ids_nor_utc) {
  const Era old{false, false};
  EXPECT_EQ(cell("REPLAY nodes 1x1", 0).get<packstream::Structure>()->fields.size(), 4);
  EXPECT_EQ(cell("REPLAY nodes 1x1", 0, old).get<packstream::Structure>()->fields.size(), 3);
  const Value now = cell("REPLAY datetimes 1x1", 0);
  const Value then = cell("REPLAY datetimes 1x1", 0, old);
  EXPECT_EQ(now.get<packstream::Structure>()->tag, 'I');
  EXPECT_EQ(then.get<packstream::Structure>()->tag, 'F');
}

TEST(Records, are_kept_for_the_next_connection) {
  RecordCache cache;
  const Workload workload = parsed("REPLAY ints 1x10").workload;
  EXPECT_EQ(cache.records(workload, {}), cache.records(workload, {}));
  EXPECT_NE(cache.records(workload, {}), cache.records(workload, {false, false}));
}

TEST(Handshake, the_first_offer_that_is_known_is_taken) {
  const std::set<BoltVersion> known = parse_versions("4.4 5.0-5.4 5.6-5.8").value();
  EXPECT_EQ(choose({0, 0, 1, 0xFF, 0, 8, 8, 5, 0, 2, 4, 4}, known), (BoltVersion{5, 8}));
  EXPECT_EQ(choose({0, 0, 5, 5, 0, 2, 5, 4}, known), (BoltVersion{4, 4}));
  EXPECT_EQ(choose({0, 0, 0, 3}, known), std::nullopt);
}

TEST(Handshake, the_manifest_names_ranges) {
  const std::set<BoltVersion> known = parse_versions("4.4 5.0-5.4 5.6-5.8 6.0").value();
  const Bytes expected{4, 0, 0, 4, 4, 0, 4, 4, 5, 0, 2, 8, 5, 0, 0, 0, 6, 0};
  EXPECT_EQ(manifest(known), expected);
}

TEST(Versions, that_make_no_sense_are_errors) {
  for (const auto* text : {"5", "5.x", "4.4-5.0", "-5.0"}) EXPECT_FALSE(parse_versions(text).has_value()) << text;
}

}  // namespace
}  // namespace wirespeed::bolt_replay
