// Files of sections and options, as Python's configparser reads them: AWS's own tools are written in Python.
//
//   [profile me]                  section "profile me"
//   # a comment; so is a line behind ;
//   region = eu-west-1            option "region", in lower case; a : does as well
//   role_arn = arn:aws:iam::
//     12:role/me                  further in than its option: goes on with it, behind a line break
//   s3 =                          options inside an option:
//     addressing_style = path     "s3.addressing_style"
//
// What stands in [DEFAULT] counts in every section that does not say otherwise.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed::s3 {

using Settings = std::map<std::string, std::string, std::less<>>;
using Sections = std::map<std::string, Settings, std::less<>>;

// An option before any section, a line that is none, a section or an option twice are errors. They tell the line's
// number and never what stands there: it may be a secret.
Result<Sections> parse_ini(std::string_view text);

}  // namespace wirespeed::s3
