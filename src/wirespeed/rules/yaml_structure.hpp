// What is asked of YAML before its nodes are made, which recurses: one document, nested no deeper than a rule file.
#pragma once

#include <string>

#include "wirespeed/base/error.hpp"

namespace wirespeed::rules {

inline constexpr std::size_t kDeepest = 16;  // lists and maps inside each other; a rule file needs four

// An error names the line. Throws YAML::Exception where the text is no YAML.
Result<void> check_structure(const std::string& yaml);

}  // namespace wirespeed::rules
