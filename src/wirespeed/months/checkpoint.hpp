// Where an ingest goes on after it was killed: a small file beside the growing records.cache.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "wirespeed/base/error.hpp"
#include "wirespeed/discogs/dump_reader.hpp"
#include "wirespeed/months/log_writer.hpp"

namespace wirespeed::months {

inline constexpr const char* kCheckpointName = "checkpoint";

struct Checkpoint {
  std::uint64_t work = 0;       // what is being done: files, options, rules; another work begins anew
  std::uint64_t log_bytes = 0;  // of records.cache.partial
  discogs::ReadPlace place;
};

std::string encode(const Checkpoint& checkpoint);
Result<Checkpoint> decode_checkpoint(std::string_view bytes);

// The checkpoint of this work in `directory`; nothing if there is none, or another's, or a damaged one.
std::optional<Checkpoint> find_checkpoint(const std::filesystem::path& directory, std::uint64_t work);

// Writes checkpoints on a thread of its own, so that nobody waits for the disk: the log is synced first, so that
// what the checkpoint speaks of is there. The log is borrowed and must outlive it.
class CheckpointWriter {
 public:
  CheckpointWriter(std::filesystem::path directory, const LogWriter& log);
  ~CheckpointWriter();  // writes what waits
  CheckpointWriter(const CheckpointWriter&) = delete;
  CheckpointWriter& operator=(const CheckpointWriter&) = delete;

  // Returns at once; one that waits is replaced. The error is that of an earlier write.
  Result<void> write(Checkpoint checkpoint);

 private:
  void run();
  Result<void> write_now(const Checkpoint& checkpoint) const;

  std::filesystem::path directory_;
  const LogWriter& log_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Checkpoint> waiting_;
  bool ended_ = false;
  Result<void> last_ = {};
  std::jthread thread_;
};

}  // namespace wirespeed::months
