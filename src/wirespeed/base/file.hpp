// Files: mapped for reading, and written so that a reader sees the old file or the whole new one, never a half.
#pragma once

#include <filesystem>
#include <string>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"

namespace wirespeed {

// A file mapped read-only for the life of the object. Thread-safe (it is constant).
class MappedFile {
 public:
  static Result<MappedFile> open(const std::filesystem::path& path);

  MappedFile(MappedFile&& other) noexcept : view_(std::exchange(other.view_, {})) {}
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  ByteView bytes() const noexcept { return view_; }

 private:
  explicit MappedFile(ByteView view) : view_(view) {}
  ByteView view_;
};

// Written under `<path>.tmp`, synced and renamed by commit(); removed when destroyed before that.
class AtomicFile {
 public:
  static Result<AtomicFile> create(const std::filesystem::path& path);

  AtomicFile(AtomicFile&& other) noexcept;
  AtomicFile& operator=(AtomicFile&&) = delete;
  ~AtomicFile();

  Result<void> write(ByteView bytes);                           // appends
  Result<void> write_at(std::uint64_t offset, ByteView bytes);  // overwrites; does not move the end
  Result<void> commit();                                        // fsync, rename, fsync of the directory

  std::uint64_t size() const noexcept { return size_; }

 private:
  AtomicFile(std::filesystem::path path, std::filesystem::path temporary, int descriptor);
  std::filesystem::path path_;
  std::filesystem::path temporary_;
  int descriptor_;
  std::uint64_t size_ = 0;
};

// By an AtomicFile.
Result<void> replace_file(const std::filesystem::path& path, ByteView bytes);

Result<std::string> read_file(const std::filesystem::path& path);

}  // namespace wirespeed
