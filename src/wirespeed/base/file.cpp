#include "wirespeed/base/file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace wirespeed {
namespace {

std::unexpected<Error> fail_errno(const char* operation, const std::filesystem::path& path) {
  return fail(Errc::io, "{} {}: {}", operation, path.string(), errno_text(errno));
}

Result<void> write_all(int descriptor, ByteView bytes, std::uint64_t offset, const std::filesystem::path& path) {
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail_errno("write", path);
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return {};
}

Result<void> sync_directory(const std::filesystem::path& directory) {
  const int descriptor = ::open(directory.empty() ? "." : directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return fail_errno("open directory", directory);
  const int failed = ::fsync(descriptor);
  ::close(descriptor);
  if (failed != 0) return fail_errno("sync directory", directory);
  return {};
}

}  // namespace

Result<MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail_errno("open", path);
  struct stat status{};
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(descriptor);
    return fail(Errc::io, "open {}: expected a regular file", path.string());
  }
  const auto size = static_cast<std::size_t>(status.st_size);
  void* at = size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_SHARED, descriptor, 0);
  ::close(descriptor);
  if (at == MAP_FAILED) return fail_errno("map", path);
  return MappedFile(ByteView(static_cast<const std::uint8_t*>(at), size));
}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(view_, other.view_);
  return *this;
}

MappedFile::~MappedFile() {
  if (!view_.empty()) ::munmap(const_cast<std::uint8_t*>(view_.data()), view_.size());
}

Result<AtomicFile> AtomicFile::create(const std::filesystem::path& path) {
  std::filesystem::path temporary = path;
  temporary += ".tmp";
  const int descriptor = ::open(temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) return fail_errno("create", temporary);
  return AtomicFile(path, std::move(temporary), descriptor);
}

AtomicFile::AtomicFile(std::filesystem::path path, std::filesystem::path temporary, int descriptor)
    : path_(std::move(path)), temporary_(std::move(temporary)), descriptor_(descriptor) {}

AtomicFile::AtomicFile(AtomicFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_) {}

AtomicFile::~AtomicFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(temporary_.c_str());
}

Result<void> AtomicFile::write(ByteView bytes) {
  auto written = write_all(descriptor_, bytes, size_, temporary_);
  if (written) size_ += bytes.size();
  return written;
}

Result<void> AtomicFile::write_at(std::uint64_t offset, ByteView bytes) {
  return write_all(descriptor_, bytes, offset, temporary_);
}

Result<void> AtomicFile::commit() {
  if (::fsync(descriptor_) != 0) return fail_errno("sync", temporary_);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) return fail_errno("rename", temporary_);
  ::close(std::exchange(descriptor_, -1));
  return sync_directory(path_.parent_path());
}

Result<void> replace_file(const std::filesystem::path& path, ByteView bytes) {
  auto file = AtomicFile::create(path);
  if (!file) return std::unexpected(file.error());
  if (auto ok = file->write(bytes); !ok) return ok;
  return file->commit();
}

Result<std::string> read_file(const std::filesystem::path& path) {
  auto file = MappedFile::open(path);
  if (!file) return std::unexpected(file.error());
  return std::string(text_of(file->bytes()));
}

}  // namespace wirespeed
