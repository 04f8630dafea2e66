// The bearer token that `serve` asks for and `perftest` gives.
#pragma once

#include <filesystem>
#include <string>

#include "wirespeed/base/error.hpp"

namespace discography {

// What the file holds, without the white space around it. A file that holds nothing else, or more than one line, is an
// error. An empty path: an empty token.
wirespeed::Result<std::string> read_token(const std::filesystem::path& path);

}  // namespace discography
