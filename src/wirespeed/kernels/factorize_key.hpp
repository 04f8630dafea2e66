// Codes of one key of factorize().
#pragma once

#include "wirespeed/kernels/factorize.hpp"

namespace wirespeed::kernels {

// Fills a code for each row and returns the number of groups; nulls are one of them. `first` has room for all rows.
// Fails for places that lead out of a dictionary. REQUIRES: the key has rows
Result<std::uint32_t> group_key(const Key& key, std::uint32_t* codes, std::uint32_t* first, unsigned threads);

// The same by the items' own bytes in a map of the library: for the day on which two texts have one hash of 63 bits,
// and for tests of all else. REQUIRES: text without a dictionary
std::uint32_t group_texts_simply(const column::ArrayView& view, std::uint32_t* codes, std::uint32_t* first);

}  // namespace wirespeed::kernels
