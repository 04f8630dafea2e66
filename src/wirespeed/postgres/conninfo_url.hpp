// The URL form of connection strings; see conninfo.hpp.
#pragma once

#include "wirespeed/postgres/conninfo.hpp"

namespace wirespeed::postgres {

// REQUIRES: is_conninfo_url(text).
Result<Conninfo> parse_conninfo_url(std::string_view text);

}  // namespace wirespeed::postgres
