// The CRCs that S3 takes: CRC-32 (of zlib), CRC-32C (Castagnoli) and CRC-64/NVME, at memory's speed.
#pragma once

#include <cstdint>

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::s3 {

// Of what `crc` is of, with `bytes` behind it. That of nothing is 0.
std::uint32_t crc32(std::uint32_t crc, ByteView bytes) noexcept;
std::uint32_t crc32c(std::uint32_t crc, ByteView bytes) noexcept;
std::uint64_t crc64nvme(std::uint64_t crc, ByteView bytes) noexcept;

// Of two texts in a row, from theirs and the size of the second: parts are hashed in any order, by any thread.
std::uint32_t combine_crc32(std::uint32_t first, std::uint32_t second, std::uint64_t bytes_of_second) noexcept;
std::uint32_t combine_crc32c(std::uint32_t first, std::uint32_t second, std::uint64_t bytes_of_second) noexcept;
std::uint64_t combine_crc64nvme(std::uint64_t first, std::uint64_t second, std::uint64_t bytes_of_second) noexcept;

}  // namespace wirespeed::s3
