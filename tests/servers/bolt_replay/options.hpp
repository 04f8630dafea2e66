// The command line.
#pragma once

#include <cstdint>
#include <set>
#include <span>
#include <string>

#include "faults.hpp"
#include "wirespeed/base/error.hpp"

namespace wirespeed::bolt_replay {

struct Options {
  std::uint16_t port = 0;  // 0: any that is free
  std::set<BoltVersion> versions;
  bool manifest = true;   // whether it knows the newer handshake
  bool utc_patch = true;  // for Bolt 4.4
  bool detached = false;  // else it ends with its standard input
  std::string user;       // with a password, or anybody may come in
  std::string password;
  std::uint64_t recv_timeout = 0;  // seconds, a hint; 0: not given
  bool telemetry = false;          // a hint
  Faults faults;                   // of all connections
};

extern const char* const kUsage;

Result<Options> parse_options(std::span<char* const> arguments);
// "4.4 5.0-5.8 6.0"
Result<std::set<BoltVersion>> parse_versions(std::string_view text);

}  // namespace wirespeed::bolt_replay
