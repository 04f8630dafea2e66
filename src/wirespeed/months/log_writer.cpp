#include "wirespeed/months/log_writer.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "wirespeed/months/byte_code.hpp"

namespace wirespeed::months {
namespace {

std::string encode(const LogFooter& footer) {
  std::string text;
  ByteEncoder code(text);
  for (const std::uint64_t number : {footer.records_hash, footer.snapshot_hash, footer.last_year, footer.rules}) {
    code.number(number);
  }
  code.number(footer.files.size());
  for (const FileIdentity& file : footer.files) {
    for (const std::uint64_t number : {file.kind, file.bytes, file.hash}) code.number(number);
  }
  return encode_footer(text);
}

}  // namespace

LogWriter::LogWriter(const std::filesystem::path& directory, int descriptor, std::uint64_t size)
    : path_(directory / kCacheName), temporary_(directory / kPartialCacheName), descriptor_(descriptor), size_(size) {}

LogWriter::LogWriter(LogWriter&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_(std::move(other.temporary_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_) {}

LogWriter::~LogWriter() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<LogWriter> LogWriter::create(const std::filesystem::path& directory) {
  auto writer = go_on(directory, 0);
  if (!writer) return writer;
  if (auto ok = writer->append(log_header()); !ok) return std::unexpected(ok.error());
  return writer;
}

Result<LogWriter> LogWriter::go_on(const std::filesystem::path& directory, std::uint64_t bytes) {
  const std::filesystem::path path = directory / kPartialCacheName;
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return fail(Errc::io, "create {}: {}", path.string(), errno_text(errno));
  LogWriter writer(directory, descriptor, bytes);
  if (::ftruncate(descriptor, static_cast<off_t>(bytes)) != 0) {
    return fail(Errc::io, "cut {} to {} bytes: {}", path.string(), bytes, errno_text(errno));
  }
  return writer;
}

Result<void> LogWriter::append(std::string_view chunk) {
  while (!chunk.empty()) {
    const ssize_t n = ::pwrite(descriptor_, chunk.data(), chunk.size(), static_cast<off_t>(size_));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(Errc::io, "write {}: {}", temporary_.string(), errno_text(errno));
    chunk.remove_prefix(static_cast<std::size_t>(n));
    size_ += static_cast<std::uint64_t>(n);
  }
  return {};
}

Result<void> LogWriter::sync() const {
  if (::fdatasync(descriptor_) == 0) return {};
  return fail(Errc::io, "sync {}: {}", temporary_.string(), errno_text(errno));
}

Result<void> LogWriter::finish(const LogFooter& footer) {
  if (auto ok = append(encode(footer)); !ok) return ok;
  if (auto ok = sync(); !ok) return ok;
  if (std::rename(temporary_.c_str(), path_.c_str()) == 0) return {};
  return fail(Errc::io, "rename {}: {}", temporary_.string(), errno_text(errno));
}

}  // namespace wirespeed::months
