#include "wirespeed/months/record_log.hpp"

#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>

#include "wirespeed/months/byte_code.hpp"
#include "wirespeed/months/checkpoint.hpp"
#include "wirespeed/months/log_writer.hpp"
#include "wirespeed/months/month_worker.hpp"
#include "wirespeed/months/slim_record.hpp"

namespace wirespeed::months {
namespace {

namespace fs = std::filesystem;
using discogs::Credit;
using discogs::Kind;
using discogs::Release;

class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("wirespeed_months_" + std::to_string(::getpid()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

RecordChunk chunk_of(Kind kind, const std::vector<std::uint32_t>& ids) {
  RecordChunk chunk{.kind = kind, .file = 1, .entries = {}, .slim = {}, .hits = {}};
  for (const std::uint32_t id : ids) {
    chunk.slim += "s" + std::to_string(id);
    chunk.entries.push_back({id, 100, id * 7ULL, static_cast<std::uint32_t>(chunk.slim.size()), 0});
  }
  return chunk;
}

void write_log(const fs::path& folder, const std::vector<RecordChunk>& chunks) {
  auto writer = value_or_throw(LogWriter::create(folder));
  for (const RecordChunk& chunk : chunks) value_or_throw(writer.append(encode(chunk, {})));
  value_or_throw(writer.finish({.records_hash = 1,
                                .snapshot_hash = 2,
                                .last_year = 3,
                                .rules = 4,
                                .files = {{.kind = 3, .bytes = 5, .hash = 6}}}));
}

TEST(ByteCode, numbers_and_texts_come_back) {
  std::string bytes;
  ByteEncoder encoder(bytes);
  for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{127}, std::uint64_t{128}, UINT64_MAX})
    encoder.number(n);
  encoder.text("Svek");
  ByteDecoder decoder(bytes);
  EXPECT_EQ(decoder.number(), 0u);
  EXPECT_EQ(decoder.number(), 127u);
  EXPECT_EQ(decoder.number(), 128u);
  EXPECT_EQ(decoder.number(), UINT64_MAX);
  EXPECT_EQ(decoder.text(), "Svek");
  EXPECT_TRUE(decoder.ok() && decoder.at_end());
}

TEST(ByteCode, lengths_that_lie_are_no_texts) {
  ByteDecoder decoder(
      "\x7F"
      "ab");
  EXPECT_EQ(decoder.text(), "");
  EXPECT_FALSE(decoder.ok());
}

TEST(SlimRecord, a_release_keeps_what_the_graph_needs) {
  Release record;
  record.id = 7;
  record.title = "Stockholm";
  record.released = "1999-03-00";
  record.master_id = discogs::kNoId;
  record.artists = {Credit{4, "Ann", {}, {}, {}, {}}};
  record.labels = {{5, "Svek", "SK032"}};
  record.genres = {"Electronic"};
  record.formats = {{"Vinyl", "2", {}, 0, 0}};
  record.extra_artists = {Credit{discogs::kNoId, "Bob", {}, {}, "Mix", {}}};
  std::string bytes;
  append_slim(record, bytes);
  Release back;
  ASSERT_TRUE(read_slim(bytes, back));
  EXPECT_EQ(back.id, 7);
  EXPECT_EQ(back.released, "1999");
  EXPECT_EQ(back.master_id, discogs::kNoId);
  EXPECT_EQ(back.labels.at(0).catno, "SK032");
  EXPECT_EQ(back.formats.at(0).name, "Vinyl");
  EXPECT_EQ(back.extra_artists.at(0).id, discogs::kNoId);
  EXPECT_EQ(back.extra_artists.at(0).role, "Mix");
}

TEST(SlimRecord, no_prefix_of_a_record_is_one) {
  Release record;
  record.id = 7;
  record.title = "Stockholm";
  record.genres = {"Electronic", "Rock"};
  std::string bytes;
  append_slim(record, bytes);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Release back;
    EXPECT_FALSE(read_slim(std::string_view(bytes).substr(0, size), back)) << size;
  }
}

TEST(RecordLog, chunks_and_footer_come_back) {
  const Folder folder;
  write_log(folder.path(), {chunk_of(Kind::artists, {1, 2}), chunk_of(Kind::releases, {5})});
  const auto log = value_or_throw(RecordLog::open(folder.path() / kCacheName, 1));
  ASSERT_EQ(log.chunks().size(), 2u);
  EXPECT_EQ(log.chunks()[0].slim_of(1), "s2");
  EXPECT_EQ(log.footer().rules, 4u);
  EXPECT_EQ(log.footer().files, std::vector<FileIdentity>({{3, 5, 6}}));
  EXPECT_FALSE(fs::exists(folder.path() / kPartialCacheName));
}

TEST(RecordLog, a_changed_byte_is_an_error) {
  const Folder folder;
  write_log(folder.path(), {chunk_of(Kind::artists, {1, 2})});
  const fs::path path = folder.path() / kCacheName;
  const std::string whole = value_or_throw(read_file(path));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    std::ofstream(path, std::ios::binary) << bytes;
    EXPECT_FALSE(RecordLog::open(path, 1)) << at;
  }
}

