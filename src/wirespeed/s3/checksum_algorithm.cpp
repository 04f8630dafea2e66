#include "wirespeed/s3/checksum_algorithm.hpp"

#include <algorithm>

namespace wirespeed::s3 {
namespace {

struct Facts {
  std::string_view name;
  std::string_view field;
  std::size_t size;
};

constexpr std::array<Facts, 5> kFacts = {{{"CRC32", "x-amz-checksum-crc32", 4},
                                          {"CRC32C", "x-amz-checksum-crc32c", 4},
                                          {"CRC64NVME", "x-amz-checksum-crc64nvme", 8},
                                          {"SHA1", "x-amz-checksum-sha1", 20},
                                          {"SHA256", "x-amz-checksum-sha256", 32}}};

const Facts& facts_of(ChecksumAlgorithm algorithm) noexcept { return kFacts[static_cast<std::size_t>(algorithm)]; }

char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c; }

}  // namespace

std::string_view name_of(ChecksumAlgorithm algorithm) noexcept { return facts_of(algorithm).name; }

std::string_view field_of(ChecksumAlgorithm algorithm) noexcept { return facts_of(algorithm).field; }

std::size_t size_of(ChecksumAlgorithm algorithm) noexcept { return facts_of(algorithm).size; }

std::optional<ChecksumAlgorithm> checksum_algorithm(std::string_view name) noexcept {
  const auto found = std::ranges::find_if(kChecksumAlgorithms, [&](ChecksumAlgorithm algorithm) {
    return std::ranges::equal(name, name_of(algorithm), {}, upper);
  });
  if (found == kChecksumAlgorithms.end()) return std::nullopt;
  return *found;
}

}  // namespace wirespeed::s3
