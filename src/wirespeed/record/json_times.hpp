// Dates, times and durations as ISO 8601, into memory of the caller. Years beyond 9999 have more digits, those before 0
// a sign.
#pragma once

#include <cstddef>
#include <cstdint>

namespace wirespeed::record {

// Room that each of these may use.
inline constexpr std::size_t kTimeRoom = 96;

char* write_date(char* at, std::int64_t days) noexcept;  // since 1970; REQUIRES: at most 10^15 either way
// REQUIRES of both: per_second is a power of ten up to 10^9
char* write_clock(char* at, std::int64_t ticks, std::int64_t per_second) noexcept;  // REQUIRES: ticks >= 0
char* write_moment(char* at, std::int64_t ticks, std::int64_t per_second) noexcept;
char* write_duration(char* at, std::int64_t ticks, std::int64_t per_second) noexcept;

}  // namespace wirespeed::record
