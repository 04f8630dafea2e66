// The order of ranks: popularity descending, then length, then node.
#pragma once

#include <cstdint>

#include "wirespeed/base/large_memory.hpp"
#include "wirespeed/search/name_store.hpp"

namespace wirespeed::search {

// result[rank] is the place of the name in the store. Names equal in all three keep the order in which they were added.
LargeVector<std::uint32_t> rank_order(const NameStore& store);

}  // namespace wirespeed::search
