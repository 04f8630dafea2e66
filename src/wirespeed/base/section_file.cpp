#include "wirespeed/base/section_file.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

#include "wirespeed/base/hash.hpp"

namespace wirespeed {
namespace {

constexpr char kMagic[8] = {'W', 'S', 'P', 'D', 'S', 'N', 'A', 'P'};
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kNameBytes = 40;
constexpr std::size_t kPartBytes = std::size_t{128} << 10;  // of a section that is verified: half of a small L2 cache

struct Header {
  char magic[8];
  std::uint32_t version;
  std::uint32_t section_count;
  std::uint64_t directory_offset;
  std::uint64_t directory_hash;
  std::uint64_t file_size;
  std::uint64_t reserved[2];
  std::uint64_t hash;  // of the bytes before it
};
static_assert(sizeof(Header) == kAlignment);

struct Entry {
  char name[kNameBytes];
  std::uint64_t offset;
  std::uint64_t size;
  std::uint64_t hash;
};
static_assert(sizeof(Entry) == kAlignment);

template <typename T>
ByteView object_bytes(const T& object, std::size_t size = sizeof(T)) {
  return {reinterpret_cast<const std::uint8_t*>(&object), size};
}

std::uint64_t header_hash(const Header& header) { return hash64(object_bytes(header, offsetof(Header, hash))); }

Result<void> pad(AtomicFile& file) {
  constexpr std::array<std::uint8_t, kAlignment> kZeros{};
  return file.write(ByteView(kZeros).first(align_up(file.size(), kAlignment) - file.size()));
}

Entry to_entry(const Section& section) {
  Entry entry{};
  std::copy(section.name.begin(), section.name.end(), entry.name);
  entry.offset = section.offset;
  entry.size = section.size;
  entry.hash = section.hash;
  return entry;
}

Result<void> check_header(const Header& header, std::uint64_t file_size, const std::string& path) {
  if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0) {
    return fail(Errc::malformed, "open {}: expected a wirespeed snapshot, found other bytes at offset 0", path);
  }
  if (header.hash != header_hash(header)) {
    return fail(Errc::corrupt, "open {}: header checksum does not fit; write the snapshot again", path);
  }
  if (header.version != kSectionFileVersion) {
    return fail(Errc::unsupported, "open {}: expected snapshot version {}, found {}; write the snapshot again", path,
                kSectionFileVersion, header.version);
  }
  if (header.file_size != file_size) {
    return fail(Errc::truncated, "open {}: expected {} bytes, found {}; the file was cut or is still being copied",
                path, header.file_size, file_size);
  }
  return {};
}

}  // namespace

Result<SectionWriter> SectionWriter::create(const std::filesystem::path& path) {
  auto file = AtomicFile::create(path);
  if (!file) return std::unexpected(file.error());
  SectionWriter writer(std::move(*file));
  if (auto ok = writer.file_.write(object_bytes(Header{})); !ok) return std::unexpected(ok.error());
  return writer;
}

Result<void> SectionWriter::add(std::string_view name, ByteView bytes) { return add_parts(name, {&bytes, 1}); }

Result<void> SectionWriter::add_parts(std::string_view name, std::span<const ByteView> parts) {
  if (name.size() >= kNameBytes) {
    return fail(Errc::invalid_argument, "snapshot: expected a section name below {} bytes, found \"{}\"", kNameBytes,
                name);
  }
  const std::uint64_t offset = file_.size();
  Hash64 hash;
  for (const ByteView part : parts) {
    hash.update(part);
    if (auto ok = file_.write(part); !ok) return ok;
  }
  sections_.push_back({std::string(name), offset, file_.size() - offset, hash.finish()});
  return pad(file_);
}

Result<void> SectionWriter::commit() {
  std::vector<Entry> directory(sections_.size());
  std::transform(sections_.begin(), sections_.end(), directory.begin(), to_entry);
  const ByteView directory_bytes(reinterpret_cast<const std::uint8_t*>(directory.data()),
                                 directory.size() * sizeof(Entry));
  Header header{};
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  header.version = kSectionFileVersion;
  header.section_count = static_cast<std::uint32_t>(sections_.size());
  header.directory_offset = file_.size();
  header.directory_hash = hash64(directory_bytes);
  header.file_size = file_.size() + directory_bytes.size();
  header.hash = header_hash(header);
  if (auto ok = file_.write(directory_bytes); !ok) return ok;
  if (auto ok = file_.write_at(0, object_bytes(header)); !ok) return ok;
  return file_.commit();
}

