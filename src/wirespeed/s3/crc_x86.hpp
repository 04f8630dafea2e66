// CRCs by the instructions of x86: CRC32 of SSE4.2 in three lanes for CRC-32C, carry-less multiplication for the
// others. All take and give the register without the complements at both ends.
#pragma once

#if defined(__x86_64__)

#include <cstdint>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::s3::x86 {

std::uint32_t crc32c(std::uint32_t state, ByteView bytes) noexcept;

// Whether this CPU multiplies so. REQUIRED by those below.
bool has_carryless_multiplication() noexcept;
std::uint32_t crc32(std::uint32_t state, ByteView bytes) noexcept;
std::uint64_t crc64nvme(std::uint64_t state, ByteView bytes) noexcept;

// The same four times as wide. REQUIRES: has_wide_multiplication(), bytes.size() >= kWideStep
inline constexpr std::size_t kWideStep = 256;
bool has_wide_multiplication() noexcept;
std::uint32_t wide_crc32(std::uint32_t state, ByteView bytes) noexcept;
std::uint32_t wide_crc32c(std::uint32_t state, ByteView bytes) noexcept;
std::uint64_t wide_crc64nvme(std::uint64_t state, ByteView bytes) noexcept;

}  // namespace wirespeed::s3::x86

#endif
