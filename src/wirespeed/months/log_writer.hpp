// records.cache while it grows, under its temporary name.
#pragma once

#include <filesystem>
#include <string_view>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/base/hash.hpp"
#include "wirespeed/months/record_log.hpp"

namespace wirespeed::months {

// One thread appends; sync() may be called by another. The file stays when the object goes: see remove().
class LogWriter {
 public:
  static Result<LogWriter> create(const std::filesystem::path& directory);
  // Goes on behind the first `bytes`; what is there beyond them is cut off.
  static Result<LogWriter> go_on(const std::filesystem::path& directory, std::uint64_t bytes);

  LogWriter(LogWriter&& other) noexcept;
  LogWriter& operator=(LogWriter&&) = delete;
  ~LogWriter();

  Result<void> append(std::string_view chunk);
  Result<void> sync() const;
  std::uint64_t size() const noexcept { return size_; }

  // The footer, and the name records.cache. Nothing may follow.
  Result<void> finish(const LogFooter& footer);

 private:
  LogWriter(const std::filesystem::path& directory, int descriptor, std::uint64_t size);

  std::filesystem::path path_, temporary_;
  int descriptor_;
  std::uint64_t size_;
};

}  // namespace wirespeed::months
