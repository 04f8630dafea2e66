// Which month a directory has.
#pragma once

#include <filesystem>
#include <string>

namespace discography {

// The newest date in the names of the files that the last ingest took, as its report tells ("20260901"); empty where
// there is no report, or none of its files has a date.
std::string ingested_date(const std::filesystem::path& directory);

}  // namespace discography
