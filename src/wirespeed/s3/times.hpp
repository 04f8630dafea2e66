// The times that S3 writes: 2026-11-22T14:35:36.000Z in XML, Sun, 22 Nov 2026 14:35:36 GMT in fields, and
// 20261122T143536Z in signatures.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "wirespeed/s3/credentials.hpp"

namespace wirespeed::s3 {

// Of UTC; holds the years 0 to 9999, which SystemTime does not.
using MicroTime = std::chrono::sys_time<std::chrono::microseconds>;

// The nearest that SystemTime holds.
SystemTime to_system_time(MicroTime time) noexcept;

// "2026-11-22T14:35:36Z", with a fraction of any length (cut to microseconds) or none, with Z, an offset (+01:00) or
// none, which is UTC.
std::optional<MicroTime> parse_iso8601(std::string_view text) noexcept;
std::string to_iso8601(MicroTime time);  // "2026-11-22T14:35:36.000Z"

// All three forms of RFC 9110, section 5.6.7.
std::optional<MicroTime> parse_http_date(std::string_view text) noexcept;
std::string to_http_date(MicroTime time);  // "Sun, 22 Nov 2026 14:35:36 GMT"

// "20261122T143536Z", whose first eight digits are the day.
struct SigningTime {
  std::array<char, 16> digits{};

  std::string_view text() const noexcept { return {digits.data(), digits.size()}; }
  std::string_view day() const noexcept { return {digits.data(), 8}; }
};

// REQUIRES: a year of four digits
SigningTime to_signing_time(SystemTime time) noexcept;

}  // namespace wirespeed::s3
