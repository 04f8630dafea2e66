#include "wirespeed/months/snapshot_copy.hpp"

#include <string>
#include <vector>

#include "wirespeed/base/file.hpp"
#include "wirespeed/base/hash.hpp"

namespace wirespeed::months {
namespace {

// Of the form that section_file.hpp draws.
constexpr std::size_t kDirectoryOffsetAt = 16;
constexpr std::size_t kEntryBytes = 64;
constexpr std::size_t kNameBytes = 40;

// In the order of the directory, which is that of writing: offsets alone do not tell it, for sections may be empty.
// REQUIRES: the bytes were opened as a SectionFile.
std::vector<std::string> names_in_order(ByteView bytes) {
  std::vector<std::string> names;
  const auto directory = load_le<std::uint64_t>(bytes.data() + kDirectoryOffsetAt);
  names.reserve((bytes.size() - directory) / kEntryBytes);
  for (std::size_t at = directory; at + kEntryBytes <= bytes.size(); at += kEntryBytes) {
    const std::string_view name = text_of(bytes.subspan(at, kNameBytes));
    names.emplace_back(name.substr(0, name.find('\0')));
  }
  return names;
}

}  // namespace

bool is_intact_snapshot(const std::filesystem::path& path) {
  const auto file = SectionFile::open(path);
  return file && file->verify();
}

Result<void> copy_graph(const std::filesystem::path& from, SectionWriter& writer) {
  auto file = SectionFile::open(from);
  if (!file) return std::unexpected(file.error());
  auto mapped = MappedFile::open(from);
  if (!mapped) return std::unexpected(mapped.error());
  for (const std::string& name : names_in_order(mapped->bytes())) {
    if (name.starts_with("meta/")) continue;
    auto bytes = file->section(name);
    if (!bytes) return std::unexpected(bytes.error());
    if (auto ok = writer.add(name, *bytes); !ok) return ok;
  }
  return {};
}

}  // namespace wirespeed::months
