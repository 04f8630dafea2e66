// A snapshot from another one of the same graph.
#pragma once

#include <filesystem>

#include "wirespeed/base/section_file.hpp"

namespace wirespeed::months {

// Whether it can be opened, and all checksums fit.
bool is_intact_snapshot(const std::filesystem::path& path);

// All sections but what is said of the ingest, in their order. REQUIRES: the snapshot is intact.
Result<void> copy_graph(const std::filesystem::path& from, SectionWriter& writer);

}  // namespace wirespeed::months
