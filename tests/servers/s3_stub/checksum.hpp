// x-amz-checksum-crc32c.
#pragma once

#include <string>

#include "objects.hpp"

namespace wirespeed::s3_stub {

// In base64, as the field has it.
std::string crc32c_of(const Content& content);

}  // namespace wirespeed::s3_stub
