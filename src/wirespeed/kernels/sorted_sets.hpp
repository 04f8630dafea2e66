// Sets in columns that are sorted already: by walking both, or by galloping where one is much shorter.
#pragma once

#include <optional>

#include "wirespeed/kernels/match.hpp"
#include "wirespeed/kernels/word_reader.hpp"

namespace wirespeed::kernels {

// What intersect_rows() says; none when the columns are not both numbers, complete and strictly ascending.
std::optional<RawVector<Row>> intersect_if_sorted(const column::ArrayView& left, const column::ArrayView& right,
                                                  KeyKind kind);

// The first place from `from` on whose word is not less than `word`, in steps that double: cheap where it is near.
std::size_t gallop(const RawVector<std::uint64_t>& words, std::size_t from, std::uint64_t word) noexcept;

}  // namespace wirespeed::kernels
