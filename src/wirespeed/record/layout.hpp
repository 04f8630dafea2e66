// How a record lies in memory. All numbers are little-endian; offsets count from the record's first byte, which need
// not be aligned itself.
//
//   0       2        4           8             12            16
//   | 'W' 'R' | fields | schema id | fixed bytes | total bytes | fixed part ... | 0 | nulls | marks | tail ... | 0 |
//                                                                               multiple of 8 ^          ^
//
// fields       how many the writer's schema has: a schema grows at its end
// schema id    hash of the names and types of that many fields
// fixed part   each field at a multiple of its alignment, in order: a number, text of a fixed width, or, of what is in
//              the tail, | u32 offset | u32 size |. Null is all zeros
// nulls        a bit for each field, 1 = null
// marks        a byte for each field, a hash of its name and type: what an older reader compares
// tail         in order of the fields, each at the first multiple of its alignment behind the one before
//
//   text, bytes          their bytes; `size` counts them                                         alignment 1
//   record               a record; `size` counts its bytes                                       8
//   list of numbers      the numbers; `size` counts values, here and below                       of the number
//   list of texts        | u32 end of each, from the first text on, after a zero | texts |       4
//   list of records      the same, each beginning at a multiple of 8: | u32 ends | 0 | records | 8
//
// What nothing is said of is zero, so equal fields give equal bytes. A record's size is a multiple of 8: records that
// lie one behind the other are a batch.
#pragma once

#include "wirespeed/base/bytes.hpp"

namespace wirespeed::record {

inline constexpr std::uint16_t kMagic = 'W' | 'R' << 8;
inline constexpr std::size_t kAlignment = 8;
inline constexpr std::size_t kMaxFields = 4096;
inline constexpr std::size_t kMaxDepth = 16;                 // of records in records
inline constexpr std::uint32_t kMaxWidth = 1 << 16;          // bytes of text of a fixed width
inline constexpr std::uint32_t kMaxRecordBytes = 1U << 31U;  // of one record

struct Header {
  std::uint16_t magic;
  std::uint16_t fields;
  std::uint32_t schema_id;
  std::uint32_t fixed_bytes;  // header, fixed part, nulls and marks: where the tail begins
  std::uint32_t total_bytes;
};
inline constexpr std::size_t kHeaderBytes = sizeof(Header);
static_assert(kHeaderBytes == 16);

// What is in the tail, as the fixed part has it.
struct Span {
  std::uint32_t offset;
  std::uint32_t size;
};

inline Header header_of(const std::uint8_t* record) noexcept { return load_le<Header>(record); }
inline std::uint32_t total_bytes_of(const std::uint8_t* record) noexcept { return load_le<std::uint32_t>(record + 12); }

constexpr std::size_t null_bytes(std::size_t fields) noexcept { return (fields + 7) / 8; }

// Where the null bits of a record begin; the marks follow, and end where the tail begins.
inline std::size_t nulls_at(const Header& header) noexcept {
  return header.fixed_bytes - header.fields - null_bytes(header.fields);
}

}  // namespace wirespeed::record
