// Words of a command line as a POSIX shell takes them apart, without anything else that a shell does.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"

namespace wirespeed::s3 {

// "a 'b c' \"d \\\" e\" f\\ g"  ->  a | b c | d " e | f g. No variables, no patterns, no comments. A quote without its
// partner is an error, which does not say what was read.
Result<std::vector<std::string>> split_shell_words(std::string_view line);

}  // namespace wirespeed::s3
