// Bolt as the replay server needs it: message tags, versions, chunks, and what a version changes in values.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt_replay {

enum class Tag : std::uint8_t {
  hello = 0x01,
  goodbye = 0x02,
  reset = 0x0F,
  run = 0x10,
  begin = 0x11,
  commit = 0x12,
  rollback = 0x13,
  discard = 0x2F,
  pull = 0x3F,
  telemetry = 0x54,
  route = 0x66,
  logon = 0x6A,
  logoff = 0x6B,
  success = 0x70,
  record = 0x71,
  ignored = 0x7E,
  failure = 0x7F,
};

// "commit" for Tag::commit; "unknown" for what no client sends.
std::string_view name_of(Tag tag) noexcept;
// REQUIRES nothing; false for a name that no request has.
bool tag_of(std::string_view name, Tag& tag) noexcept;

struct BoltVersion {
  int major = 0;
  int minor = 0;

  friend auto operator<=>(const BoltVersion&, const BoltVersion&) = default;
};

// What the version, or a patch agreed upon, changes in the values of records.
struct Era {
  bool element_ids = true;  // 5.0
  bool utc = true;          // 5.0, or 4.4 with the patch

  friend auto operator<=>(const Era&, const Era&) = default;
};

inline constexpr std::size_t kMaxChunkBytes = 65535;

// Appends `message` as Neo4j sends it: chunks as large as they can be, then 00 00.
void append_framed(std::vector<std::uint8_t>& out, ByteView message, std::size_t chunk_bytes = kMaxChunkBytes);

// The unframed message with these fields. The values are ours, so they can always be encoded.
packstream::Bytes message(Tag tag, packstream::List fields);

}  // namespace wirespeed::bolt_replay
