// How client and server agree on a version, before any message.
//
//   client: | 60 60 B0 17 | four offers |       an offer: 00, how many lower minors too, minor, major
//   server: | 00 00 minor major |               the version; all zeros: none of them
//      or:  | 00 00 01 FF | varint n | n ranges like offers | varint capabilities |        manifest v1
//   client: | 00 00 minor major | varint 00 |   its choice; no reply
//
// Pure: bytes in, bytes out.
#pragma once

#include <optional>
#include <vector>

#include "wirespeed/base/bytes.hpp"
#include "wirespeed/base/error.hpp"
#include "wirespeed/bolt/protocol.hpp"

namespace wirespeed::bolt {

class Handshake {
 public:
  // Asks for all versions that the library speaks, or for just one.
  explicit Handshake(std::optional<ProtocolVersion> only = std::nullopt);

  // What is to be sent; the caller clears it.
  std::vector<std::uint8_t>& output() noexcept { return output_; }

  // Takes what has come, and says how much of it belonged to the handshake: all, unless it is done.
  Result<std::size_t> feed(ByteView bytes);

  // The version agreed upon, once there is one.
  std::optional<ProtocolVersion> version() const noexcept { return version_; }

 private:
  bool accepts(ProtocolVersion version) const noexcept;
  Result<void> look();
  Result<void> look_at_manifest();
  Result<void> choose(ByteView ranges);

  std::optional<ProtocolVersion> only_;
  std::vector<std::uint8_t> output_;
  std::vector<std::uint8_t> input_;
  std::optional<ProtocolVersion> version_;
};

}  // namespace wirespeed::bolt