Result<SectionFile> SectionFile::open(const std::filesystem::path& path) {
  auto mapped = MappedFile::open(path);
  if (!mapped) return std::unexpected(mapped.error());
  SectionFile file(path, std::move(*mapped));
  if (auto ok = file.read_directory(); !ok) return std::unexpected(ok.error());
  return file;
}

Result<void> SectionFile::read_directory() {
  const ByteView bytes = file_.bytes();
  if (bytes.size() < sizeof(Header)) {
    return fail(Errc::truncated, "open {}: expected a header of {} bytes, found {} bytes", path_.string(),
                sizeof(Header), bytes.size());
  }
  const auto header = load_le<Header>(bytes.data());
  if (auto ok = check_header(header, bytes.size(), path_.string()); !ok) return ok;
  const std::uint64_t directory_size = std::uint64_t{header.section_count} * sizeof(Entry);
  if (header.directory_offset > bytes.size() || directory_size != bytes.size() - header.directory_offset) {
    return fail(Errc::malformed, "open {}: directory of {} sections does not end the file", path_.string(),
                header.section_count);
  }
  const ByteView directory = bytes.subspan(header.directory_offset);
  if (hash64(directory) != header.directory_hash) {
    return fail(Errc::corrupt, "open {}: directory checksum does not fit; write the snapshot again", path_.string());
  }
  for (std::size_t at = 0; at < directory.size(); at += sizeof(Entry)) {
    const auto entry = load_le<Entry>(directory.data() + at);
    const std::string name(entry.name, ::strnlen(entry.name, kNameBytes));
    if (entry.offset % kAlignment != 0 || entry.offset > header.directory_offset ||
        entry.size > header.directory_offset - entry.offset) {
      return fail(Errc::malformed, "open {}: section {} lies outside the file", path_.string(), name);
    }
    sections_.push_back({name, entry.offset, entry.size, entry.hash, static_cast<std::uint32_t>(at / sizeof(Entry))});
  }
  hash_ = header.hash;
  std::ranges::sort(sections_, {}, &Section::name);
  if (const auto twin = std::ranges::adjacent_find(sections_, {}, &Section::name); twin != sections_.end()) {
    return fail(Errc::malformed, "open {}: expected one section {}, found two", path_.string(), twin->name);
  }
  return {};
}

Result<void> SectionFile::verify() const {
  for (const Section& section : sections_) {
    if (auto ok = verify(section, {}); !ok) return ok;
  }
  return verify_padding();
}

Result<void> SectionFile::verify(const Section& section, const Look& look) const {
  Hash64 hash;
  for (ByteView left = content(section); !left.empty();) {
    const ByteView part = left.first(std::min(left.size(), kPartBytes));
    left = left.subspan(part.size());
    hash.update(part);
    if (!look) continue;
    if (auto ok = look(part); !ok) return ok;
  }
  if (hash.finish() == section.hash) return {};
  return fail(Errc::corrupt, "verify {}: section {} ({} bytes at offset {}) was altered; write the snapshot again",
              path_.string(), section.name, section.size, section.offset);
}

Result<void> SectionFile::verify_padding() const {
  for (const Section& section : sections_) {
    const std::uint64_t end = section.offset + section.size;
    const ByteView padding = file_.bytes().subspan(end, std::min(align_up(end, kAlignment), size()) - end);
    if (std::ranges::all_of(padding, [](std::uint8_t byte) { return byte == 0; })) continue;
    return fail(Errc::corrupt,
                "verify {}: the zeros behind section {} (offset {}) were altered; write the snapshot again",
                path_.string(), section.name, end);
  }
  return {};
}

const Section* SectionFile::find(std::string_view name) const noexcept {
  const auto at = std::ranges::lower_bound(sections_, name, {}, &Section::name);
  return at != sections_.end() && at->name == name ? &*at : nullptr;
}

Result<const Section*> SectionFile::expected(std::string_view name) const {
  if (const Section* found = find(name); found != nullptr) return found;
  return fail(Errc::not_found, "open {}: expected section {}, which the file does not have", path_.string(), name);
}

Result<ByteView> SectionFile::section(std::string_view name) const {
  const auto found = expected(name);
  if (!found) return std::unexpected(found.error());
  return content(**found);
}

Result<ByteView> SectionFile::verified_section(std::string_view name, const Look& look) const {
  const auto found = expected(name);
  if (!found) return std::unexpected(found.error());
  if (auto ok = verify(**found, look); !ok) return std::unexpected(ok.error());
  return content(**found);
}

}  // namespace wirespeed
