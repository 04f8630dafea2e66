// Bolt, Neo4j's protocol: its versions, and the numbers of its messages.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "wirespeed/packstream/format.hpp"

namespace wirespeed::bolt {

struct ProtocolVersion {
  std::uint8_t major = 0;
  std::uint8_t minor = 0;

  std::string text() const;  // "5.8"
  // Bolt 6.1 brought UUIDs.
  packstream::Version packstream() const noexcept;

  friend constexpr auto operator<=>(ProtocolVersion, ProtocolVersion) = default;
};

inline constexpr ProtocolVersion kBolt44{4, 4};
inline constexpr ProtocolVersion kBolt50{5, 0};  // element ids, times in UTC
inline constexpr ProtocolVersion kBolt51{5, 1};  // LOGON and LOGOFF
inline constexpr ProtocolVersion kBolt52{5, 2};  // filters of notifications
inline constexpr ProtocolVersion kBolt53{5, 3};  // bolt_agent
inline constexpr ProtocolVersion kBolt54{5, 4};  // TELEMETRY
inline constexpr ProtocolVersion kBolt55{5, 5};  // filters by classification, statuses
inline constexpr ProtocolVersion kBolt57{5, 7};  // GQL errors
inline constexpr ProtocolVersion kBolt58{5, 8};
inline constexpr ProtocolVersion kBolt60{6, 0};  // vectors
inline constexpr ProtocolVersion kBolt61{6, 1};  // UUIDs

// Whether this library speaks it: 4.4, 5.0 to 5.8, 6.0, 6.1.
bool is_supported(ProtocolVersion version) noexcept;

// What a client asks for. The values are the tags of the messages.
enum class Request : std::uint8_t {
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
};

// As the specification spells it: "RUN".
const char* to_string(Request request) noexcept;

enum class Response : std::uint8_t { success = 0x70, record = 0x71, ignored = 0x7E, failure = 0x7F };

const char* to_string(Response response) noexcept;

}  // namespace wirespeed::bolt
