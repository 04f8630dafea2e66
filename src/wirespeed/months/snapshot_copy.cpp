#include "wirespeed/months/snapshot_copy.hpp"

#include "wirespeed/base/section_copy.hpp"

namespace wirespeed::months {

bool is_intact_snapshot(const std::filesystem::path& path) {
  const auto file = SectionFile::open(path);
  return file && file->verify();
}

Result<void> copy_graph(const std::filesystem::path& from, SectionWriter& writer) {
  auto file = SectionFile::open(from);
  if (!file) return std::unexpected(file.error());
  return copy_sections(*file, writer, [](std::string_view name) { return !name.starts_with("meta/"); });
}

}  // namespace wirespeed::months
