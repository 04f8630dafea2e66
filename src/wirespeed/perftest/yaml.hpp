// Inside perftest: yaml-cpp without its exceptions leaving. JSON is YAML, so answers and histories are read by it, too.
#pragma once

#include <yaml-cpp/yaml.h>

#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed::perftest {

// Calls read(document); what yaml-cpp throws, in parsing or in `read`, becomes an error that names place and line.
template <typename Read>
auto read_yaml(std::string_view text, std::string_view where, const Read& read) -> decltype(read(YAML::Node())) {
  try {
    return read(YAML::Load(std::string(text)));
  } catch (const YAML::Exception& error) {
    if (error.mark.is_null()) return fail(Errc::malformed, "{}: {}", where, error.msg);
    return fail(Errc::malformed, "{}: line {}: {}", where, error.mark.line + 1, error.msg);
  }
}

// Its line, from 1.
inline int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

}  // namespace wirespeed::perftest
