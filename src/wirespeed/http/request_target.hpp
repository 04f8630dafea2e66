// What the first line of a request asks for (RFC 9112, section 3.2): a path and its parameters, decoded.
//
//   /api/node/artist/AC%2FDC?limit=5&q=love+night
//   segments    "api" "node" "artist" "AC/DC"          parameters  limit = "5"   q = "love night"
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wirespeed/base/error.hpp"

namespace wirespeed::http {

struct Parameter {
  std::string name;
  std::string value;  // empty too where there was no "="
};

struct RequestTarget {
  std::vector<std::string> segments;  // between the slashes of the path, none for "/"; "/a/" has "a" and ""
  std::vector<Parameter> parameters;  // in their order, one that comes twice twice; "a&&b" has two
};

// Percent-encoding is taken off, "+" is a space in parameters, a fragment is left out. Of the absolute form, as proxies
// get it, the path counts. A "%" without two digits behind it and what is no UTF-8 are errors that say where.
Result<RequestTarget> parse_request_target(std::string_view text);

// What the digits behind each "%" stand for. `where` is for the error: "path".
Result<std::string> decode_percent(std::string_view text, std::string_view where, bool plus_is_space);

}  // namespace wirespeed::http
