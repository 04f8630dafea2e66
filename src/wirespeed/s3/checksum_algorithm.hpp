// The checksums that S3 keeps beside objects.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace wirespeed::s3 {

enum class ChecksumAlgorithm : std::uint8_t { crc32, crc32c, crc64nvme, sha1, sha256 };

// The cheapest to verify first.
inline constexpr std::array kChecksumAlgorithms = {ChecksumAlgorithm::crc32c, ChecksumAlgorithm::crc64nvme,
                                                   ChecksumAlgorithm::crc32, ChecksumAlgorithm::sha256,
                                                   ChecksumAlgorithm::sha1};

// As S3 writes it: "CRC64NVME".
std::string_view name_of(ChecksumAlgorithm algorithm) noexcept;
// In any case of its letters; nullopt: not one of them.
std::optional<ChecksumAlgorithm> checksum_algorithm(std::string_view name) noexcept;
// "x-amz-checksum-crc64nvme"
std::string_view field_of(ChecksumAlgorithm algorithm) noexcept;
// Of the value, in bytes.
std::size_t size_of(ChecksumAlgorithm algorithm) noexcept;
// Of the value as S3 writes it, in base64.
inline std::size_t text_size_of(ChecksumAlgorithm algorithm) noexcept { return (size_of(algorithm) + 2) / 3 * 4; }

}  // namespace wirespeed::s3
