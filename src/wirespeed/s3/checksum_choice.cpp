#include "wirespeed/s3/checksum_choice.hpp"

#include <algorithm>

namespace wirespeed::s3 {
namespace {

bool is_of_whole(const ObjectInfo& info) noexcept {
  return !info.range || (info.range->begin == 0 && info.range->end == info.size);
}

bool is_usable(const ObjectChecksum& told, ChecksumAlgorithm algorithm) noexcept {
  return checksum_algorithm(told.algorithm) == algorithm && told.value.size() == text_size_of(algorithm) &&
         told.value.find('-') == std::string::npos;
}

}  // namespace

std::optional<ExpectedChecksum> choose_checksum(const ObjectInfo& info) {
  if (info.checksums.empty() || info.checksum_type == "COMPOSITE" || !is_of_whole(info)) return std::nullopt;
  for (const ChecksumAlgorithm algorithm : kChecksumAlgorithms) {
    const auto found =
        std::ranges::find_if(info.checksums, [&](const ObjectChecksum& told) { return is_usable(told, algorithm); });
    if (found != info.checksums.end()) return ExpectedChecksum{.algorithm = algorithm, .value = found->value};
  }
  return std::nullopt;
}

Result<void> check_checksum(const ExpectedChecksum& expected, const std::string& found) {
  if (expected.value == found) return {};
  return fail(Errc::corrupt, "object: expected the {} {} that the server told, the bytes received have {}",
              name_of(expected.algorithm), expected.value, found);
}

}  // namespace wirespeed::s3
