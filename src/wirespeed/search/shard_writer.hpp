// From the collected names of a label to its sections.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "wirespeed/base/error.hpp"
#include "wirespeed/search/name_store.hpp"
#include "wirespeed/search/shard.hpp"

namespace wirespeed::search {

struct ShardSections {
  LabelRow row{};
  std::vector<std::pair<std::string, LargeVector<std::uint8_t>>> sections;  // name, bytes
};

// REQUIRES: the store is finished and not empty
Result<ShardSections> write_shard(std::uint8_t label, NameStore store);

}  // namespace wirespeed::search
