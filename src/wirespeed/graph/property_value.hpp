// A value of a property, of whatever kind columns have.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "wirespeed/graph/times.hpp"

namespace wirespeed::graph {

struct NamedValue;

struct PropertyList {
  std::vector<NamedValue> items;  // without names
};

struct PropertyFields {
  std::vector<NamedValue> fields;
};

// monostate: none
using PropertyValue =
    std::variant<std::monostate, bool, std::int64_t, double, std::string, TimeValue, PropertyList, PropertyFields>;

struct NamedValue {
  std::string name{};
  PropertyValue value{};
};

// What a value is called by people: "a text".
const char* kind_of(const PropertyValue& value) noexcept;

}  // namespace wirespeed::graph
