// Records that could not be read, kept with their reasons: one JSON object a line.
//
//   {"file": "dumps/releases.xml.gz", "offset": 4711, "reason": "expected ...", "bytes": "<release id=..."}
//
// Where the bytes are no UTF-8, `bytes` has U+FFFD in their place and `bytes_hex` has them exactly.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "wirespeed/base/error.hpp"
#include "wirespeed/base/file.hpp"
#include "wirespeed/discogs/dump_reader.hpp"

namespace wirespeed::discogs {

// The line of one reject, with its end.
std::string to_json_line(const Reject& reject);

// Made when the first reject comes, under a temporary name. Until commit() an earlier file stays as it is.
class RejectFile {
 public:
  explicit RejectFile(std::filesystem::path path) : path_(std::move(path)) {}

  Result<void> add(const Reject& reject);

  // The file takes its name; without any reject, what an earlier run left under that name is removed.
  Result<void> commit();

 private:
  Result<void> remove_earlier();

  std::filesystem::path path_;
  std::optional<AtomicFile> file_;
};

}  // namespace wirespeed::discogs
