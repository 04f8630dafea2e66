// Which relationship types a path may follow.
#pragma once

#include <string>
#include <vector>

#include "music.hpp"

namespace discography {

// By name, in any case; {"all"}: all; none named: all but IS and PART_OF, since by way of a genre everything is near
// everything. What comes back empty means all, as in graph::PathOptions.
wirespeed::Result<std::vector<wirespeed::graph::TypeId>> chosen_types(const Music& music,
                                                                      const std::vector<std::string>& names);

}  // namespace discography
