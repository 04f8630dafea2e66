// A chunk of records.cache: the records of one batch, by hash, with what they say about the graph.
//
//   | header, 64 bytes | an entry of 24 bytes for each record | slim records | hits | rejects | zeros up to 8 bytes |
//
// Being whole in themselves and checked by hashes, chunks are appended while an ingest goes on: what is there after a
// kill is where the next run goes on, and what is there at the end is what the next month is compared with.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/discogs/dump_reader.hpp"
#include "wirespeed/discogs/record_filter.hpp"
#include "wirespeed/discogs/records.hpp"

namespace wirespeed::months {

// Of one record, in the order of the dump.
struct LogEntry {
  std::uint32_t id;
  std::uint32_t length;      // of its bytes in the dump
  std::uint64_t hash;        // of the same
  std::uint32_t slim_end;    // in the chunk's slim records; it begins where the one before ends
  std::uint32_t repairs_of;  // repairs, and kLeftOut if a rule left the record out
};
static_assert(sizeof(LogEntry) == 24);
inline constexpr std::uint32_t kLeftOut = std::uint32_t{1} << 31;

// What a rule said about a record of a chunk.
struct LoggedHit {
  std::uint32_t record;  // index of its entry
  std::uint32_t rule;
  std::string value;
};

// What a worker makes of a batch, before it is bytes.
struct RecordChunk {
  discogs::Kind kind = discogs::Kind::artists;
  std::uint32_t file = 0;  // index of the dump file
  std::vector<LogEntry> entries;
  std::string slim;
  std::vector<LoggedHit> hits;
};

// With the batch's rejects, whose file is the chunk's.
std::string encode(const RecordChunk& chunk, const std::vector<discogs::Reject>& rejects);

// Reads in place; the bytes are borrowed.
struct ChunkView {
  discogs::Kind kind = discogs::Kind::artists;
  std::uint32_t file = 0;
  std::span<const LogEntry> entries;
  std::string_view slim, hits, rejects;
  bool is_footer = false;  // the last one of a finished file: `slim` has it
  std::uint64_t bytes = 0;

  std::string_view slim_of(std::size_t record) const noexcept {
    const std::uint32_t begin = record == 0 ? 0 : entries[record - 1].slim_end;
    return slim.substr(begin, entries[record].slim_end - begin);
  }
};

// The chunk that `bytes` begins with. Looks at its header and its sizes; is_intact() reads all of it.
// REQUIRES: bytes.data() is aligned to 8 bytes.
Result<ChunkView> view_chunk(ByteView bytes);
bool is_intact(ByteView chunk);

std::vector<LoggedHit> hits_of(const ChunkView& chunk);
std::vector<discogs::Reject> rejects_of(const ChunkView& chunk, const std::filesystem::path& file);

// The end of a finished records.cache.
std::string encode_footer(std::string_view text);

}  // namespace wirespeed::months
