// What each array of a snapshot is called.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "wirespeed/graph/types.hpp"

namespace wirespeed::graph {

// graph/labels/0/ids/bits
inline std::string label_section(std::size_t label, std::string_view part) {
  return fmt::format("graph/labels/{}/{}", label, part);
}

// graph/labels/0/2; the parts of a column follow, as /heap
inline std::string property_section(std::size_t label, std::size_t property) {
  return fmt::format("graph/labels/{}/{}", label, property);
}

// graph/types/0/dictionary
inline std::string type_section(std::size_t type, std::string_view part) {
  return fmt::format("graph/types/{}/{}", type, part);
}

// graph/types/0/out/neighbors
inline std::string type_section(std::size_t type, Direction direction, std::string_view part) {
  return fmt::format("graph/types/{}/{}/{}", type, direction == Direction::out ? "out" : "in", part);
}

// graph/trends/0/years
inline std::string trend_section(std::size_t trend, std::string_view part) {
  return fmt::format("graph/trends/{}/{}", trend, part);
}

}  // namespace wirespeed::graph
