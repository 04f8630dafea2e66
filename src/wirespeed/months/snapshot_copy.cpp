#include "wirespeed/months/snapshot_copy.hpp"

#include <algorithm>

namespace wirespeed::months {

bool is_intact_snapshot(const std::filesystem::path& path) {
  const auto file = SectionFile::open(path);
  return file && file->verify();
}

Result<void> copy_graph(const std::filesystem::path& from, SectionWriter& writer) {
  auto file = SectionFile::open(from);
  if (!file) return std::unexpected(file.error());
  auto sections = file->sections();
  std::ranges::sort(sections, {}, &Section::place);
  for (const Section& section : sections) {
    if (section.name.starts_with("meta/")) continue;
    auto bytes = file->section(section.name);
    if (!bytes) return std::unexpected(bytes.error());
    if (auto ok = writer.add(section.name, *bytes); !ok) return ok;
  }
  return {};
}

}  // namespace wirespeed::months
