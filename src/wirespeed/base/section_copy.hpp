// Sections of one file into another.
#pragma once

#include <functional>
#include <string_view>

#include "wirespeed/base/section_file.hpp"

namespace wirespeed {

// Those that are wanted, in the order in which they were written. Their hashes are not looked at.
Result<void> copy_sections(const SectionFile& from, SectionWriter& to,
                           const std::function<bool(std::string_view name)>& wanted);

}  // namespace wirespeed
