// Section files that somebody else has written: for tests and fuzzers of what reads them.
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "wirespeed/base/hash.hpp"
#include "wirespeed/base/section_file.hpp"

namespace wirespeed {

// The bytes of a section file of those sections, in which some were altered, with checksums that fit again.
inline std::string resealed(std::string bytes, const std::vector<Section>& sections) {
  constexpr std::size_t kEntry = 64, kName = 40, kHeaderHash = 56;
  const auto hash_of = [&](std::size_t offset, std::size_t size) {
    return hash64({reinterpret_cast<const std::uint8_t*>(bytes.data()) + offset, size});
  };
  const auto directory = load_le<std::uint64_t>(bytes.data() + 16);
  for (std::size_t entry = directory; entry < bytes.size(); entry += kEntry) {
    const std::string name(bytes.data() + entry, ::strnlen(bytes.data() + entry, kName));
    for (const Section& section : sections) {
      if (section.name == name) store_le(bytes.data() + entry + 56, hash_of(section.offset, section.size));
    }
  }
  store_le(bytes.data() + 24, hash_of(directory, bytes.size() - directory));
  store_le(bytes.data() + kHeaderHash, hash_of(0, kHeaderHash));
  return bytes;
}

}  // namespace wirespeed
