// One dump file as slabs that are cut where a record begins.
#pragma once

#include <memory>
#include <vector>

#include "wirespeed/discogs/dump_reader.hpp"
#include "wirespeed/xml/inflater.hpp"

namespace wirespeed::discogs {

inline constexpr std::size_t kMaxRecordBytes = std::size_t{64} << 20;  // the largest real one has about 1 MB

// Room for a batch, used again and again. bytes[0, size) is the batch; kBatchPadding more are readable.
struct Slab {
  std::unique_ptr<char[]> bytes;
  std::size_t capacity = 0;
  std::size_t size = 0;
  std::uint64_t offset = 0;  // of bytes[0] in the inflated file

  void reserve(std::size_t wanted, std::size_t keep);  // keeps the first `keep` bytes
};

// A file opened for reading, from its start to its end. Gives bytes as they come.
class InputFile {
 public:
  static Result<InputFile> open(const std::filesystem::path& path);
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;
  ~InputFile();

  Result<std::size_t> read(std::span<std::uint8_t> out);  // 0 at the end
  Result<void> seek(std::uint64_t offset);
  std::uint64_t size() const noexcept { return size_; }

 private:
  InputFile(std::filesystem::path path, int descriptor, std::uint64_t size)
      : path_(std::move(path)), descriptor_(descriptor), size_(size) {}
  std::filesystem::path path_;
  int descriptor_;
  std::uint64_t size_;
};

// The file's content, inflated if it is gzip (by its first two bytes).
class ContentReader {
 public:
  static Result<ContentReader> open(const std::filesystem::path& path, std::size_t read_bytes);

  // Goes on where save() was called. REQUIRES: the same file.
  static Result<ContentReader> open_at(const std::filesystem::path& path, std::size_t read_bytes,
                                       const ReadPlace& place);
  bool save(ReadPlace& place) const;  // false where this build cannot go on in the middle of a gzip member

  // Fills some of `out`; 0 at the end, which an incomplete gzip member is not.
  Result<std::size_t> read(std::span<std::uint8_t> out);
  std::uint64_t bytes_in() const noexcept { return bytes_in_; }

 private:
  ContentReader(std::filesystem::path path, InputFile file, std::size_t read_bytes)
      : path_(std::move(path)), file_(std::move(file)), buffer_(read_bytes) {}
  Result<void> fill();
  Result<std::size_t> read_plain(std::span<std::uint8_t> out);

  std::filesystem::path path_;
  InputFile file_;
  std::vector<std::uint8_t> buffer_;
  ByteView pending_;  // of buffer_
  bool file_ended_ = false;
  bool is_gzip_ = false;
  xml::Inflater inflater_;
  std::uint64_t bytes_in_ = 0;
};

// Not thread-safe. Errors name the file and the place.
class SlabReader {
 public:
  static Result<SlabReader> open(const DumpFile& file, const ReadOptions& options);
  static Result<SlabReader> open_at(const DumpFile& file, const ReadOptions& options, const ReadPlace& place);

  // The next batch into `slab`; false behind the last one. Checks that the dump ends with its root's end tag.
  Result<bool> next(Slab& slab);
  std::uint64_t bytes_in() const noexcept { return content_.bytes_in(); }

  // Where it stands between two batches. False behind the last batch of a file, and where the content cannot be saved.
  bool save(ReadPlace& place) const;

 private:
  SlabReader(const DumpFile& file, const ReadOptions& options, ContentReader content)
      : file_(&file), slab_bytes_(options.slab_bytes), content_(std::move(content)) {}
  Result<void> fill(Slab& slab, std::size_t room);
  Result<bool> cut(Slab& slab);
  Result<void> check_end(const Slab& slab) const;

  const DumpFile* file_;
  std::size_t slab_bytes_;
  ContentReader content_;
  std::vector<char> carry_;   // what came behind the last cut
  std::uint64_t offset_ = 0;  // of carry_ in the inflated file
  bool content_ended_ = false;
  bool done_ = false;
};

}  // namespace wirespeed::discogs
