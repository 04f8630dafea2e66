// A checksum of S3 over bytes that come in pieces.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/s3/checksum_algorithm.hpp"

namespace wirespeed::s3 {

class Checksum {
 public:
  explicit Checksum(ChecksumAlgorithm algorithm);
  ~Checksum();
  Checksum(Checksum&&) noexcept;
  Checksum& operator=(Checksum&&) noexcept;

  void update(ByteView bytes) noexcept;
  // Of all so far, as S3 writes it: base64 of the value, its highest byte first. Ends it.
  std::string finish();

  ChecksumAlgorithm algorithm() const noexcept { return algorithm_; }

 private:
  struct Digest;

  ChecksumAlgorithm algorithm_;
  std::uint64_t crc_ = 0;
  std::unique_ptr<Digest> digest_;  // of SHA-1 and SHA-256
};

std::string checksum_of(ChecksumAlgorithm algorithm, ByteView bytes);
// For Content-MD5, which servers of old want with a list of deletions: base64. Empty where OpenSSL has no MD5 (FIPS).
std::string content_md5_of(ByteView bytes);

// CRCs as numbers: those of parts, made apart, give that of the whole. REQUIRES: is_crc(algorithm)
constexpr bool is_crc(ChecksumAlgorithm algorithm) noexcept {
  return algorithm != ChecksumAlgorithm::sha1 && algorithm != ChecksumAlgorithm::sha256;
}
std::uint64_t crc_of(ChecksumAlgorithm algorithm, std::uint64_t crc, ByteView bytes) noexcept;
std::uint64_t combine_crcs(ChecksumAlgorithm algorithm, std::uint64_t first, std::uint64_t second,
                           std::uint64_t bytes_of_second) noexcept;
std::string crc_text(ChecksumAlgorithm algorithm, std::uint64_t crc);

}  // namespace wirespeed::s3
