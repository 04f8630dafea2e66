// Several keys as one word for each row: each key's items are digits below a range of its own, and the word is the
// number that they are together.
//
//   keys      7 x   9 y   7 y        ranges  3 (of 7 to 9), 2 (of x, y)
//   digits    0 0   2 1   0 1
//   words     0     5     1
#pragma once

#include "wirespeed/kernels/factorize.hpp"

namespace wirespeed::kernels {

// Writes a code for each row and the first row of each group; returns how many there are. Fails for a place outside its
// dictionary. REQUIRES: keys of one length, which is not 0
Result<std::uint32_t> group_together(std::span<const Key> keys, std::uint32_t* codes, std::uint32_t* first,
                                     unsigned threads);

}  // namespace wirespeed::kernels