TEST(RecordLog, a_cut_file_is_an_error) {
  const Folder folder;
  write_log(folder.path(), {chunk_of(Kind::artists, {1, 2})});
  const fs::path path = folder.path() / kCacheName;
  const std::string whole = value_or_throw(read_file(path));
  for (std::size_t size = 0; size < whole.size(); ++size) {
    std::ofstream(path, std::ios::binary) << whole.substr(0, size);
    EXPECT_FALSE(RecordLog::open(path, 1)) << size;
  }
}

TEST(KnownRecords, records_are_found_and_followed_across_chunks) {
  const Folder folder;
  write_log(folder.path(), {chunk_of(Kind::artists, {1, 4}), chunk_of(Kind::releases, {4}), chunk_of(Kind::artists, {}),
                            chunk_of(Kind::artists, {9, 12})});
  const auto log = value_or_throw(RecordLog::open(folder.path() / kCacheName, 1));
  const KnownRecords known(log);
  const auto place = known.find(Kind::artists, 4);
  ASSERT_TRUE(place);
  EXPECT_EQ(known.entry(*place).id, 4u);
  const auto next = known.behind(*place);
  ASSERT_TRUE(next);
  EXPECT_EQ(known.entry(*next).id, 9u);
  EXPECT_FALSE(known.find(Kind::artists, 5));
  EXPECT_FALSE(known.find(Kind::labels, 4));
  EXPECT_FALSE(known.behind(*known.find(Kind::artists, 12)));
}

TEST(KnownRecords, ids_need_not_ascend) {
  const Folder folder;
  write_log(folder.path(), {chunk_of(Kind::artists, {9, 1}), chunk_of(Kind::artists, {4, 3})});
  const auto log = value_or_throw(RecordLog::open(folder.path() / kCacheName, 1));
  const KnownRecords known(log);
  for (const std::uint32_t id : {1U, 3U, 4U, 9U}) EXPECT_EQ(known.entry(*known.find(Kind::artists, id)).id, id);
}

TEST(Checkpoint, it_comes_back_and_a_damaged_one_does_not) {
  Checkpoint checkpoint{.work = 3, .log_bytes = 1000, .place = {}};
  checkpoint.place.file = 2;
  checkpoint.place.offset = 12345;
  checkpoint.place.inflater = {1, 2, 3};
  checkpoint.place.carry = {'a', 'b'};
  checkpoint.place.report.records[1] = 44;
  checkpoint.place.report.seconds = 1.5;
  const std::string bytes = encode(checkpoint);
  const auto back = value_or_throw(decode_checkpoint(bytes));
  EXPECT_EQ(back.place.offset, 12345u);
  EXPECT_EQ(back.place.inflater.size(), 3u);
  EXPECT_EQ(back.place.report.records[1], 44u);
  EXPECT_EQ(back.place.report.seconds, 1.5);
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    EXPECT_FALSE(decode_checkpoint(damaged)) << at;
    EXPECT_FALSE(decode_checkpoint(bytes.substr(0, at))) << at;
  }
}

TEST(Checkpoint, that_of_another_work_is_not_found) {
  const Folder folder;
  EXPECT_FALSE(find_checkpoint(folder.path(), 3));
  const auto log = value_or_throw(LogWriter::create(folder.path()));
  {
    CheckpointWriter writer(folder.path(), log);
    value_or_throw(writer.write({.work = 3, .log_bytes = 64, .place = {}}));
  }
  EXPECT_TRUE(find_checkpoint(folder.path(), 3));
  EXPECT_FALSE(find_checkpoint(folder.path(), 4));
}

}  // namespace
}  // namespace wirespeed::months
