// Base64, strictly: whole groups of four, padded, and nothing else.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::postgres {

std::string to_base64(ByteView bytes);
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

}  // namespace wirespeed::postgres
