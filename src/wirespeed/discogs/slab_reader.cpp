#include "wirespeed/discogs/slab_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "wirespeed/discogs/record_finder.hpp"

namespace wirespeed::discogs {

void Slab::reserve(std::size_t wanted, std::size_t keep) {
  if (wanted <= capacity) return;
  auto larger = std::make_unique_for_overwrite<char[]>(wanted + kBatchPadding);
  if (keep > 0) std::memcpy(larger.get(), bytes.get(), keep);
  bytes = std::move(larger);
  capacity = wanted;
}

Result<InputFile> InputFile::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return fail(Errc::io, "open {}: {}", path.string(), errno_text(errno));
  InputFile file(path, descriptor, 0);
  struct stat status{};
  if (::fstat(descriptor, &status) != 0) return fail(Errc::io, "open {}: {}", path.string(), errno_text(errno));
  if (S_ISDIR(status.st_mode)) return fail(Errc::io, "open {}: expected a file, found a directory", path.string());
  file.size_ = static_cast<std::uint64_t>(status.st_size);
  ::posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return file;
}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)), size_(other.size_) {}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<std::size_t> InputFile::read(std::span<std::uint8_t> out) {
  while (true) {
    const ssize_t n = ::read(descriptor_, out.data(), out.size());
    if (n >= 0) return static_cast<std::size_t>(n);
    if (errno != EINTR) return fail(Errc::io, "read {}: {}", path_.string(), errno_text(errno));
  }
}

Result<void> InputFile::seek(std::uint64_t offset) {
  if (::lseek(descriptor_, static_cast<off_t>(offset), SEEK_SET) >= 0) return {};
  return fail(Errc::io, "seek in {} to byte {}: {}", path_.string(), offset, errno_text(errno));
}

Result<ContentReader> ContentReader::open(const std::filesystem::path& path, std::size_t read_bytes) {
  auto file = InputFile::open(path);
  if (!file) return std::unexpected(file.error());
  ContentReader reader(path, std::move(*file), std::max<std::size_t>(read_bytes, 1));
  std::vector<std::uint8_t> head;  // reading one byte at a time must find both bytes of the magic
  while (head.size() < 2 && !reader.file_ended_) {
    if (auto ok = reader.fill(); !ok) return std::unexpected(ok.error());
    head.insert(head.end(), reader.pending_.begin(), reader.pending_.end());
  }
  reader.is_gzip_ = head.size() >= 2 && std::equal(xml::kGzipMagic, xml::kGzipMagic + 2, head.begin());
  if (head.size() > reader.buffer_.size()) reader.buffer_.resize(head.size());
  std::ranges::copy(head, reader.buffer_.begin());
  reader.pending_ = ByteView(reader.buffer_).first(head.size());
  return reader;
}

Result<ContentReader> ContentReader::open_at(const std::filesystem::path& path, std::size_t read_bytes,
                                             const ReadPlace& place) {
  auto file = InputFile::open(path);
  if (!file) return std::unexpected(file.error());
  if (auto ok = file->seek(place.file_offset); !ok) return std::unexpected(ok.error());
  ContentReader reader(path, std::move(*file), std::max<std::size_t>(read_bytes, 1));
  reader.is_gzip_ = !place.inflater.empty();
  reader.bytes_in_ = place.file_offset;
  if (reader.is_gzip_ && !reader.inflater_.restore(place.inflater)) {
    return fail(Errc::malformed, "read {}: expected the state of this build's inflater, found {} other bytes",
                path.string(), place.inflater.size());
  }
  return reader;
}

bool ContentReader::save(ReadPlace& place) const {
  place.file_offset = bytes_in_ - pending_.size();
  if (is_gzip_) place.inflater = inflater_.save();
  return !is_gzip_ || !place.inflater.empty();
}

Result<void> ContentReader::fill() {
  auto n = file_.read(buffer_);
  if (!n) return std::unexpected(n.error());
  pending_ = ByteView(buffer_).first(*n);
  bytes_in_ += *n;
  file_ended_ = *n == 0;
  return {};
}

