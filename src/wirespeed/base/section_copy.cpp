#include "wirespeed/base/section_copy.hpp"

#include <algorithm>

namespace wirespeed {

Result<void> copy_sections(const SectionFile& from, SectionWriter& to,
                           const std::function<bool(std::string_view name)>& wanted) {
  auto sections = from.sections();
  std::ranges::sort(sections, {}, &Section::place);
  for (const Section& section : sections) {
    if (!wanted(section.name)) continue;
    const auto bytes = from.section(section.name);
    if (!bytes) return std::unexpected(bytes.error());
    if (auto ok = to.add(section.name, *bytes); !ok) return ok;
  }
  return {};
}

}  // namespace wirespeed
