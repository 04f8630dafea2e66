#include "wirespeed/graph/property_value.hpp"

#include <array>

namespace wirespeed::graph {

const char* kind_of(const PropertyValue& value) noexcept {
  if (const auto* time = std::get_if<TimeValue>(&value)) return name_of(time->type);
  constexpr std::array<const char*, 8> kNames{"none",   "a boolean", "an integer", "a float",
                                              "a text", "a time",    "a list",     "a struct"};
  return kNames[value.index()];
}

}  // namespace wirespeed::graph
