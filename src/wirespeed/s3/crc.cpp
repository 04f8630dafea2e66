#include "wirespeed/s3/crc.hpp"

#include "wirespeed/s3/crc_math.hpp"
#include "wirespeed/s3/crc_portable.hpp"
#include "wirespeed/s3/crc_x86.hpp"

namespace wirespeed::s3 {

#if defined(__x86_64__)

namespace {

// Below, the tables' share of the ends costs more than the width gains.
constexpr std::size_t kWorthWide = 2048;

bool takes_wide(ByteView bytes) noexcept { return bytes.size() >= kWorthWide && x86::has_wide_multiplication(); }

}  // namespace

std::uint32_t crc32(std::uint32_t crc, ByteView bytes) noexcept {
  if (takes_wide(bytes)) return ~x86::wide_crc32(~crc, bytes);
  return x86::has_carryless_multiplication() ? ~x86::crc32(~crc, bytes) : portable::crc32(crc, bytes);
}

std::uint32_t crc32c(std::uint32_t crc, ByteView bytes) noexcept {
  return takes_wide(bytes) ? ~x86::wide_crc32c(~crc, bytes) : ~x86::crc32c(~crc, bytes);
}

std::uint64_t crc64nvme(std::uint64_t crc, ByteView bytes) noexcept {
  if (takes_wide(bytes)) return ~x86::wide_crc64nvme(~crc, bytes);
  return x86::has_carryless_multiplication() ? ~x86::crc64nvme(~crc, bytes) : portable::crc64nvme(crc, bytes);
}

#else

std::uint32_t crc32(std::uint32_t crc, ByteView bytes) noexcept { return portable::crc32(crc, bytes); }
std::uint32_t crc32c(std::uint32_t crc, ByteView bytes) noexcept { return portable::crc32c(crc, bytes); }
std::uint64_t crc64nvme(std::uint64_t crc, ByteView bytes) noexcept { return portable::crc64nvme(crc, bytes); }

#endif

std::uint32_t combine_crc32(std::uint32_t first, std::uint32_t second, std::uint64_t bytes_of_second) noexcept {
  return CrcMath<std::uint32_t, kCrc32Polynomial>::combine(first, second, bytes_of_second);
}

std::uint32_t combine_crc32c(std::uint32_t first, std::uint32_t second, std::uint64_t bytes_of_second) noexcept {
  return CrcMath<std::uint32_t, kCrc32cPolynomial>::combine(first, second, bytes_of_second);
}

std::uint64_t combine_crc64nvme(std::uint64_t first, std::uint64_t second, std::uint64_t bytes_of_second) noexcept {
  return CrcMath<std::uint64_t, kCrc64NvmePolynomial>::combine(first, second, bytes_of_second);
}

}  // namespace wirespeed::s3
