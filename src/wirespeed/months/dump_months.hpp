// A directory to which new dumps come: which months lie there, and whether one is whole.
//
//   discogs_20260901_artists.xml.gz, ..., discogs_20260901_CHECKSUM.txt
//
// Discogs publishes CHECKSUM.txt last, so a month that has one is there to its end.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/months/file_identity.hpp"

namespace wirespeed::months {

struct DumpMonth {
  std::string date;                          // "20260901"
  std::vector<std::filesystem::path> dumps;  // by name
  std::filesystem::path checksums;           // empty where there is none
  std::string look;                          // names, sizes and times: another one when a file changes
};

// By date, the newest last. Files of other names are passed over, directories are not searched.
Result<std::vector<DumpMonth>> list_months(const std::filesystem::path& directory);

struct FileChecksum {
  std::string name;
  std::string sha256;  // 64 lower-case digits
};

// Lines of a digest, space (and perhaps '*'), and a name. An error names the line.
Result<std::vector<FileChecksum>> parse_checksums(std::string_view text);

// Whether a month is whole: by its checksums, all of whose files must be there and have them; without such a file, by
// having artists, labels, masters and releases. Errc::not_found says what is not there yet, Errc::corrupt what is not
// as it should be. What reading the files told stays of use: see MonthOptions::hashes.
Result<FileHashes> check_whole(const DumpMonth& month, unsigned threads, const Stop& stop);

// check_whole() for who looks again and again: what reading gigabytes has shown holds until a file looks different.
// Not thread-safe.
class MonthChecks {
 public:
  Result<FileHashes> check(const DumpMonth& month, unsigned threads, const Stop& stop);
  // What else was found to be wrong with it; check() says so from now on.
  void refuse(const DumpMonth& month, Error error);

 private:
  struct Verdict {
    std::string look;
    Result<FileHashes> whole;
  };
  std::map<std::string, Verdict> verdicts_;  // by date
};

}  // namespace wirespeed::months
