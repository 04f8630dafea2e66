// How values become JSON that JSON has no form for.
#pragma once

#include <cstdint>

namespace wirespeed::record {

enum class NonFinite : std::uint8_t { null, error };       // NaN and the infinities
enum class Binary : std::uint8_t { base64, text, error };  // bytes; as text they must be UTF-8
enum class Decimals : std::uint8_t { number, text };       // with all their digits either way

// Dates and times are ISO 8601: "2024-02-29", "2024-02-29T12:00:00", with six digits behind the point for microseconds
// and nine for nanoseconds where those are not 0. Instants (of a zone) are UTC's, with "+00:00" behind them, or "Z".
// Durations are "P1DT2H3M4.5S", of which negative ones have days below 0 and the rest above.
enum class Dates : std::uint8_t { iso, iso_z, epoch };

struct JsonOptions {
  NonFinite non_finite = NonFinite::null;
  Binary binary = Binary::base64;
  Decimals decimals = Decimals::number;
  Dates dates = Dates::iso;
  std::int64_t epoch_per_second = 1000;  // units of `epoch`: 1, 10^3, 10^6 or 10^9; rounded down
};

}  // namespace wirespeed::record
