// match() and intersect() of words that lie far apart, by a table that the caches near the core hold.
#pragma once

#include <optional>

#include "wirespeed/kernels/match.hpp"
#include "wirespeed/kernels/word_reader.hpp"

namespace wirespeed::kernels {

// What match_keys() finds, or what rows of `left` have a value of `right` that no row before has; nullopt where a table
// by value may be better, some words are missing, there are so many that parts or threads are, or the CPU has no AVX2.
std::optional<Matches> match_by_lines(const WordReader& probe, const WordReader& build);
std::optional<RawVector<Row>> intersect_by_lines(const WordReader& left, const WordReader& right);

}  // namespace wirespeed::kernels
