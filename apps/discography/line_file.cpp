#include "line_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace discography {

using wirespeed::Errc;
using wirespeed::errno_text;
using wirespeed::fail;

wirespeed::Result<void> append_line(const std::filesystem::path& path, std::string_view line) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) return fail(Errc::io, "open {} to append a line: {}", path.string(), errno_text(errno));
  const auto written = ::write(descriptor, line.data(), line.size());
  const int error = errno;
  ::close(descriptor);
  if (written == static_cast<ssize_t>(line.size())) return {};
  const std::string why = written < 0 ? errno_text(error) : "the disk is full";
  return fail(Errc::io, "append a line of {} bytes to {}: {}", line.size(), path.string(), why);
}

}  // namespace discography
