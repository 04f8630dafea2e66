// A file of named sections, made to be mapped: the container of a snapshot.
//
//   | header, 64 bytes | section, 64-aligned | section | ... | directory |
//   header:    magic "WSPDSNAP", u32 version, u32 section count, u64 directory offset, u64 directory hash,
//              u64 file size, 16 zero bytes, u64 XXH3 of the 56 bytes before it
//   directory: per section, 64 bytes: name (40, zero padded), u64 offset, u64 size, u64 XXH3 of its bytes
//
// Writing goes through an AtomicFile, so a crash leaves the old file. Opening checks the header and the directory
// (microseconds); verify() checks every section's hash.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/file.hpp"

namespace wirespeed {

inline constexpr std::uint32_t kSectionFileVersion = 1;

struct Section {
  std::string name;  // "graph/BY/out/offsets"; at most 39 bytes
  std::uint64_t offset;
  std::uint64_t size;
  std::uint64_t hash;
  std::uint32_t place = 0;  // among those of the file, in the order of writing
};

class SectionWriter {
 public:
  static Result<SectionWriter> create(const std::filesystem::path& path);

  Result<void> add(std::string_view name, ByteView bytes);
  // One section of all parts, in order.
  Result<void> add_parts(std::string_view name, std::span<const ByteView> parts);

  template <typename T>
  Result<void> add_array(std::string_view name, std::span<const T> values) {
    return add(name, {reinterpret_cast<const std::uint8_t*>(values.data()), values.size_bytes()});
  }

  // Writes the directory and the header, syncs and renames. Nothing may follow.
  Result<void> commit();

 private:
  explicit SectionWriter(AtomicFile file) : file_(std::move(file)) {}
  AtomicFile file_;
  std::vector<Section> sections_;
};

// Thread-safe: constant after open(). Views live as long as the object (moving it keeps them valid).
class SectionFile {
 public:
  static Result<SectionFile> open(const std::filesystem::path& path);

  // Every section's hash, and the zeros between them; reads the whole file.
  Result<void> verify() const;
  // The zeros behind each section.
  Result<void> verify_padding() const;

  // A section whose hash fits. `look` is shown its bytes, too, in parts that are still in the processor's cache; its
  // error ends the reading. A part begins at a multiple of 64 bytes; where the hash is wrong, `look` has seen wrong
  // bytes.
  using Look = std::function<Result<void>(ByteView part)>;
  Result<ByteView> verified_section(std::string_view name, const Look& look = {}) const;

  // By name.
  const std::vector<Section>& sections() const noexcept { return sections_; }
  // The header's, so that of all that the file holds.
  std::uint64_t hash() const noexcept { return hash_; }
  const std::filesystem::path& path() const noexcept { return path_; }
  std::uint64_t size() const noexcept { return file_.bytes().size(); }

  bool contains(std::string_view name) const noexcept { return find(name) != nullptr; }
  Result<ByteView> section(std::string_view name) const;

  template <typename T>
  Result<std::span<const T>> array(std::string_view name) const {
    auto bytes = section(name);
    if (!bytes) return std::unexpected(bytes.error());
    if (bytes->size() % sizeof(T) != 0) {
      return fail(Errc::malformed, "open {}: section {}: expected a multiple of {} bytes, found {}", path_.string(),
                  name, sizeof(T), bytes->size());
    }
    return std::span<const T>(reinterpret_cast<const T*>(bytes->data()), bytes->size() / sizeof(T));
  }

 private:
  SectionFile(std::filesystem::path path, MappedFile file) : path_(std::move(path)), file_(std::move(file)) {}
  const Section* find(std::string_view name) const noexcept;
  ByteView content(const Section& section) const noexcept {
    return file_.bytes().subspan(section.offset, section.size);
  }
  Result<const Section*> expected(std::string_view name) const;
  Result<void> verify(const Section& section, const Look& look) const;
  Result<void> read_directory();

  std::filesystem::path path_;
  MappedFile file_;
  std::vector<Section> sections_;
  std::uint64_t hash_ = 0;
};

}  // namespace wirespeed
