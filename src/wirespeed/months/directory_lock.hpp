// One writer to a directory at a time.
#pragma once

#include <filesystem>

#include "wirespeed/base/error.hpp"

namespace wirespeed::months {

inline constexpr const char* kLockName = "lock";

// Held as long as the object lives, or its process: a kill lets go of it. The file stays.
class DirectoryLock {
 public:
  // An error at once if another process has it. `operation` is named in it.
  static Result<DirectoryLock> take(const std::filesystem::path& directory, const char* operation);

  DirectoryLock(DirectoryLock&& other) noexcept;
  DirectoryLock& operator=(DirectoryLock&&) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace wirespeed::months
