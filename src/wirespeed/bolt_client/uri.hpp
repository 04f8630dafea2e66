// Where a client connects to, as people write it: bolt://host, neo4j+s://host:port?region=eu.
#pragma once

#include <string_view>

#include "wirespeed/base/error.hpp"
#include "wirespeed/net/address.hpp"
#include "wirespeed/packstream/value.hpp"

namespace wirespeed::bolt_client {

inline constexpr std::uint16_t kDefaultPort = 7687;

enum class Encryption : std::uint8_t {
  configured,  // bolt, neo4j: what the options say, nothing by default
  verified,    // +s: by a trusted CA and for the host
  unverified,  // +ssc: whatever the certificate
};

struct Uri {
  bool routes = false;  // neo4j: servers are found by asking one
  Encryption encryption = Encryption::configured;
  net::Address address;
  packstream::Map routing_context;  // the query part
};

// An error of code invalid_argument says what is expected. The text is quoted without user and password.
Result<Uri> parse_uri(std::string_view text);

}  // namespace wirespeed::bolt_client
