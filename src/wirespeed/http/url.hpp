// URLs of the two schemes that HTTP/1.1 has (RFC 9110, section 4.2).
//
//   http://[::1]:8080/creds?id=7      host "::1", port 8080, target "/creds?id=7"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "wirespeed/base/error.hpp"

namespace wirespeed::http {

struct Url {
  bool tls = false;
  std::string host;  // lower case, IPv6 without its brackets
  std::uint16_t port = 80;
  std::string target = "/";  // path and query as they came; a fragment is left out

  // The field Host: with the port where it is not the scheme's own.
  std::string host_field() const;
};

// Absolute ones only. Users in it, a byte that a request line cannot hold, and other schemes are errors.
Result<Url> parse_url(std::string_view text);

}  // namespace wirespeed::http
