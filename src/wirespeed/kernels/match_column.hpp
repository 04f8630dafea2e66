// match() of one column, by the method that suits its keys.
#pragma once

#include "wirespeed/kernels/match.hpp"
#include "wirespeed/kernels/match_table.hpp"

namespace wirespeed::kernels {

// From so many rows on that are looked up in, their table leaves the cache: both sides are cut into parts by their
// hash.
inline constexpr std::size_t kPartitionedRows = 100'000;

// Words within a narrow range: their place in a table is their value.
bool is_narrow(const WordRange& build, std::size_t probe_rows, std::size_t build_rows) noexcept;
Matches match_narrow(const WordKeys& probe, const WordKeys& build, const WordRange& range);

template <typename Keys>
Matches match_hashed(const Keys& probe, const Keys& build);
template <typename Keys>
Matches match_partitioned(const Keys& probe, const Keys& build);

// The best of them. Nulls match nothing.
Matches match_keys(const WordKeys& probe, const WordKeys& build);
Matches match_keys(const TextKeys& probe, const TextKeys& build);

extern template Matches match_hashed(const WordKeys&, const WordKeys&);
extern template Matches match_hashed(const TextKeys&, const TextKeys&);
extern template Matches match_partitioned(const WordKeys&, const WordKeys&);
extern template Matches match_partitioned(const TextKeys&, const TextKeys&);

}  // namespace wirespeed::kernels
