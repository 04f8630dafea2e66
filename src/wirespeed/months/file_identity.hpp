// Dump files by their content.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/discogs/dump_reader.hpp"
#include "wirespeed/months/record_log.hpp"

namespace wirespeed::months {

// Of a file as it is on disk.
struct FileHash {
  std::uint64_t bytes = 0;
  std::uint64_t hash = 0;  // XXH3
};
using FileHashes = std::map<std::filesystem::path, FileHash>;

// Reads all of the files but those in `known`.
Result<std::vector<FileIdentity>> identify(const std::vector<discogs::DumpFile>& files, const FileHashes& known,
                                           unsigned threads, const Stop& stop);

}  // namespace wirespeed::months
