// A snapshot from another one of the same graph.
#pragma once

#include <filesystem>

#include "wirespeed/base/section_file.hpp"

namespace wirespeed::months {

// All sections but what is said of the ingest, in their order, after all checksums were compared.
Result<void> copy_graph(const std::filesystem::path& from, SectionWriter& writer);

}  // namespace wirespeed::months