Result<std::size_t> ContentReader::read(std::span<std::uint8_t> out) {
  if (!is_gzip_) return read_plain(out);
  while (true) {
    auto step = inflater_.inflate(pending_, out);
    if (!step) return fail(step.error().code, "read {}: {}", path_.string(), step.error().message);
    pending_ = pending_.subspan(step->consumed);
    if (step->produced > 0 || out.empty()) return step->produced;
    if (!pending_.empty()) continue;
    if (auto ok = fill(); !ok) return std::unexpected(ok.error());
    if (!file_ended_) continue;
    if (inflater_.at_end()) return 0;
    return fail(Errc::truncated,
                "read {}: expected the rest of a gzip member, found the end of the file at byte {}; fetch it again",
                path_.string(), bytes_in_);
  }
}

Result<std::size_t> ContentReader::read_plain(std::span<std::uint8_t> out) {
  if (!pending_.empty()) {
    const std::size_t n = std::min(out.size(), pending_.size());
    std::memcpy(out.data(), pending_.data(), n);
    pending_ = pending_.subspan(n);
    return n;
  }
  if (file_ended_) return 0;
  auto n = file_.read(out);
  if (n) bytes_in_ += *n;
  if (n && *n == 0) file_ended_ = true;
  return n;
}

Result<SlabReader> SlabReader::open(const DumpFile& file, const ReadOptions& options) {
  auto content = ContentReader::open(file.path, options.read_bytes);
  if (!content) return std::unexpected(content.error());
  return SlabReader(file, options, std::move(*content));
}

Result<SlabReader> SlabReader::open_at(const DumpFile& file, const ReadOptions& options, const ReadPlace& place) {
  auto content = ContentReader::open_at(file.path, options.read_bytes, place);
  if (!content) return std::unexpected(content.error());
  SlabReader reader(file, options, std::move(*content));
  reader.carry_ = place.carry;
  reader.offset_ = place.offset;
  return reader;
}

bool SlabReader::save(ReadPlace& place) const {
  if (done_ || content_ended_ || !content_.save(place)) return false;
  place.carry = carry_;
  place.offset = offset_;
  return true;
}

Result<bool> SlabReader::next(Slab& slab) {
  if (done_) return false;
  std::size_t room = std::max(slab_bytes_, carry_.size());  // not what the slab happens to have: batches are the same
  slab.reserve(room, 0);                                    // whichever slabs they come in
  std::ranges::copy(carry_, slab.bytes.get());
  slab.size = carry_.size();
  slab.offset = offset_;
  while (true) {
    if (auto ok = fill(slab, room); !ok) return std::unexpected(ok.error());
    if (auto found = cut(slab); !found || *found) return found;
    if (room >= kMaxRecordBytes) {
      return fail(Errc::limit, "read {}: expected a <{}> of at most {} MiB, found a longer one at byte {}",
                  file_->path.string(), record_name(file_->kind), kMaxRecordBytes >> 20, slab.offset);
    }
    room *= 2;
    slab.reserve(room, slab.size);
  }
}

Result<void> SlabReader::fill(Slab& slab, std::size_t room) {
  auto* const bytes = reinterpret_cast<std::uint8_t*>(slab.bytes.get());
  while (slab.size < room && !content_ended_) {
    auto n = content_.read({bytes + slab.size, room - slab.size});
    if (!n) return std::unexpected(n.error());
    content_ended_ = *n == 0;
    slab.size += *n;
  }
  return {};
}

// Cuts the slab where its last record begins and carries the rest over. False if no record begins behind its start.
Result<bool> SlabReader::cut(Slab& slab) {
  const std::string_view bytes(slab.bytes.get(), slab.size);
  std::size_t end = slab.size;
  if (content_ended_) {
    if (auto ok = check_end(slab); !ok) return std::unexpected(ok.error());
    done_ = true;
  } else {
    end = rfind_record(file_->kind, bytes, 1);
    if (end == bytes.npos) return false;
  }
  carry_.assign(bytes.begin() + static_cast<std::ptrdiff_t>(end), bytes.end());
  slab.size = end;
  offset_ = slab.offset + end;
  std::memset(slab.bytes.get() + end, 0, std::min(kBatchPadding, slab.capacity + kBatchPadding - end));
  return true;
}

Result<void> SlabReader::check_end(const Slab& slab) const {
  if (ends_dump(file_->kind, {slab.bytes.get(), slab.size})) return {};
  return fail(Errc::truncated,
              "read {}: expected </{}> at the end, found the end of the file at byte {}; fetch it again",
              file_->path.string(), root_name(file_->kind), slab.offset + slab.size);
}

}  // namespace wirespeed::discogs
