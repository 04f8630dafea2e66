// The items of an array as 64-bit words: equal items have equal words.
//
// Of numbers and times the other way round, too, and words are in the order of the items (of floats they are not).
// Text of up to 7 bytes is a word by itself, and so is S of 8; of longer text a word is a seeded hash with its
// uppermost bit set, and rows of equal words must be compared in the end (same_texts).
//
//   text     size | 7 bytes                   hash: 1 | 63 bits
//   S, U     the bytes, zeros above           (U of characters below 256 is hashed as bytes, so that 4 of them cost as
//   1)
#pragma once

#include <cstdint>
#include <span>

#include "wirespeed/column/array_view.hpp"

namespace wirespeed::kernels {

inline constexpr std::uint64_t kHashed = std::uint64_t{1} << 63;

// Whether words may be hashes.
struct WordsMade {
  bool are_exact = true;
};

// A word for each item; those that are not there have one of their own. Of an array with a dictionary, the places.
// `threads` as group_words() has it.
WordsMade words_of(const column::ArrayView& view, std::uint64_t* words, unsigned threads);

// Whether item i is a null: not there, a NaN, a NaT, or a place of one in the dictionary.
bool is_null(const column::ArrayView& view, std::int64_t i) noexcept;

// Whether each row of a hashed word has the same bytes as the first row of its group. `first` and `codes` are what
// group_words() made of words_of(view).
bool are_same_texts(const column::ArrayView& view, const std::uint64_t* words, const std::uint32_t* codes,
                    const std::uint32_t* first, unsigned threads);

}  // namespace wirespeed::kernels
