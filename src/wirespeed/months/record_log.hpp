// records.cache: a header of 64 bytes, chunks (record_chunk.hpp), and a footer when it is finished.
#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "wirespeed/base/file.hpp"
#include "wirespeed/discogs/id_set.hpp"
#include "wirespeed/months/record_chunk.hpp"

namespace wirespeed::months {

inline constexpr const char* kCacheName = "records.cache";
inline constexpr const char* kPartialCacheName = "records.cache.partial";

// A dump file by its content.
struct FileIdentity {
  std::uint64_t kind = 0;
  std::uint64_t bytes = 0;
  std::uint64_t hash = 0;  // XXH3 of the file as it is on disk

  bool operator==(const FileIdentity&) const = default;
};

// What was made from the records of a finished file.
struct LogFooter {
  std::uint64_t records_hash = 0;   // over id, length and hash of all records in their order
  std::uint64_t snapshot_hash = 0;  // of the snapshot that was written with it
  std::uint64_t last_year = 0;
  std::uint64_t rules = 0;  // hash of the rules that were applied
  std::vector<FileIdentity> files;
};

// A file mapped and checked to its last byte. Constant after open, so thread-safe.
class RecordLog {
 public:
  // A finished file. An error says what is wrong; the next ingest then parses everything.
  static Result<RecordLog> open(const std::filesystem::path& path, unsigned threads);
  // The first `bytes` of a file that is being written.
  static Result<RecordLog> open_partial(const std::filesystem::path& path, std::uint64_t bytes, unsigned threads);

  const std::vector<ChunkView>& chunks() const noexcept { return chunks_; }
  const LogFooter& footer() const noexcept { return footer_; }

 private:
  explicit RecordLog(MappedFile file) : file_(std::move(file)) {}
  static Result<RecordLog> map(const std::filesystem::path& path, std::optional<std::uint64_t> bytes, unsigned threads);
  Result<void> read_chunks(ByteView bytes, unsigned threads);

  MappedFile file_;
  std::vector<ChunkView> chunks_;
  LogFooter footer_;
  bool finished_ = false;
};

// Where a record of a log is.
struct RecordPlace {
  std::uint32_t chunk;
  std::uint32_t record;
};

// Finds records by id, and the one behind another. Thread-safe; borrows the log.
class KnownRecords {
 public:
  explicit KnownRecords(const RecordLog& log);

  std::optional<RecordPlace> find(discogs::Kind kind, std::uint32_t id) const;
  std::optional<RecordPlace> behind(RecordPlace place) const;  // of the same kind

  const ChunkView& chunk(RecordPlace place) const noexcept { return log_->chunks()[place.chunk]; }
  const LogEntry& entry(RecordPlace place) const noexcept { return chunk(place).entries[place.record]; }
  const discogs::IdSet& ids(discogs::Kind kind) const noexcept { return ids_[static_cast<std::size_t>(kind)]; }

 private:
  struct Keyed {
    std::uint32_t id;
    RecordPlace place;
  };
  void add_chunk(std::uint32_t chunk);

  const RecordLog* log_;
  std::array<std::vector<Keyed>, discogs::kKindCount> first_of_chunk_;  // where ids ascend
  std::array<std::vector<Keyed>, discogs::kKindCount> all_;             // where they do not
  std::array<bool, discogs::kKindCount> ascends_{};
  std::array<discogs::IdSet, discogs::kKindCount> ids_;
  std::vector<std::uint32_t> next_chunk_;  // of the same kind and with records; the number of chunks if there is none
};

std::string log_header();

}  // namespace wirespeed::months
