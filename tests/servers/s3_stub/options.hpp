// The command line.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "faults.hpp"

namespace wirespeed::s3_stub {

inline constexpr std::string_view kAccessKey = "stub";
inline constexpr std::string_view kSecretKey = "stub-secret";

struct Options {
  std::uint16_t port = 0;        // 0: any that is free
  std::uint64_t latency_ms = 0;  // before each answer
  bool log = false;              // whether requests are kept to be asked for
  bool sign = false;             // whether signatures are checked
  int core = -1;                 // the only one that it runs on; -1: any
  bool detached = false;         // else it ends with its standard input
  std::vector<Rule> rules;
};

extern const char* const kUsage;

Result<Options> parse_options(std::span<char* const> arguments);

}  // namespace wirespeed::s3_stub
