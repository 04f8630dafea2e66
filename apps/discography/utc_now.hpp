// The time of day as reports, histories and logs write it.
#pragma once

#include <cstdint>
#include <string>

namespace discography {

enum class Precision : std::uint8_t { seconds, milliseconds };

// "2026-11-22T23:10:00Z", or "2026-11-22T23:10:00.250Z".
std::string utc_now(Precision precision = Precision::seconds);

}  // namespace discography
