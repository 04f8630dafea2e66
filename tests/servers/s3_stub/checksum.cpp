#include "checksum.hpp"

#include <array>

namespace wirespeed::s3_stub {

namespace {

constexpr std::uint32_t kPolynomial = 0x82F63B78;  // Castagnoli's, reflected

constexpr std::array<std::uint32_t, 256> table() {
  std::array<std::uint32_t, 256> made{};
  for (std::uint32_t byte = 0; byte < made.size(); ++byte) {
    std::uint32_t value = byte;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ (value & 1 ? kPolynomial : 0);
    made[byte] = value;
  }
  return made;
}

constexpr auto kTable = table();

std::uint32_t crc32c(const Content& content) {
  std::uint32_t value = 0xFFFFFFFF;
  for (std::uint64_t offset = 0; offset < content.size();) {
    const ByteView run = content.at(offset);
    for (const std::uint8_t byte : run) value = (value >> 8) ^ kTable[(value ^ byte) & 0xFF];
    offset += run.size();
  }
  return ~value;
}

}  // namespace

std::string crc32c_of(const Content& content) {
  constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const std::uint64_t bits = std::uint64_t{crc32c(content)} << 4;  // 36 of them: six letters
  std::string text;
  for (int shift = 30; shift >= 0; shift -= 6) text += kLetters[(bits >> shift) & 63];
  return text + "==";
}

}  // namespace wirespeed::s3_stub
