// A directory that something is written to.
#pragma once

#include <filesystem>
#include <system_error>
#include <utility>

#include "wirespeed/base/error.hpp"

namespace wirespeed::discogs {

// Makes a directory; one that was made is removed again, if it is empty then, unless keep() was called.
class OutDirectory {
 public:
  static Result<OutDirectory> make(const std::filesystem::path& path) {
    std::error_code error;
    const bool made = std::filesystem::create_directories(path, error);
    if (error) return fail(Errc::io, "create directory {}: {}", path.string(), error.message());
    return OutDirectory(path, made);
  }
  OutDirectory(OutDirectory&& other) noexcept
      : path_(std::move(other.path_)), made_(std::exchange(other.made_, false)) {}
  OutDirectory& operator=(OutDirectory&&) = delete;
  ~OutDirectory() {
    std::error_code ignored;
    if (made_) std::filesystem::remove(path_, ignored);
  }

  void keep() noexcept { made_ = false; }

 private:
  OutDirectory(std::filesystem::path path, bool made) : path_(std::move(path)), made_(made) {}
  std::filesystem::path path_;
  bool made_;
};

}  // namespace wirespeed::discogs
