// Which of the checksums that an answer tells its bytes are compared with.
#pragma once

#include <optional>
#include <string>

#include "wirespeed/s3/checksum.hpp"
#include "wirespeed/s3/object_info.hpp"

namespace wirespeed::s3 {

struct ExpectedChecksum {
  ChecksumAlgorithm algorithm;
  std::string value;  // base64
};

// The cheapest that is of exactly these bytes. None where only a part of the object came, whose checksum nobody keeps,
// and none of composite ones ("...-3"), which are of the parts' checksums.
std::optional<ExpectedChecksum> choose_checksum(const ObjectInfo& info);

// An error of code corrupt where they differ.
Result<void> check_checksum(const ExpectedChecksum& expected, const std::string& found);

}  // namespace wirespeed::s3
