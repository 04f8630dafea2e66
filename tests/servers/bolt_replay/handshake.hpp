// Which version is spoken.
//
//   client: 60 60 B0 17, then four offers  | 00 | lower minors too | minor | major |
//   server: the version                    | 00 | 00 | minor | major |                  zeros: none
//   or, to the offer 00 00 01 FF:          that again, a count and ranges, capabilities; the client answers with its
//   choice
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "options.hpp"
#include "socket.hpp"

namespace wirespeed::bolt_replay {

using Offers = std::array<std::uint8_t, 16>;

// By the older handshake.
std::optional<BoltVersion> choose(const Offers& offers, const std::set<BoltVersion>& known) noexcept;
bool offers_manifest(const Offers& offers) noexcept;
// What follows 00 00 01 FF.
std::vector<std::uint8_t> manifest(const std::set<BoltVersion>& known);

// None when nothing was agreed upon or the peer is gone.
std::optional<BoltVersion> shake_hands(Input& input, Output& output, const Options& options);

}  // namespace wirespeed::bolt_replay
