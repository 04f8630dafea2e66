// The date in the name of a dump.
#pragma once

#include <filesystem>
#include <string>

namespace wirespeed::discogs {

// "20260901" of discogs_20260901_artists.xml.gz; empty for names without.
std::string dump_date(const std::filesystem::path& path);

}  // namespace wirespeed::discogs
