#include "wirespeed/s3_client/part_source.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace wirespeed::s3_client {
namespace {

std::optional<std::uint64_t> left_of(int descriptor) noexcept {
  struct stat said{};
  const off_t at = ::lseek(descriptor, 0, SEEK_CUR);
  if (at < 0 || ::fstat(descriptor, &said) != 0 || !S_ISREG(said.st_mode)) return std::nullopt;
  return static_cast<std::uint64_t>(std::max<off_t>(said.st_size - at, 0));
}

}  // namespace

FileParts::FileParts(int descriptor) noexcept : FileParts(descriptor, left_of(descriptor)) {}

s3::Outcome<Buffer> MemoryParts::next(std::uint64_t bytes) {
  const auto part = left_.first(std::min<std::uint64_t>(bytes, left_.size()));
  left_ = left_.subspan(part.size());
  return Buffer{nullptr, part};
}

s3::Outcome<Buffer> FileParts::next(std::uint64_t bytes) {
  auto slab = std::make_shared<const Slab>(bytes);
  std::size_t filled = 0;
  while (filled < bytes) {
    const ssize_t n = ::read(descriptor_, slab->data() + filled, bytes - filled);
    if (n == 0) break;
    if (n > 0) {
      filled += static_cast<std::size_t>(n);
    } else if (errno != EINTR) {
      return std::unexpected(s3::Error(
          {Errc::io, fmt::format("put object: reading the file: {}; nothing was stored", errno_text(errno))}));
    }
  }
  return Buffer{slab, {slab->data(), filled}};
}

}  // namespace wirespeed::s3_client
