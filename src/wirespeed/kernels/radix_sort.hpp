// Rows by a word of each: a few bits at a time from the lowest on, each round stable.
#pragma once

#include "wirespeed/kernels/raw_vector.hpp"
#include "wirespeed/kernels/rows.hpp"

namespace wirespeed::kernels {

struct WordItem {
  std::uint64_t word;
  Row row;
};

// Stable: the order in which items come decides between equals. Looks at the lowest `bits` bits. REQUIRES: those above
// are 0
void sort_by_word(RawVector<WordItem>& items, unsigned bits);

}  // namespace wirespeed::kernels
