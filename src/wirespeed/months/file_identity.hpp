// Dump files by their content.
#pragma once

#include <vector>

#include "wirespeed/base/stop.hpp"
#include "wirespeed/discogs/dump_reader.hpp"
#include "wirespeed/months/record_log.hpp"

namespace wirespeed::months {

// Reads all of the files, as they are on disk.
Result<std::vector<FileIdentity>> identify(const std::vector<discogs::DumpFile>& files, unsigned threads,
                                           const Stop& stop);

}  // namespace wirespeed::months
