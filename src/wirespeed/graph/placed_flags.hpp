// Flags of nodes by place. Properties are by id, so a walk over a graph whose nodes lie elsewhere would look for each
// flag all over memory; here those of neighbours lie together.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/fork.hpp"
#include "wirespeed/graph/condition.hpp"
#include "wirespeed/graph/numbering.hpp"

namespace wirespeed::graph {

// Made when a property is first asked for: a bit a node. Thread-safe.
class PlacedFlags {
 public:
  PlacedFlags() : made_(std::make_unique<Made>()) {}

  // Bit `place` is 1 where the flag of its node is. Valid as long as this is, or what it is moved to.
  // REQUIRES: the same flags for a name each time; the numbering is no identity
  const std::uint64_t* get(std::string_view property, const FlagTest& flags, const Numbering& numbering) const;

 private:
  struct Made {
    const std::uint64_t* find(std::string_view property);
    const std::uint64_t* add(std::string_view property, std::vector<std::uint64_t> bits);

    ForkMutex mutex;
    std::map<std::string, std::vector<std::uint64_t>, std::less<>> by_property;  // under mutex; none is ever changed
  };
  std::unique_ptr<Made> made_;
};

}  // namespace wirespeed::graph
