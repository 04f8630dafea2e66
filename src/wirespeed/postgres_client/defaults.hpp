// A connection string together with what this process' environment and the user's files say: the only place that looks
// at them.
#pragma once

#include <string_view>

#include "wirespeed/postgres/connection_info.hpp"

namespace wirespeed::postgres_client {

// `more` counts before what `text` says, `text` before the service file, that before the environment. Files that libpq
// looks for in ~/.postgresql and in ~/.pgpass are named in the result where they are there.
Result<postgres::ConnectionInfo> read_connection_info(std::string_view text, const postgres::Conninfo& more = {});

// The same, given what it looks at. `home` empty: the user has none.
struct Surroundings {
  postgres::Environment environment{};
  std::string user{};
  std::string home{};
};
Surroundings surroundings();
Result<postgres::ConnectionInfo> read_connection_info(std::string_view text, const postgres::Conninfo& more,
                                                      const Surroundings& around);

}  // namespace wirespeed::postgres_client
