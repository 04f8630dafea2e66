// PackStream, Bolt's encoding of values: the marker bytes, and what both directions agree upon. All numbers are big
// endian.
//
//   | marker | payload |             one value
//   80..8F text, 90..9F list, A0..AF map, B0..BF structure: the low half is the size
//   D0 D1 D2 text, D4 D5 D6 list, D8 D9 DA map, CC CD CE bytes: a size of 1, 2 or 4 bytes follows
//   F0..FF 00..7F an integer as it stands; C8 C9 CA CB: 1, 2, 4 or 8 bytes of one
//   C0 null, C1 float of 8 bytes, C2 false, C3 true, E0 UUID of 16 bytes (version 2)
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "wirespeed/base/big_endian.hpp"

namespace wirespeed::packstream {

// Version 2 (Bolt 6.1) is version 1 with UUIDs.
enum class Version : std::uint8_t { v1 = 1, v2 = 2 };

namespace marker {
inline constexpr std::uint8_t kTinyText = 0x80;
inline constexpr std::uint8_t kTinyList = 0x90;
inline constexpr std::uint8_t kTinyMap = 0xA0;
inline constexpr std::uint8_t kStructure = 0xB0;
inline constexpr std::uint8_t kNull = 0xC0;
inline constexpr std::uint8_t kFloat = 0xC1;
inline constexpr std::uint8_t kFalse = 0xC2;
inline constexpr std::uint8_t kTrue = 0xC3;
inline constexpr std::uint8_t kInt8 = 0xC8;
inline constexpr std::uint8_t kInt16 = 0xC9;
inline constexpr std::uint8_t kInt32 = 0xCA;
inline constexpr std::uint8_t kInt64 = 0xCB;
inline constexpr std::uint8_t kBytes8 = 0xCC;
inline constexpr std::uint8_t kBytes16 = 0xCD;
inline constexpr std::uint8_t kBytes32 = 0xCE;
inline constexpr std::uint8_t kText8 = 0xD0;
inline constexpr std::uint8_t kText16 = 0xD1;
inline constexpr std::uint8_t kText32 = 0xD2;
inline constexpr std::uint8_t kList8 = 0xD4;
inline constexpr std::uint8_t kList16 = 0xD5;
inline constexpr std::uint8_t kList32 = 0xD6;
inline constexpr std::uint8_t kMap8 = 0xD8;
inline constexpr std::uint8_t kMap16 = 0xD9;
inline constexpr std::uint8_t kMap32 = 0xDA;
inline constexpr std::uint8_t kUuid = 0xE0;
}  // namespace marker

inline constexpr std::uint64_t kMaxSize = UINT32_MAX;  // of text, bytes, lists and maps: what a size of 4 bytes can say
inline constexpr std::size_t kMaxTinySize = 15;
inline constexpr std::size_t kMaxFields = 15;  // of a structure: it has only the low half of its marker
inline constexpr std::int64_t kMinTinyInt = -16;
inline constexpr std::size_t kUuidBytes = 16;
inline constexpr std::size_t kMaxHeaderBytes = 9;  // of anything that the encoder writes but contents

// How deep lists, maps and structures may lie in each other, where the caller does not say. Real data has a few levels.
inline constexpr std::uint32_t kDefaultMaxDepth = 1000;

using wirespeed::load_be;
using wirespeed::store_be;
using wirespeed::swap_bytes;

}  // namespace wirespeed::packstream
