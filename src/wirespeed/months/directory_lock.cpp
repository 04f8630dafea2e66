#include "wirespeed/months/directory_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace wirespeed::months {
namespace {

// Whether the locked file still has its name: an ingest that failed may have removed it meanwhile.
bool is_there(int descriptor, const std::filesystem::path& path) {
  struct stat held{}, named{};
  return ::fstat(descriptor, &held) == 0 && ::stat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
         held.st_dev == named.st_dev;
}

}  // namespace

Result<DirectoryLock> DirectoryLock::take(const std::filesystem::path& directory, const char* operation) {
  const std::filesystem::path path = directory / kLockName;
  while (true) {
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor < 0) return fail(Errc::io, "create {}: {}", path.string(), errno_text(errno));
    DirectoryLock lock(descriptor);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return fail(Errc::io, "lock {}: {}", path.string(), errno_text(errno));
      return fail(Errc::io,
                  "{} {}: expected to be the only one that writes there, found another process at work (it holds "
                  "{}); wait for it to end",
                  operation, directory.string(), path.string());
    }
    if (is_there(descriptor, path)) return lock;
  }
}

DirectoryLock::DirectoryLock(DirectoryLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

DirectoryLock::~DirectoryLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace wirespeed::months
