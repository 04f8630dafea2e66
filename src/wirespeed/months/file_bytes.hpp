// The bytes of a file, from its first to its last, for whoever only wants to have seen them.
#pragma once

#include <filesystem>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/stop.hpp"
#include "wirespeed/discogs/slab_reader.hpp"

namespace wirespeed::months {

// visit(ByteView) for one piece after the other. `operation` is whose a stop says it was.
template <typename Visit>
Result<void> visit_bytes(const std::filesystem::path& path, const Stop& stop, const char* operation, Visit visit) {
  constexpr std::size_t kReadBytes = std::size_t{1} << 19;
  auto file = discogs::InputFile::open(path);
  if (!file) return std::unexpected(file.error());
  std::vector<std::uint8_t> buffer(kReadBytes);
  while (true) {
    if (auto ok = stop.check(operation); !ok) return ok;
    const auto n = file->read(buffer);
    if (!n) return std::unexpected(n.error());
    if (*n == 0) return {};
    visit(ByteView(buffer).first(*n));
  }
}

}  // namespace wirespeed::months
