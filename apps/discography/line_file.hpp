// Files that grow by lines: histories.
#pragma once

#include <filesystem>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace discography {

// In one write, so that lines of two processes never mix. `line` ends with its line feed. The file is made if need be.
wirespeed::Result<void> append_line(const std::filesystem::path& path, std::string_view line);

}  // namespace discography
