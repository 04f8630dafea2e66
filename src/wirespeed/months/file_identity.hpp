// Dump files by their content.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

#include "wirespeed/base/hash.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/discogs/dump_reader.hpp"
#include "wirespeed/months/record_log.hpp"

namespace wirespeed::months {

// Of a file as it is on disk.
struct FileHash {
  std::uint64_t bytes = 0;
  std::uint64_t hash = 0;  // XXH3
};
// Of bytes as they are read.
class FileHasher {
 public:
  void update(ByteView bytes) {
    hash_.update(bytes);
    bytes_ += bytes.size();
  }
  FileHash finish() const noexcept { return {bytes_, hash_.finish()}; }

 private:
  Hash64 hash_;
  std::uint64_t bytes_ = 0;
};

using FileHashes = std::map<std::filesystem::path, FileHash>;

// Reads all of the files but those in `known`.
Result<std::vector<FileIdentity>> identify(const std::vector<discogs::DumpFile>& files, const FileHashes& known,
                                           unsigned threads, const Stop& stop);

}  // namespace wirespeed::months
